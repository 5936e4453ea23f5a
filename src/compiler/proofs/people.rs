//! Places where somebody must act and nobody of the organisation can.

use crate::{
    compiler::{
        Cx, findings,
        names::Names,
        syntax::{Node, Table},
    },
    model::{Said, people::Org},
    policy::{People, Place, PlaceKind, Policy},
    said,
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, policy: &Policy) {
    if names.org.people.is_empty() {
        // An organisation that lives elsewhere: nothing can be told.
        return;
    }
    let org = &names.org;
    for workflow in policy.flows() {
        let id = workflow.name();
        let Some(written) = names.flow(id) else {
            continue;
        };
        let new = written.reader.table.get("new").and_then(Node::table);
        if let (Some(who), Some(table)) = (&workflow.new.who, new) {
            all_empty(cx, org, who, table, &said!("create a `{id}`", "新建 `{id}`"));
        }
        for (task, named) in written.tasks() {
            let rule = workflow.task(task).map(|(_, task)| task);
            if let Some(who) = rule.and_then(|task| task.finding.who.as_ref()) {
                all_empty(cx, org, who, named.table, &said!("hold the task `{task}`", "承担任务 `{task}`"));
            }
        }
        for (id, transition) in &workflow.transitions {
            if let (Some(who), Some(written)) = (&transition.who, written.transitions.get(id)) {
                all_empty(cx, org, who, written.table, &said!("take `{id}`", "执行 `{id}`"));
            }
        }
    }
    for (id, chain) in &policy.chains {
        for step in chain.everywhere().flat_map(|chain| &chain.steps) {
            let Some(table) = super::approvals::written(names, id, step) else { continue };
            // Every entry is a seat of its own, and has somebody where one of its places has.
            for seat in step.seats.iter().filter(|seat| seat.who.iter().all(|place| is_empty(org, place))) {
                if let Some(place) = seat.who.first() {
                    report(cx, table, place, &decide(&step.id));
                }
            }
        }
    }
}

fn all_empty(cx: &Cx<'_>, org: &Org, who: &People, table: &Table, what: &Said) {
    if let (Some(first), true) = (who.first(), who.iter().all(|place| is_empty(org, place))) {
        report(cx, table, first, what);
    }
}

fn report(cx: &Cx<'_>, table: &Table, place: &Place, what: &Said) {
    if let Some(node) = table.get("who").and_then(|node| named(node, &place.text)) {
        cx.report(findings::nobody_to_act(node.span, &place.text, what));
    }
}

fn decide(step: &str) -> Said {
    said!("decide step `{step}`", "审批步骤 `{step}`")
}

/// Where a place is written, also within an entry with a weight or condition.
fn named<'n>(node: &'n Node, place: &str) -> Option<&'n Node> {
    node.entries().iter().find_map(|entry| match entry.table() {
        Some(table) => named(table.get("who")?, place),
        None => entry.text().is_some_and(|text| *text == *place).then_some(entry),
    })
}

/// Whether nobody can ever be meant. Who has left or has not come yet counts: that is a matter of the day.
fn is_empty(org: &Org, place: &Place) -> bool {
    let mut people = org.people.iter();
    match &place.kind {
        PlaceKind::Role { role, unit } => !people
            .any(|(id, person)| person.roles.contains(role) && unit.as_ref().is_none_or(|unit| org.in_unit(id, unit))),
        PlaceKind::Unit(unit) => !people.any(|(id, _)| org.in_unit(id, unit)),
        PlaceKind::Group(group) => group.who.iter().all(|place| is_empty(org, place)),
        PlaceKind::Person(_)
        | PlaceKind::Anyone
        | PlaceKind::Expr(_)
        | PlaceKind::UnitOf(_)
        | PlaceKind::Address(_) => false,
    }
}
