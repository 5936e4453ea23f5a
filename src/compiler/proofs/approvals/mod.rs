//! What only a chain and its uses together show: people left over, conditions that clash, deadlines that are too long.

mod conditions;
mod deadlines;
mod people;

use crate::{
    compiler::{
        Cx,
        approvals::is_never,
        findings,
        names::Names,
        syntax::{Kind, Node, Table},
    },
    policy::{Chain, Else, Policy, Step, Transition, Workflow},
    script::Expr,
};

/// Where a transition asks a chain.
struct Use<'p> {
    workflow: &'p Workflow,
    transition: &'p Transition,
    /// When; none: always.
    when: Option<&'p Expr>,
    /// Which entry of its `approval` it is.
    entry: usize,
}

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, policy: &Policy) {
    for (id, chain) in &policy.chains {
        let Some(definition) = names.chains.get(id) else { continue };
        if cx.has_errors_in(definition.table.span.file) {
            continue;
        }
        for chain in chain.everywhere() {
            let uses = uses(policy, chain);
            dead(cx, names, chain);
            conditions::prove(cx, names, chain, &uses);
            deadlines::prove(cx, names, chain, &uses);
            people::prove(cx, names, chain, &uses);
        }
    }
}

fn uses<'p>(policy: &'p Policy, chain: &'p Chain) -> Vec<Use<'p>> {
    let mut all = Vec::new();
    for workflow in policy.pipelines_of(&chain.of) {
        for transition in workflow.transitions.values() {
            let of_it = transition.approval.iter().enumerate().filter(|(_, approval)| approval.chain == chain.id);
            all.extend(of_it.map(|(entry, approval)| Use {
                workflow,
                transition,
                when: approval.when.as_ref(),
                entry,
            }));
        }
    }
    all
}

/// Where a step is written; none where it is a row of a table.
pub(super) fn written<'n>(names: &'n Names<'_>, chain: &str, step: &Step) -> Option<&'n Table> {
    let steps = names.chains.get(chain)?.table.get("step")?;
    let tables = steps.entries().iter().filter_map(Node::table);
    let is_it = |table: &&Table| table.get("id").and_then(Node::text).is_some_and(|text| *text == *step.id);
    tables.into_iter().find(is_it)
}

/// The `when` of an entry of a transition's `approval`.
fn asked_when<'n>(names: &'n Names<'_>, one: &Use<'_>) -> Option<&'n Node> {
    let written = names.flow(one.workflow.name())?.transitions.get(&one.transition.id)?;
    match &written.table.get("approval")?.entries().get(one.entry)?.kind {
        Kind::Table(table) => table.get("when"),
        _ => None,
    }
}

/// Steps whose condition never holds, and those behind one that always ends the chain.
fn dead(cx: &Cx<'_>, names: &Names<'_>, chain: &Chain) {
    let mut ended: Option<&Step> = None;
    for step in &chain.steps {
        let Some(table) = written(names, &chain.id, step) else { continue };
        if let Some(before) = ended {
            cx.report(findings::cut_off_step(table.key_span("id"), &step.id, &before.id));
        } else if step.when.as_ref().is_some_and(|when| is_never(when) || conditions::contradicts(when)) {
            let at = table.get("when").map_or(table.span, |node| cx_inner(cx, node));
            cx.report(findings::dead_step(at, &step.id));
            // A later step that does not wait for this one is asked all the same.
            if step.otherwise != Else::Skip {
                ended = Some(step);
            }
        }
    }
}

/// The characters of an expression, without its quotes.
fn cx_inner(cx: &Cx<'_>, node: &Node) -> crate::compiler::source::Span {
    match node.text() {
        Some(text) => cx.quoting(&text).span(0, text.chars().count()),
        None => node.span,
    }
}
