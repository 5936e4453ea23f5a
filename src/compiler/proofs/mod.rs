//! Proofs over the whole policy: what no single definition shows.
//!
//! A workflow in whose file something is wrong is not proved: what follows from one mistake is no second one.

mod approvals;
mod automatic;
mod beside;
mod disjoint;
mod duties;
mod fields;
mod net;
mod people;
mod reach;
mod tasks;
mod unused;

use std::collections::BTreeSet;

use petgraph::graph::{DiGraph, NodeIndex};

use super::{Cx, names::Names};
use crate::{model::Id, policy::Policy};

/// Proves what can be proved of a policy.
pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, policy: &Policy) {
    for written in names.flows() {
        let Some(workflow) = policy.workflow(written.name()) else {
            continue;
        };
        if !cx.has_mistakes_in(written.file) {
            let told = reach::prove(cx, written, workflow);
            net::prove(cx, written, workflow, &told);
            automatic::prove(cx, written, workflow);
            tasks::prove(cx, &names.calendar, written, workflow);
        }
    }
    fields::prove(cx, names, policy);
    people::prove(cx, names, policy);
    approvals::prove(cx, names, policy);
    duties::prove(cx, names, policy);
    unused::prove(cx, names);
}

/// A circle within a strongly connected component, from its smallest member on. `component` is sorted.
pub(super) fn circle(graph: &DiGraph<Id, ()>, component: &[NodeIndex]) -> Vec<Id> {
    let members: BTreeSet<NodeIndex> = component.iter().copied().collect();
    let Some(start) = component.first().copied() else {
        return Vec::new();
    };
    // The shortest way from the start back to it, breadth first.
    let mut ways: Vec<Vec<NodeIndex>> = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let Some(last) = way.last() else { continue };
            let mut next: Vec<NodeIndex> = graph.neighbors(*last).filter(|n| members.contains(n)).collect();
            next.sort();
            for n in next {
                if n == start {
                    return way.iter().map(|n| graph[*n].clone()).collect();
                }
                if seen.insert(n) {
                    longer.push(way.iter().copied().chain([n]).collect());
                }
            }
        }
        ways = longer;
    }
    Vec::new()
}
