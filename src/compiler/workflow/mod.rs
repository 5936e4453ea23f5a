//! Workflow files: fields, stages, transitions, moves, checks, imports, and the graph they make.

mod access;
mod adjust;
mod assign;
mod checks;
mod clocks;
mod computed;
pub(super) mod effects;
mod fields;
mod graph;
mod id_format;
mod imports;
mod moves;
mod net;
pub(super) mod path;
mod reactions;
mod rungs;
mod stages;
pub(super) mod tasks;
mod transitions;

pub(super) use transitions::ask;

use std::sync::Arc;

use super::{
    Cx, findings,
    names::{Names, WorkflowNames},
    site::Site,
    syntax::{Reader, places},
};
use crate::{
    model::Id,
    policy::{IdFormat, NewRule, Workflow},
    said,
    script::Template,
};

/// Everything a workflow file defines.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, written: &'a WorkflowNames<'a>) -> Workflow {
    let site = Site::of(cx, names, written);
    let flow = flow(site, written);
    let reader = &written.reader;
    Workflow {
        id_format: id_format::read(reader, &written.id),
        label: label(site, reader, &written.id).map(Arc::new),
        fields: Arc::new(fields::compile(site, written)),
        checks: Arc::new(checks::compile(site, written, &flow.drawn)),
        duplicates: Arc::new(reactions::duplicates(site, written, &flow.drawn)),
        lines: Arc::new(fields::lines(site, written)),
        access: Arc::new(access::compile(site, reader)),
        pool: assign::pool(site, reader).map(Arc::new),
        imports: imports::compile(site, written, &flow.transitions, &flow.drawn),
        ..flow
    }
}

/// Everything the file of a further pipeline defines; what the record is, the workflow says whose records it moves.
pub(super) fn pipeline<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    written: &'a WorkflowNames<'a>,
    of: &Workflow,
) -> Workflow {
    Workflow {
        id_format: of.id_format.clone(),
        label: of.label.clone(),
        fields: of.fields.clone(),
        checks: of.checks.clone(),
        duplicates: of.duplicates.clone(),
        lines: of.lines.clone(),
        access: of.access.clone(),
        pool: of.pool.clone(),
        ..flow(Site::of(cx, names, written), written)
    }
}

/// What moves the records: all that each pipeline has of its own.
fn flow<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> Workflow {
    let reader = &written.reader;
    if written.stages.is_empty() {
        for key in ["transition", "moves"] {
            if let Some((key, _)) = reader.table.entry(key) {
                site.cx.report(findings::no_stages(key));
            }
        }
    }
    let stages = stages::compile(site, written);
    let (mut transitions, drawn, moves) = match written.stages.is_empty() {
        true => Default::default(),
        false => {
            let transitions = transitions::compile(site, written);
            let (drawn, moves) = moves::compile(site, written, &transitions);
            (transitions, drawn, moves)
        }
    };
    let graph = graph::build(&stages, &transitions, &drawn, written);
    graph::approaches(&graph, &mut transitions);
    Workflow {
        id: written.id.clone(),
        pipeline: written.pipeline.clone(),
        title: site.names.title(reader, written.name()),
        id_format: IdFormat { parts: Vec::new() },
        label: None,
        layout: written.layout.clone(),
        fields: Default::default(),
        new: new_rule(site, reader),
        start: written.start.clone(),
        checks: Default::default(),
        reactions: reactions::compile(site, written, &drawn),
        duplicates: Default::default(),
        lines: Default::default(),
        access: Default::default(),
        assign: assign::assign(site, reader),
        inbox: assign::inbox(site, reader),
        pool: None,
        clocks: clocks::compile(site, written),
        imports: Default::default(),
        stages,
        transitions,
        drawn,
        moves,
        deviation: transitions::deviation(site, written),
        deviation_to: transitions::deviation_to(site, written),
        graph,
    }
}

/// How records are called. It may not ask how records are called: that could go on for ever.
fn label(site: Site<'_>, reader: &Reader<'_>, workflow: &Id) -> Option<Template> {
    let label = site.template(reader, "label")?;
    let circular = label.expressions().any(|expr| expr.reads().fields.iter().any(|(_, name)| &**name == "label"));
    if circular && let Some(node) = reader.get("label") {
        site.cx.report(findings::not_yet(
            node.span,
            said!("`label` inside the label of {workflow}", "{workflow} 的 label 里再用 `label`"),
        ));
        return None;
    }
    Some(label)
}

fn new_rule(site: Site<'_>, reader: &Reader<'_>) -> NewRule {
    let Some(table) = reader.table("new") else {
        return NewRule::default();
    };
    let new = Reader::open(site.cx, table, places::NEW);
    let people = site.people(&new, "who");
    let started = net::started(site, &new, table);
    NewRule { who: new.has("who").then_some(people), when: site.guards(&new), started }
}
