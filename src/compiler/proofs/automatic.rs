//! Automatic transitions: those that nothing stops, and those that could fire at once.

use std::collections::BTreeMap;

use petgraph::{algo::kosaraju_scc, graph::DiGraph};

use super::{circle, disjoint, net::has_work};
use crate::{
    compiler::{Cx, findings, names::WorkflowNames, org},
    model::{Id, Value},
    policy::{Enough, Transition, Workflow},
};

pub(super) fn prove(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    overlap(cx, written, workflow);
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let nodes: BTreeMap<&Id, _> = workflow.stages.keys().map(|id| (id, graph.add_node(id.clone()))).collect();
    let edges = workflow.transitions.values().flat_map(Transition::edges);
    let unstopped: Vec<&Transition> = edges.filter(|edge| fires_always(edge) || joins_always(edge)).collect();
    // One that does not move fires again where it stands.
    let targets = |edge: &Transition, from: &Id| match edge.to.moves() {
        true => edge.to.stages().into_iter().cloned().collect(),
        false => vec![from.clone()],
    };
    for edge in &unstopped {
        // Where something is to be done it comes to rest.
        for from in edge.from.iter().filter(|from| edge.unfinished || !has_work(written, from)) {
            for to in targets(edge, from) {
                if let (Some(from), Some(to)) = (nodes.get(from), nodes.get(&to)) {
                    graph.add_edge(*from, *to, ());
                }
            }
        }
    }
    for mut component in kosaraju_scc(&graph) {
        if component.len() == 1 && !component.iter().any(|n| graph.contains_edge(*n, *n)) {
            continue;
        }
        component.sort();
        let stages = circle(&graph, &component);
        let within = |t: &&&Transition| {
            t.from.iter().any(|from| stages.contains(from) && targets(t, from).iter().any(|to| stages.contains(to)))
        };
        let first = unstopped.iter().find(within).and_then(|t| written.transitions.get(&t.id));
        if let Some(first) = first {
            cx.report(findings::auto_loop(first.key.span, &org::round(&stages)));
        }
    }
}

/// Whether it fires by itself whatever the record holds.
fn fires_always(transition: &Transition) -> bool {
    let always = transition.when.iter().all(|guard| guard.is.constant() == Some(&Value::Bool(true)));
    fires_at_once(transition) && transition.approval.is_empty() && always
}

/// Whether it is a join that one path is enough for, time and again.
fn joins_always(edge: &Transition) -> bool {
    let Some(join) = edge.join.as_ref().filter(|join| !join.stages().is_empty() && join.every.is_none()) else {
        return false;
    };
    let one = matches!(join.need, Enough::All | Enough::Count(1));
    let alone = edge.who.is_none() && edge.on.is_none() && !edge.is_timed() && edge.approval.is_empty();
    one && alone && edge.when.is_empty() && edge.during.is_empty()
}

/// Whether it fires as soon as its conditions hold, and for no other reason.
fn fires_at_once(transition: &Transition) -> bool {
    transition.auto && !transition.is_timed() && transition.on.is_none() && transition.join.is_none()
}

/// Two automatic transitions of one stage of which nothing shows that only one can fire.
fn overlap(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    let edges = workflow.transitions.values().flat_map(Transition::edges);
    let automatic: Vec<&Transition> = edges.filter(|edge| fires_at_once(edge)).collect();
    let mut told = Vec::new();
    for (n, second) in automatic.iter().enumerate() {
        for first in &automatic[..n] {
            // Of one verb's edges the first that holds is taken: that is what a path is for.
            let shared = first.from.iter().find(|from| second.from.contains(from));
            let pair = (&first.id, &second.id);
            let (Some(stage), false) = (shared, first.id == second.id || told.contains(&pair)) else {
                continue;
            };
            if !disjoint::exclude(&first.when, &second.when) {
                told.push(pair);
                if let (Some(a), Some(b)) = (written.transitions.get(&first.id), written.transitions.get(&second.id)) {
                    cx.report(findings::both_fire(b.key, a.key, stage));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compiler::testing;

    fn circles(stage: &str, to: &str) -> usize {
        let text = format!(
            "[stage]\nopen = {{}}\na = {{ {stage} }}\nb = {{ checklist = [\"b\"] }}\nwon = {{ end = \"won\" }}\n[transition]\n\
             split = {{ from = \"open\", to = [\"a\", \"b\"] }}\nmeet = {{ join = [\"a\", \"b\"], to = \"{to}\" }}\n\
             win = {{ from = \"a\", to = \"won\" }}\n"
        );
        testing::findings(&text).iter().filter(|finding| finding.code.to_string() == "W0202").count()
    }

    #[test]
    fn a_join_that_leads_back_to_itself_never_rests() {
        assert_eq!(circles("", "a"), 1);
        assert_eq!(circles("", "won"), 0);
    }

    #[test]
    fn where_something_is_to_be_done_it_rests() {
        assert_eq!(circles("checklist = [\"a\"]", "a"), 0);
    }
}
