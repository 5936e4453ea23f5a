//! The workflow's graph: stages as nodes, every way a token can go as edges; and from where a join can still be reached.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use petgraph::{Direction, graph::NodeIndex, visit::EdgeRef};

use crate::{
    compiler::names::WorkflowNames,
    model::Id,
    policy::{Edge, Graph, Stage, Transition, Way},
};

/// Builds it: edges in file order, written ones before drawn ones.
pub(super) fn build(
    stages: &IndexMap<Id, Stage>,
    transitions: &IndexMap<Id, Transition>,
    drawn: &IndexMap<Id, Transition>,
    written: &WorkflowNames<'_>,
) -> Graph {
    let mut graph = Graph::new();
    let nodes = stages.keys().map(|id| (id, graph.add_node(id.clone()))).collect();
    let mut building = Building { graph, nodes, written };
    for transition in transitions.values().chain(drawn.values()).flat_map(Transition::edges) {
        building.transition(transition);
    }
    for (id, stage) in stages {
        if let Some(to) = stage.call.as_ref().and_then(|call| call.failure.to.as_ref()) {
            building.edge(&Transition { id: id.clone(), ..Transition::default() }, Way::Fails, id, to);
        }
    }
    building.graph
}

struct Building<'b> {
    graph: Graph,
    nodes: BTreeMap<&'b Id, NodeIndex>,
    written: &'b WorkflowNames<'b>,
}

impl Building<'_> {
    fn transition(&mut self, transition: &Transition) {
        let asked = !transition.approval.is_empty();
        // Where some case needs no approval, the move is made at once.
        let free = transition.approval.iter().all(|approval| approval.when.is_some());
        let at_once = !asked || (free && !transition.approval_or_refuse);
        let meanwhile = transition.meanwhile.as_ref().filter(|_| asked);
        let way = match (transition.stay, transition.to.stages().len()) {
            (true, _) => Way::Beside,
            (false, 0 | 1) => Way::Moves,
            (false, _) => Way::Splits,
        };
        let outcomes = [
            (Way::Rejected, &transition.rejected),
            (Way::Returned, &transition.returned),
            (Way::Withdrawn, &transition.withdrawn),
        ];
        for from in &transition.from {
            let stands = meanwhile.unwrap_or(from);
            if let Some(meanwhile) = meanwhile {
                self.edge(transition, Way::Meanwhile, from, meanwhile);
            }
            for to in transition.to.stages() {
                if at_once || meanwhile.is_none() {
                    self.edge(transition, way, from, to);
                }
                if let Some(meanwhile) = meanwhile {
                    self.edge(transition, Way::Approved, meanwhile, to);
                }
            }
            if meanwhile.is_some() && !transition.to.moves() {
                self.edge(transition, Way::Approved, stands, from);
            }
            for (way, outcome) in outcomes.iter().filter(|_| asked) {
                let back = meanwhile.is_some().then_some(from);
                if let Some(to) = outcome.to.as_ref().or(back).filter(|to| *to != stands) {
                    self.edge(transition, *way, stands, to);
                }
            }
        }
    }

    fn edge(&mut self, transition: &Transition, way: Way, from: &Id, to: &Id) {
        let (Some(a), Some(b)) = (self.nodes.get(from), self.nodes.get(to)) else {
            return;
        };
        let place = |stage: &Id| self.written.stages.get_index_of(stage);
        let is_open = |stage: &Id| self.written.stages.get(stage).is_some_and(|stage| stage.end.is_none());
        let edge = Edge {
            transition: transition.id.clone(),
            edge: transition.edge,
            way,
            joins: transition.join.as_ref().is_some_and(|join| !join.stages().is_empty()),
            anywhere: transition.anywhere,
            reopens: transition.reopen,
            drawn: transition.drawn,
            backward: transition.drawn && place(from) > place(to) && is_open(to),
        };
        self.graph.add_edge(*a, *b, edge);
    }
}

/// Tells every join from where each of its stages can still be reached: along written transitions and forward moves, not
/// through the join itself, conditions taken as possible.
pub(super) fn approaches(graph: &Graph, transitions: &mut IndexMap<Id, Transition>) {
    let nodes: Vec<NodeIndex> = graph.node_indices().collect();
    let place: BTreeMap<NodeIndex, usize> = nodes.iter().enumerate().map(|(n, node)| (*node, n)).collect();
    for transition in transitions.values_mut() {
        let edges = if transition.path.is_empty() { std::slice::from_mut(transition) } else { &mut transition.path };
        for edge in edges {
            let (id, number) = (edge.id.clone(), edge.edge);
            let Some(join) = &mut edge.join else { continue };
            let counts =
                |edge: &Edge| !edge.anywhere && !edge.backward && (edge.transition != id || edge.edge != number);
            let before = |stage: &usize| {
                let mut seen = BTreeSet::new();
                let mut open = vec![nodes[*stage]];
                while let Some(node) = open.pop() {
                    for edge in graph.edges_directed(node, Direction::Incoming).filter(|edge| counts(edge.weight())) {
                        if seen.insert(place[&edge.source()]) {
                            open.push(edge.source());
                        }
                    }
                }
                seen
            };
            let coming = join.stages().iter().map(before).collect();
            join.coming = coming;
        }
    }
}
