//! Separation that leaves nobody: the only one who could decide is the one who may not.

use super::{Use, written};
use crate::{
    compiler::{Cx, findings, names::Names},
    model::{Id, people::Org},
    policy::{Chain, People, PlaceKind, SelfRule, Step, StepKind},
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, chain: &Chain, uses: &[Use<'_>]) {
    let org = &names.org;
    for step in chain.steps.iter().filter(|step| matches!(step.kind, StepKind::Asks)) {
        let Some(table) = written(names, &chain.id, step) else { continue };
        let Some(one) = only_one(org, step) else { continue };
        let before = step.not_same_as.iter().filter_map(|id| chain.step(id));
        if let Some(before) = before.into_iter().find(|before| only_one(org, before) == Some(one)) {
            cx.report(findings::nobody_left(table.key_span("not_same_as"), &step.id, one, Some(&before.id)));
        }
        let submits = |one_use: &Use<'_>| one_use.transition.who.as_ref().and_then(|who| only(org, who));
        if chain.self_rule == SelfRule::Refuse && uses.iter().any(|used| submits(used) == Some(one)) {
            cx.report(findings::nobody_left(table.key_span("who"), &step.id, one, None));
        }
    }
}

/// The one person who can sit on a step, where there is just one whatever the record is.
fn only_one<'o>(org: &'o Org, step: &Step) -> Option<&'o Id> {
    let mut found = None;
    for seat in &step.seats {
        let one = only(org, &seat.who)?;
        if found.is_some_and(|known| known != one) {
            return None;
        }
        found = Some(one);
    }
    found
}

/// The one person these places mean, where there is just one whatever the record is.
fn only<'o>(org: &'o Org, who: &People) -> Option<&'o Id> {
    let mut found: Option<&Id> = None;
    for place in who {
        for (id, person) in &org.people {
            let is_meant = match &place.kind {
                PlaceKind::Role { role, unit } => {
                    person.roles.contains(role) && unit.as_ref().is_none_or(|unit| org.in_unit(id, unit))
                }
                PlaceKind::Person(one) => one == id,
                PlaceKind::Unit(unit) => org.in_unit(id, unit),
                PlaceKind::Anyone => true,
                PlaceKind::Expr(_) | PlaceKind::UnitOf(_) | PlaceKind::Group(_) | PlaceKind::Address(_) => return None,
            };
            match found {
                _ if !is_meant => {}
                Some(known) if known != id => return None,
                _ => found = Some(id),
            }
        }
    }
    found
}
