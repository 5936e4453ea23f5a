//! The workflow's graph: stages as nodes, moves as edges.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use petgraph::graph::NodeIndex;

use crate::{
    compiler::names::WorkflowNames,
    model::Id,
    policy::{Edge, Graph, Stage, Transition},
};

/// Builds it: edges in file order, written ones before drawn ones.
pub(super) fn build(
    stages: &IndexMap<Id, Stage>,
    transitions: &IndexMap<Id, Transition>,
    drawn: &IndexMap<Id, Transition>,
    written: &WorkflowNames<'_>,
) -> Graph {
    let mut graph = Graph::new();
    let nodes: BTreeMap<&Id, NodeIndex> = stages.keys().map(|id| (id, graph.add_node(id.clone()))).collect();
    for transition in transitions.values().chain(drawn.values()) {
        let Some(to) = &transition.to else { continue };
        for from in &transition.from {
            if let (Some(a), Some(b)) = (nodes.get(from), nodes.get(to)) {
                let backward = transition.drawn && place(written, from) > place(written, to) && is_open(written, to);
                graph.add_edge(*a, *b, Edge { transition: transition.id.clone(), drawn: transition.drawn, backward });
            }
        }
    }
    graph
}

fn place(written: &WorkflowNames<'_>, stage: &Id) -> Option<usize> {
    written.stages.get_index_of(stage)
}

fn is_open(written: &WorkflowNames<'_>, stage: &Id) -> bool {
    written.stages.get(stage).is_some_and(|stage| stage.end.is_none())
}
