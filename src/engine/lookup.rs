//! Looking records up by what a condition equates: the records that wait for an event, or for another record, are found by
//! what it names and not looked through. See [`crate::script::Side`].

use super::{Refused, View, marks, outside};
use crate::{
    model::{Id, Record, work::Held},
    policy::{On, Policy, Transition, Workflow},
    script::Side,
};

/// The names a record is found under, by the rules of a policy: while it stands where one of its transitions waits, and
/// once it has reached what another workflow waits for.
pub(crate) fn lookups(policy: &Policy, record: &Record) -> Vec<(Id, Held)> {
    let Some(rules) = policy.rules_of(record) else {
        return Vec::new();
    };
    let mut sides: Vec<Side> = Vec::new();
    for (transition, on) in waiting(rules) {
        if record.tokens.iter().any(|token| transition.from.contains(&token.stage)) {
            sides.extend(own_side(on));
        }
    }
    for on in policy.waiting_for(&record.workflow) {
        if let On::Record { reaches, .. } = on
            && marks::times(policy, record, reaches) > 0
        {
            sides.extend(pair(on).map(|(other, _)| other));
        }
    }
    let held = Held { record: record.id.clone(), n: 0, task: "".into(), begun: false };
    let named = |side: &Side| Some(name(rules, side, &side.of(record, false)?));
    let mut names: Vec<Id> = sides.iter().filter_map(named).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| (name, held.clone())).collect()
}

/// The transitions of a workflow that something elsewhere sets going.
pub(super) fn waiting(rules: &Workflow) -> impl Iterator<Item = (&Transition, &On)> {
    let edges = rules.transitions.values().flat_map(Transition::edges);
    edges.filter_map(|edge| Some((edge, edge.on.as_deref()?)))
}

/// The workflows whose records one waits for.
pub fn watches(rules: &Workflow) -> impl Iterator<Item = &Id> {
    waiting(rules).filter_map(|(_, on)| match on {
        On::Record { workflow, .. } => Some(workflow),
        _ => None,
    })
}

/// By what of its own a record that waits is looked up.
fn own_side(on: &On) -> Option<Side> {
    match on {
        On::Event { such: Some(such), .. } => outside::handle(such).map(|(own, _)| own),
        On::Record { .. } => pair(on).map(|(_, own)| owned(own)),
        _ => None,
    }
}

/// What a condition on another record equates: what is the other's, and what is the waiting record's.
pub(super) fn pair(on: &On) -> Option<(Side, Side)> {
    let On::Record { such: Some(such), .. } = on else { return None };
    such.equations().into_iter().find_map(|(a, b)| match (&a, &b) {
        (Side::Id | Side::Field(_), Side::AroundId | Side::AroundField(_)) => Some((a, b)),
        (Side::AroundId | Side::AroundField(_), Side::Id | Side::Field(_)) => Some((b, a)),
        _ => None,
    })
}

/// The name a record is found under by the value of one of its fields.
fn name(rules: &Workflow, side: &Side, value: &str) -> Id {
    let field = match side {
        Side::Field(slot) => rules.fields.get(*slot).map(|field| &*field.id),
        _ => None,
    };
    format!("~by:{}={value}", field.unwrap_or("id")).into()
}

/// The records of a workflow of which a side has that value.
pub(super) fn found(view: &dyn View, rules: &Workflow, side: &Side, value: &str) -> Result<Vec<Id>, Refused> {
    match side {
        Side::Id => {
            let there = view.record(value)?.filter(|record| record.workflow == rules.id);
            Ok(there.map(|record| record.id.clone()).into_iter().collect())
        }
        side => Ok(view.held(&name(rules, side, value), &rules.id)?.into_iter().map(|held| held.record).collect()),
    }
}

/// The side of the waiting record as it is its own.
pub(super) fn owned(side: Side) -> Side {
    match side {
        Side::AroundField(slot) => Side::Field(slot),
        _ => Side::Id,
    }
}
