//! Work: tasks that wait for each other in a circle, that take longer than their stage may, that nobody can hold; clocks
//! that can't come to their end.

use std::collections::BTreeMap;

use petgraph::{algo::kosaraju_scc, graph::DiGraph};

use super::circle;
use crate::{
    compiler::{Cx, findings, names::WorkflowNames, org},
    model::{
        Id, Value,
        time::{Calendar, Duration},
    },
    policy::{ClockMark, Task, Workflow},
    script::Expr,
};

pub(super) fn prove(cx: &Cx<'_>, calendar: &Calendar, written: &WorkflowNames<'_>, workflow: &Workflow) {
    circles(cx, written, workflow);
    for (id, stage) in &workflow.stages {
        let Some(names) = written.stages.get(id) else { continue };
        for (task, rule) in &stage.tasks {
            let Some(named) = names.tasks.get(task) else { continue };
            if let (Some(limit), Some(sla), Some(node)) =
                (limit(rule), stage.sla.as_ref().and_then(constant), named.table.get("deadline"))
                && counts_alike(&limit, &sla)
                && limit.approx_seconds(calendar) > sla.approx_seconds(calendar)
            {
                let at = names.table.key_span("sla");
                cx.report(findings::slow_task(node.span, task, &limit.to_string(), id, &sla.to_string(), at));
            }
        }
    }
    for (id, clock) in &workflow.clocks {
        let table = written.reader.table.get("clock").and_then(|node| node.table()?.get(id)?.table());
        let (Some(table), Some(until)) = (table, &clock.until) else { continue };
        if let Some(way) = never(workflow, &clock.from, until) {
            let at = table.get("until").map_or(table.span, |node| node.span);
            cx.report(findings::endless_clock(at, id, &way));
        }
    }
}

/// Tasks that need themselves.
fn circles(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow) {
    let mut graph: DiGraph<Id, ()> = DiGraph::new();
    let tasks = || workflow.stages.values().flat_map(|stage| stage.tasks.values());
    let nodes: BTreeMap<&Id, _> = tasks().map(|task| (&task.id, graph.add_node(task.id.clone()))).collect();
    for task in tasks() {
        for needed in task.needs.iter().filter_map(|id| nodes.get(id)) {
            graph.add_edge(nodes[&task.id], *needed, ());
        }
    }
    for mut component in kosaraju_scc(&graph) {
        if component.len() == 1 && !component.iter().any(|n| graph.contains_edge(*n, *n)) {
            continue;
        }
        component.sort();
        let circle = circle(&graph, &component);
        let first = circle.first().and_then(|id| written.tasks().find(|(task, _)| *task == id));
        if let Some((_, task)) = first {
            cx.report(findings::circular_needs(task.table.key_span("needs"), &org::round(&circle)));
        }
    }
}

fn limit(task: &Task) -> Option<Duration> {
    task.deadline.as_ref().filter(|deadline| !deadline.from_start).and_then(|deadline| constant(&deadline.limit))
}

/// The length of time an expression always gives.
fn constant(expr: &Expr) -> Option<Duration> {
    match expr.constant()? {
        Value::Duration(length) => Some(**length),
        _ => None,
    }
}

/// Whether both run on every day, or both on business days: else which is longer depends on the day.
fn counts_alike(a: &Duration, b: &Duration) -> bool {
    let on_business = |length: &Duration| length.business_days != 0 || length.business_seconds != 0;
    on_business(a) == on_business(b)
}

/// Why a clock can't come to its end: the stage it ends with is passed before it begins, or can't be reached from there.
fn never(workflow: &Workflow, from: &ClockMark, until: &ClockMark) -> Option<Id> {
    let (ClockMark::Entered(end) | ClockMark::Left(end)) = until else { return None };
    let start = match from {
        ClockMark::Entered(stage) | ClockMark::Left(stage) => stage,
        ClockMark::Created => workflow.start.as_ref()?,
        ClockMark::Field(_) => return None,
    };
    if from == until {
        return Some(end.clone());
    }
    let stands = start == end && matches!(until, ClockMark::Left(_));
    (!stands && !super::reach::leads(workflow, start, end)).then(|| end.clone())
}
