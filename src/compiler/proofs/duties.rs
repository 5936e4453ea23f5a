//! Duties that must not meet in one person, held against who may do what by role, unit or name.

use crate::{
    compiler::{Cx, findings, names::Names, syntax::Node},
    model::{Id, people::Org},
    policy::{Duty, DutyAct, People, PlaceKind, Policy},
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, policy: &Policy) {
    for duty in &policy.duties {
        let Some(definition) = names.duties.get(&duty.id) else { continue };
        let at = definition.table.get("never_both").map_or(definition.key.span, |node| node.span);
        let written = definition.table.get("never_both").map_or(&[][..], Node::entries);
        let word = |n: usize| written.get(n).and_then(Node::text).map(|text| text.value).unwrap_or_default();
        for a in 0..duty.acts.len() {
            for b in a + 1..duty.acts.len() {
                let both = meeting(&names.org, policy, duty, a, b);
                if !both.is_empty() {
                    cx.report(findings::duties_meet(at, &both, &word(a), &word(b)));
                }
            }
        }
    }
}

/// Those who may do both, as far as roles, units and names tell.
fn meeting(org: &Org, policy: &Policy, duty: &Duty, a: usize, b: usize) -> Vec<Id> {
    let all = |n: usize| -> Vec<Id> {
        let mut ids: Vec<Id> = doers(policy, &duty.acts[n]).into_iter().flat_map(|who| fixed(org, who)).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let second = all(b);
    all(a).into_iter().filter(|id| second.contains(id)).collect()
}

/// The people places that say who does something.
fn doers<'p>(policy: &'p Policy, act: &DutyAct) -> Vec<&'p People> {
    match act {
        DutyAct::Create(workflow) => policy.workflow(workflow).and_then(|w| w.new.who.as_ref()).into_iter().collect(),
        DutyAct::Move(workflow, transition) => {
            let rule = policy.workflow(workflow).and_then(|w| w.transition(transition));
            rule.and_then(|rule| rule.who.as_ref()).into_iter().collect()
        }
        DutyAct::Task(workflow, task) => {
            let rule = policy.workflow(workflow).and_then(|w| w.task(task));
            rule.and_then(|(_, task)| task.finding.who.as_ref()).into_iter().collect()
        }
        DutyAct::Decide(chain, step) => {
            let chain = policy.chains.get(chain);
            chain
                .into_iter()
                .flat_map(|chain| chain.everywhere())
                .flat_map(|chain| &chain.steps)
                .filter(|known| step.as_ref().is_none_or(|step| known.id == *step))
                .flat_map(|step| &step.seats)
                .map(|seat| &seat.who)
                .collect()
        }
    }
}

/// Those a place always means. What an expression gives, and anyone, is a matter of the record.
fn fixed(org: &Org, people: &People) -> Vec<Id> {
    let mut all = Vec::new();
    for place in people {
        let meant = |id: &Id| match &place.kind {
            PlaceKind::Role { role, unit } => {
                org.has_role(id, role) && unit.as_ref().is_none_or(|unit| org.in_unit(id, unit))
            }
            PlaceKind::Address(_) => false,
            PlaceKind::Person(person) => person == id,
            PlaceKind::Unit(unit) => org.in_unit(id, unit),
            PlaceKind::Group(group) => fixed(org, &group.who).contains(id),
            PlaceKind::Anyone | PlaceKind::Expr(_) | PlaceKind::UnitOf(_) => false,
        };
        all.extend(org.people.keys().filter(|id| meant(id)).cloned());
    }
    all
}
