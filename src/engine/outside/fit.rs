//! Which transition of which record an event sets going.

use std::collections::BTreeMap;

use super::came::{is_kept_for, is_named, key_of, locals};
use crate::{
    engine::{Refused, View, lookup, moves, work::Work},
    model::{Id, Record, Type, Value, outside::Came},
    policy::{On, Policy, Transition, Workflow},
    script::{Expr, Side},
};

/// Behind which name the record that set a transition going stands among its answers. No answer can be called so.
pub(in crate::engine) const CHILD: &str = "on.child";

/// Every transition that listens to an event, by workflow and in file order.
pub(in crate::engine) fn listeners<'p, 'e>(
    policy: &'p Policy,
    event: &'e str,
) -> impl Iterator<Item = (&'p Workflow, &'p Transition, &'p On)> + use<'p, 'e> {
    policy.flows().flat_map(move |rules| {
        let edges = rules.transitions.values().flat_map(Transition::edges);
        let on = edges.filter_map(|edge| Some((edge, edge.on.as_deref()?)));
        on.filter(move |(_, on)| is_named(on, event)).map(move |(edge, on)| (rules, edge, on))
    })
}

/// What comes in with a transition, as it is kept with its answers: what the event carries, the record that set it going.
pub(in crate::engine) fn incoming(
    transition: &Transition,
    with: &BTreeMap<Id, Value>,
    child: Option<&Id>,
) -> BTreeMap<Id, Value> {
    let came = transition.event.iter().filter_map(|name| Some((called(name), with.get(name)?.clone())));
    let child = child.map(|child| (Id::from(CHILD), Value::Text(child.clone())));
    came.chain(child).collect()
}

/// What came in, from among the answers: in the order of the locals of a transition's expressions.
pub(in crate::engine) fn among<'t>(
    transition: &'t Transition,
    answers: &'t BTreeMap<Id, Value>,
) -> impl Iterator<Item = Value> + 't {
    let names = transition.event.iter().map(called);
    let child = matches!(transition.on.as_deref(), Some(On::Child { .. })).then(|| Id::from(CHILD));
    names.chain(child).map(|name| answers.get(&name).cloned().unwrap_or(Value::None))
}

fn called(name: &Id) -> Id {
    format!("event.{name}").into()
}

/// The records that may take an event, each once: those its rules look up, else all that stand where it is waited for.
pub fn takers(policy: &Policy, view: &dyn View, came: &Came) -> Result<Vec<Id>, Refused> {
    let mut all: Vec<Id> = Vec::new();
    for (rules, transition, on) in listeners(policy, &came.event) {
        let On::Event { such, .. } = on else { continue };
        let answers = incoming(transition, &came.with, None);
        let work = Work::quiet(policy, view, crate::model::Actor::Policy, came.at);
        let found = match such.as_deref().and_then(handle) {
            Some((own, came)) => {
                let locals = moves::locals(transition, None, &answers);
                // What cannot be read as what it is compared with is equal to nothing.
                let value = came.came(&work.bare(&locals)).unwrap_or_default();
                value.map(|value| lookup::found(view, rules, &own, &value)).transpose()?.unwrap_or_default()
            }
            None => view.of_workflow(&rules.id)?,
        };
        for id in found {
            if !all.contains(&id) {
                let standing = view.record(&id)?;
                let waits = standing.is_some_and(|record| stands_in(&record, rules, transition).is_some());
                all.extend(waits.then_some(id));
            }
        }
    }
    Ok(all)
}

/// What a condition on an event equates: a field of the record, and what came in.
pub(in crate::engine) fn handle(such: &Expr) -> Option<(Side, Side)> {
    such.equations().into_iter().find_map(|(a, b)| match (&a, &b) {
        (Side::Id | Side::Field(_), Side::Local(..)) => Some((a, b)),
        (Side::Local(..), Side::Id | Side::Field(_)) => Some((b, a)),
        _ => None,
    })
}

/// The oldest token of a record from which a transition leads.
fn stands_in(record: &Record, rules: &Workflow, transition: &Transition) -> Option<u32> {
    let here = record.workflow == rules.id && record.pipeline() == rules.name();
    let token = record.tokens.iter().find(|token| here && transition.from.contains(&token.stage));
    token.map(|token| token.id)
}

impl<'a> Work<'a> {
    /// The first transition of a record whose stage, `where` and `when` fit an event, and the token it takes. `kept`:
    /// only those that wait for what was kept.
    pub(super) fn takes_event(
        &self,
        record: &Record,
        came: &Came,
        kept: bool,
    ) -> Result<Option<(&'a Transition, u32)>, Refused> {
        for (rules, transition, on) in listeners(self.policy, &came.event) {
            let Some(token) = stands_in(record, rules, transition) else { continue };
            let On::Event { such, .. } = on else { continue };
            let names = &transition.event;
            if kept && !is_kept_for(self.policy, self.view, self.now, came, on, names)? {
                continue;
            }
            let key = key_of(self.policy, self.view, came.at, on, &locals(names, &came.with))?;
            if key.is_some_and(|key| !came.keys.contains(&key)) || !self.may_be_set_going(record, transition, token) {
                continue;
            }
            let answers = incoming(transition, &came.with, None);
            let locals = moves::locals(transition, None, &answers);
            let such = match such {
                Some(such) => such.holds(&self.frame(record, &locals))? == Some(true),
                None => true,
            };
            if such && self.all_hold(&transition.when, record, &locals)? {
                return Ok(Some((transition, token)));
            }
        }
        Ok(None)
    }

    /// Whether something elsewhere may set a transition going as its record stands: not while its own chain runs, nor
    /// outside its milestone.
    pub(in crate::engine) fn may_be_set_going(&self, record: &Record, transition: &Transition, token: u32) -> bool {
        let runs = record.chain_on(token).is_some_and(|run| run.transition == transition.id);
        let open = transition.during.is_empty() || transition.during.iter().any(|stage| record.is_in(stage));
        !runs && open
    }
}

/// What a record may find among what is kept: the name of the event, and what it must carry where a condition says so.
pub fn kept_for(policy: &Policy, record: &Record) -> Vec<(Id, Option<(Id, String)>)> {
    let Some(rules) = policy.rules_of(record) else { return Vec::new() };
    let mut all = Vec::new();
    for (transition, on) in lookup::waiting(rules) {
        let On::Event { name, such, keep: Some(_), .. } = on else { continue };
        if stands_in(record, rules, transition).is_none() {
            continue;
        }
        let carried = such.as_deref().and_then(handle).and_then(|(own, came)| {
            let Side::Local(slot, ty) = came else { return None };
            let name = transition.event.get(slot.checked_sub(1 + transition.ask.len())?)?;
            Some((name.clone(), own.of(record, false), ty))
        });
        match carried {
            None => all.push((name.clone(), None)),
            Some((key, Some(value), ty)) => {
                // What comes in may call a choice by its title.
                let title = match &ty {
                    Type::Choice(choices) => Some(choices.title(&value).to_owned()).filter(|title| *title != value),
                    _ => None,
                };
                let spelt = std::iter::once(value).chain(title);
                all.extend(spelt.map(|value| (name.clone(), Some((key.clone(), value)))));
            }
            // Equal to nothing while it is empty.
            Some((_, None, _)) => {}
        }
    }
    all
}
