//! Ways: every stage can be reached, from every stage an end can, every transition can be taken.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::{Direction, graph::NodeIndex, visit::EdgeRef};

use super::beside::beside;
use crate::{
    compiler::{Cx, findings, names::WorkflowNames},
    model::Id,
    policy::{Edge, Graph, To, Transition, Workflow},
};

/// Reports what can't be reached or left along the graph. Answers with the stages it has spoken of, so that nothing is
/// said twice.
pub(super) fn prove(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) -> BTreeSet<Id> {
    let mut told = BTreeSet::new();
    dead(cx, written, workflow);
    // Whom `[moves] except` names may put a record anywhere; a deviation to any stage too.
    let anywhere = !workflow.moves.except.is_empty() || deviates_anywhere(workflow);
    let Some(start) = workflow.start.as_ref().filter(|_| !anywhere) else {
        return told;
    };
    let graph = &workflow.graph;
    let nodes: BTreeMap<&Id, NodeIndex> = graph.node_indices().map(|node| (&graph[node], node)).collect();
    let is_end = |id: &Id| workflow.stages.get(id).is_some_and(|stage| stage.end.is_some());
    let counts = |from: &Id, edge: &Edge| edge.reopens || !is_end(from);
    let ends = workflow.stages.keys().any(is_end);
    let off_the_graph: Vec<NodeIndex> = workflow.deviation_to.iter().map(|id| nodes[id]).collect();
    let begins = off_the_graph.iter().copied().chain([nodes[start]]);
    let seen = spread(graph, begins, Direction::Outgoing, counts);
    let over = workflow.stages.keys().filter(|id| is_end(id) || ends_here(workflow, id));
    let finishing = spread(graph, over.map(|id| nodes[id]), Direction::Incoming, counts);
    let leads_out = off_the_graph.iter().any(|node| finishing.contains(node));
    let beside = beside(workflow, |id| nodes[id], counts);
    let lost: Vec<NodeIndex> = written.stages.keys().map(|id| nodes[id]).filter(|node| !seen.contains(node)).collect();
    for (id, stage) in &written.stages {
        let node = nodes[id];
        if !seen.contains(&node) && cancelled(workflow) != Some(id) {
            if is_first(graph, &lost, node, counts) {
                cx.report(findings::unreachable_stage(stage.key, start));
            }
            told.insert(id.clone());
        } else if !finishing.contains(&node) && !leads_out && !beside.contains(&node) && (ends || id == start) {
            cx.report(findings::no_way_out(stage.key, ends));
            told.insert(id.clone());
        }
    }
    told
}

/// Whether no other stage that can't be reached leads to this one; of those in a circle it is the first as written.
/// A way to the first is a way to all behind it.
fn is_first(graph: &Graph, lost: &[NodeIndex], node: NodeIndex, counts: impl Fn(&Id, &Edge) -> bool + Copy) -> bool {
    let place = |one: NodeIndex| lost.iter().position(|other| *other == one);
    let leads = |from: NodeIndex, to: NodeIndex| spread(graph, [from], Direction::Outgoing, counts).contains(&to);
    let before = |other: &&NodeIndex| **other != node && leads(**other, node);
    !lost.iter().filter(before).any(|other| !leads(node, *other) || place(*other) < place(node))
}

/// Everything that can be reached from some nodes in a direction, they included.
pub(super) fn spread(
    graph: &Graph,
    from: impl IntoIterator<Item = NodeIndex>,
    direction: Direction,
    counts: impl Fn(&Id, &Edge) -> bool,
) -> BTreeSet<NodeIndex> {
    let mut open: Vec<NodeIndex> = from.into_iter().collect();
    let mut seen: BTreeSet<NodeIndex> = open.iter().copied().collect();
    while let Some(node) = open.pop() {
        for edge in graph.edges_directed(node, direction) {
            let next = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
            if counts(&graph[edge.source()], edge.weight()) && seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

/// Whether a path may end in a stage: `to = "none"` leads on from there.
fn ends_here(workflow: &Workflow, stage: &Id) -> bool {
    workflow.edges().any(|edge| matches!(edge.to, To::Nothing) && edge.from.contains(stage))
}

/// Whether a record can come from one stage into another.
pub(super) fn leads(workflow: &Workflow, from: &Id, to: &Id) -> bool {
    let graph = &workflow.graph;
    let node = |id: &Id| graph.node_indices().find(|node| graph[*node] == *id);
    let (Some(begin), Some(end)) = (node(from), node(to)) else {
        return true;
    };
    let anywhere = !workflow.moves.except.is_empty() || deviates_anywhere(workflow);
    if anywhere || workflow.deviates_to(to) || cancelled(workflow) == Some(to) {
        return true;
    }
    // Its own way back to itself counts, standing there does not.
    let is_end = |id: &Id| workflow.stages.get(id).is_some_and(|stage| stage.end.is_some());
    let counts = |from: &Id, edge: &Edge| edge.reopens || !is_end(from);
    let first = graph.edges(begin).filter(|edge| counts(from, edge.weight())).map(|edge| edge.target());
    let off_the_graph = graph.node_indices().filter(|node| workflow.deviation_to.contains(&graph[*node]));
    spread(graph, first.chain(off_the_graph), Direction::Outgoing, counts).contains(&end)
}

fn deviates_anywhere(workflow: &Workflow) -> bool {
    workflow.deviation.is_some() && workflow.deviation_to.is_empty()
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

/// Transitions that leave only ends.
fn dead(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    for (id, transition) in &workflow.transitions {
        let is_end = |id: &Id| workflow.stages.get(id).is_some_and(|stage| stage.end.is_some());
        let only_ends = |edge: &Transition| !edge.reopen && edge.from.iter().all(is_end) && !edge.from.is_empty();
        if let (true, Some(written)) = (transition.edges().iter().all(only_ends), written.transitions.get(id)) {
            cx.report(findings::dead_transition(written.key));
        }
    }
}
