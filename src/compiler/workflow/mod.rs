//! Workflow files: fields, stages, transitions, moves, checks, imports, and the graph they make.

mod access;
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
mod tasks;
mod transitions;

pub(super) use transitions::ask;

use super::{
    Cx, findings,
    names::{Names, WorkflowNames},
    site::Site,
    syntax::{Reader, places},
};
use crate::{
    model::Id,
    policy::{NewRule, Workflow},
    said,
    script::Template,
};

/// Everything a workflow file defines.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, written: &'a WorkflowNames<'a>) -> Workflow {
    let site = Site::on(cx, names, &written.id);
    let reader = &written.reader;
    if written.stages.is_empty() {
        for key in ["transition", "moves"] {
            if let Some((key, _)) = reader.table.entry(key) {
                cx.report(findings::no_stages(key));
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
        title: names.title(reader, &written.id),
        id_format: id_format::read(reader, &written.id),
        label: label(site, reader, &written.id),
        layout: written.layout.clone(),
        fields: fields::compile(site, written),
        new: new_rule(site, reader),
        start: written.start.clone(),
        checks: checks::compile(site, written, &drawn),
        reactions: reactions::compile(site, written, &drawn),
        duplicates: reactions::duplicates(site, written, &drawn),
        lines: fields::lines(site, written),
        access: access::compile(site, reader),
        assign: assign::assign(site, reader),
        inbox: assign::inbox(site, reader),
        pool: assign::pool(site, reader),
        clocks: clocks::compile(site, written),
        imports: imports::compile(site, written, &transitions, &drawn),
        stages,
        transitions,
        drawn,
        moves,
        deviation: transitions::deviation(site, written),
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
