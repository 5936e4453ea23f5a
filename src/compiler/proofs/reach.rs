//! Ways: every stage can be reached, from every stage an end can, every transition can be taken.

use std::collections::BTreeMap;

use petgraph::{
    graph::{DiGraph, NodeIndex},
    visit::{Dfs, Reversed},
};

use crate::{
    compiler::{Cx, findings, names::WorkflowNames},
    model::Id,
    policy::{Transition, Workflow},
};

pub(super) fn prove(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    dead(cx, written, workflow);
    let Some(start) = &workflow.start else { return };
    let (graph, nodes) = ways(workflow);
    let is_end = |id: &Id| workflow.stages.get(id).is_some_and(|stage| stage.end.is_some());
    let reached = |from: &Id| {
        let mut seen = vec![false; graph.node_count()];
        let mut dfs = Dfs::new(&graph, nodes[from]);
        while let Some(node) = dfs.next(&graph) {
            seen[node.index()] = true;
        }
        seen
    };
    // Whom `[moves] except` names may put a record anywhere.
    let anywhere = !workflow.moves.except.is_empty();
    let seen = reached(start);
    let ends = workflow.stages.keys().any(is_end);
    let mut finishing = vec![false; graph.node_count()];
    for end in workflow.stages.keys().filter(|id| is_end(id)) {
        let mut dfs = Dfs::new(Reversed(&graph), nodes[end]);
        while let Some(node) = dfs.next(Reversed(&graph)) {
            finishing[node.index()] = true;
        }
    }
    for (id, stage) in &written.stages {
        let node = nodes[id].index();
        if !seen[node] && !anywhere && cancelled(workflow) != Some(id) {
            cx.report(findings::unreachable_stage(stage.key, start));
        } else if !finishing[node] && !anywhere && (ends || id == start) {
            cx.report(findings::no_way_out(stage.key, ends));
        }
    }
}

/// Whether a record can come from one stage into another.
pub(super) fn leads(workflow: &Workflow, from: &Id, to: &Id) -> bool {
    let (graph, nodes) = ways(workflow);
    let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) else {
        return true;
    };
    if !workflow.moves.except.is_empty() {
        return true;
    }
    let mut dfs = Dfs::new(&graph, *from);
    // Its own way back to itself counts, standing there does not.
    dfs.next(&graph);
    let around = || graph.neighbors_directed(*to, petgraph::Direction::Incoming).any(|n| n == *to);
    match from == to {
        true => around(),
        false => {
            std::iter::from_fn(|| dfs.next(&graph)).any(|node| node == *to)
                || Some(to) == cancelled(workflow).and_then(|id| nodes.get(id))
        }
    }
}

/// The end that the command `cancel` leads to by itself: the only one of outcome `cancelled`, where no transition is
/// called `cancel`.
fn cancelled(workflow: &Workflow) -> Option<&Id> {
    let mut ends = workflow.stages.values().filter(|stage| stage.end.as_deref() == Some("cancelled"));
    match (ends.next(), ends.next(), workflow.transitions.contains_key("cancel")) {
        (Some(end), None, false) => Some(&end.id),
        _ => None,
    }
}

/// Stages and every way between them: moves, what stands where while a chain runs, what its outcomes do.
fn ways(workflow: &Workflow) -> (DiGraph<(), ()>, BTreeMap<&Id, NodeIndex>) {
    let mut graph = DiGraph::new();
    let nodes: BTreeMap<&Id, NodeIndex> = workflow.stages.keys().map(|id| (id, graph.add_node(()))).collect();
    for transition in workflow.transitions.values().chain(workflow.drawn.values()) {
        for (from, to) in edges(workflow, transition) {
            if let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    (graph, nodes)
}

fn edges<'w>(workflow: &'w Workflow, transition: &'w Transition) -> Vec<(&'w Id, &'w Id)> {
    let open = |id: &&Id| transition.reopen || workflow.stages.get(*id).is_some_and(|stage| stage.end.is_none());
    let outcomes = [&transition.rejected.to, &transition.withdrawn.to];
    let mut edges = Vec::new();
    for from in transition.from.iter().filter(open) {
        let waits = transition.meanwhile.as_ref().filter(|_| !transition.approval.is_empty());
        let stands = waits.unwrap_or(from);
        edges.push((from, stands));
        edges.extend(transition.to.as_ref().map(|to| (stands, to)));
        edges.push((stands, from));
        if !transition.approval.is_empty() {
            edges.extend(outcomes.iter().filter_map(|to| to.as_ref()).map(|to| (stands, to)));
        }
    }
    edges
}

/// Transitions that leave only ends.
fn dead(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    for (id, transition) in &workflow.transitions {
        let is_end = |id: &Id| workflow.stages.get(id).is_some_and(|stage| stage.end.is_some());
        let only_ends = transition.from.iter().all(is_end);
        if let (true, false, Some(written)) = (only_ends, transition.reopen, written.transitions.get(id)) {
            cx.report(findings::dead_transition(written.key));
        }
    }
}
