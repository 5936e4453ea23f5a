//! Automatic transitions that nothing stops.

use std::collections::BTreeMap;

use petgraph::{algo::kosaraju_scc, graph::DiGraph};

use super::circle;
use crate::{
    compiler::{Cx, findings, names::WorkflowNames, org},
    model::{Id, Value},
    policy::{Transition, Workflow},
};

pub(super) fn prove(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let nodes: BTreeMap<&Id, _> = workflow.stages.keys().map(|id| (id, graph.add_node(id.clone()))).collect();
    let unstopped: Vec<&Transition> = workflow.transitions.values().filter(|t| fires_always(t)).collect();
    for transition in &unstopped {
        for from in &transition.from {
            // One that does not move fires again where it stands.
            let to = transition.to.as_ref().unwrap_or(from);
            if let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) {
                graph.add_edge(*from, *to, ());
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
            t.from.iter().any(|from| stages.contains(from)) && t.to.as_ref().is_none_or(|to| stages.contains(to))
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
    transition.auto && transition.after.is_none() && transition.approval.is_empty() && always
}
