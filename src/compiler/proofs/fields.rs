//! Computed fields that need themselves.

use std::collections::BTreeMap;

use petgraph::{algo::kosaraju_scc, graph::DiGraph};

use super::circle;
use crate::{
    compiler::{Cx, findings, names::Names, org},
    model::Id,
    policy::Policy,
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, policy: &Policy) {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let mut nodes = BTreeMap::new();
    let computed = || {
        let fields = policy.workflows.values().flat_map(|w| w.fields.iter().map(move |field| (w, field)));
        fields
            .filter_map(|(w, field)| field.formula.as_ref().map(|formula| ((w.id.clone(), field.id.clone()), formula)))
    };
    for ((workflow, field), _) in computed() {
        let name = match policy.workflows.len() {
            1 => field.clone(),
            _ => Id::from(format!("{workflow}.{field}")),
        };
        nodes.insert((workflow, field), graph.add_node(name));
    }
    for (at, formula) in computed() {
        for read in &formula.reads().fields {
            if let (Some(from), Some(to)) = (nodes.get(&at), nodes.get(read)) {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    for mut component in kosaraju_scc(&graph) {
        if component.len() == 1 && !component.iter().any(|n| graph.contains_edge(*n, *n)) {
            continue;
        }
        component.sort();
        let circle = circle(&graph, &component);
        let first = nodes.iter().find(|(_, node)| component.first() == Some(node)).map(|(at, _)| at);
        let key = first.and_then(|(workflow, field)| names.workflows.get(workflow)?.fields.get(field)?.written);
        if let Some((key, _)) = key {
            cx.report(findings::circular_fields(key.span, &org::round(&circle)));
        }
    }
}
