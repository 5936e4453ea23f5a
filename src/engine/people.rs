//! Who a people place means, and whom a record waits for.

use std::collections::BTreeSet;

use super::{Glass, Sight, View, tasks::cover};
use crate::{
    model::{Actor, Id, Record, Value, record::Token, time::Timestamp},
    policy::{People, Place, PlaceKind, Policy, Transition, Workflow},
    script::{Expr, Fault, Frame},
};

/// The people a place means on the frame's day, in file order of the organisation.
pub(crate) fn resolve(place: &Place, frame: &Frame) -> Result<Vec<Id>, Fault> {
    let org = frame.context.org();
    Ok(match &place.kind {
        PlaceKind::Role { role, unit } => org.holders(role, unit.as_deref(), frame.today),
        PlaceKind::Person(id) => here(frame, id.clone()).into_iter().collect(),
        PlaceKind::Unit(unit) => org.members(unit, frame.today),
        PlaceKind::Address(address) => vec![address.clone()],
        PlaceKind::Anyone => org.people.keys().filter(|id| org.is_here(id, frame.today)).cloned().collect(),
        PlaceKind::UnitOf(expr) => {
            expr.value(frame)?.as_text().map(|unit| org.members(unit, frame.today)).unwrap_or_default()
        }
        PlaceKind::Expr(expr) => people_in(&expr.value(frame)?).into_iter().filter_map(|id| here(frame, id)).collect(),
        PlaceKind::Group(group) => {
            let mut fitting = Vec::new();
            if holds(group.when.as_ref(), frame)? {
                for id in resolve_all(&group.who, frame)? {
                    if fits(group.fits.as_ref(), group.person, &id, frame)? {
                        fitting.push(id);
                    }
                }
            }
            fitting
        }
    })
}

/// Whether what a place wants of a `person` holds of somebody; nothing wanted, it does.
pub(super) fn fits(wanted: Option<&Expr>, slot: usize, person: &Id, frame: &Frame) -> Result<bool, Fault> {
    let Some(wanted) = wanted else {
        return Ok(true);
    };
    let mut locals = frame.locals.to_vec();
    locals.resize(locals.len().max(slot + 1), Value::None);
    locals[slot] = Value::Text(person.clone());
    Ok(wanted.holds(&Frame { locals: &locals, ..*frame })? == Some(true))
}

fn holds(when: Option<&Expr>, frame: &Frame) -> Result<bool, Fault> {
    when.map_or(Ok(true), |when| Ok(when.holds(frame)? == Some(true)))
}

/// Everybody the places mean, each once.
pub(super) fn resolve_all(people: &People, frame: &Frame) -> Result<Vec<Id>, Fault> {
    let mut all: Vec<Id> = Vec::new();
    for place in people {
        for id in resolve(place, frame)? {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    Ok(all)
}

/// Whether somebody is among those the places mean.
pub(super) fn includes(people: &People, person: &str, frame: &Frame) -> Result<bool, Fault> {
    let org = frame.context.org();
    if !org.is_here(person, frame.today) {
        return Ok(false);
    }
    for place in people {
        let yes = match &place.kind {
            PlaceKind::Role { role, unit } => {
                org.has_role(person, role) && unit.as_ref().is_none_or(|unit| org.in_unit(person, unit))
            }
            PlaceKind::Person(id) => &**id == person,
            PlaceKind::Unit(unit) => org.in_unit(person, unit),
            PlaceKind::Anyone => true,
            PlaceKind::Address(_) => false,
            PlaceKind::UnitOf(expr) => expr.value(frame)?.as_text().is_some_and(|unit| org.in_unit(person, unit)),
            PlaceKind::Expr(expr) => people_in(&expr.value(frame)?).iter().any(|id| &**id == person),
            PlaceKind::Group(group) => {
                holds(group.when.as_ref(), frame)?
                    && includes(&group.who, person, frame)?
                    && fits(group.fits.as_ref(), group.person, &Id::from(person), frame)?
            }
        };
        if yes {
            return Ok(true);
        }
    }
    Ok(false)
}

fn here(frame: &Frame, id: Id) -> Option<Id> {
    frame.context.org().is_here(&id, frame.today).then_some(id)
}

fn people_in(value: &Value) -> Vec<Id> {
    match value {
        Value::Text(id) => vec![id.clone()],
        Value::List(items) => items.iter().filter_map(Value::as_text).cloned().collect(),
        _ => Vec::new(),
    }
}

/// Whom an open record waits for, and at which tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Holders of open seats: the task's number and the person.
    pub seats: Vec<(u32, Id)>,
    /// Those who could move it on where no seat is open.
    pub movers: Vec<Id>,
}

impl Waiting {
    /// Everybody once: holders first.
    pub fn people(&self) -> Vec<Id> {
        let mut seen = BTreeSet::new();
        let all = self.seats.iter().map(|(_, id)| id).chain(&self.movers);
        all.filter(|id| seen.insert((*id).clone())).cloned().collect()
    }
}

/// Whom a record waits for (semantics, section 5): the holders of its open seats; where a token has none, those who
/// pass `who` of its human transitions, the owner left out unless nobody else is there.
pub fn waiting(policy: &Policy, view: &dyn View, record: &Record, now: Timestamp) -> Result<Waiting, Fault> {
    let glass = Glass { policy, view };
    let frame = glass.frame(Some(record), &[], now);
    let mut waiting = waiting_in(policy, record, &frame)?;
    // Who is away is stood in for; who has nobody waits themselves.
    for person in waiting.seats.iter_mut().map(|(_, id)| id).chain(&mut waiting.movers) {
        if let Some(here) = cover(&glass, person, now)? {
            *person = here;
        }
    }
    Ok(waiting)
}

/// The same before stand-ins come in: whose it is by right.
pub(crate) fn waiting_by_right(
    policy: &Policy,
    view: &dyn View,
    record: &Record,
    now: Timestamp,
) -> Result<Waiting, Fault> {
    let glass = Glass { policy, view };
    waiting_in(policy, record, &glass.frame(Some(record), &[], now))
}

pub(super) fn waiting_in(policy: &Policy, record: &Record, frame: &Frame) -> Result<Waiting, Fault> {
    let narrow = policy.rules_of(record).is_some_and(|rules| rules.access.see.is_some());
    waiting_as(policy, record, frame, &|person| {
        let looks = || Sight::of(policy, frame.context, &Actor::Person(person.clone()), frame.now)?.sees(record);
        if narrow { looks() } else { Ok(true) }
    })
}

/// The same of everybody, also those who may not see the record: the `holder`s that `[access]` speaks of.
pub(super) fn waiting_of_all(policy: &Policy, record: &Record, frame: &Frame) -> Result<Waiting, Fault> {
    waiting_as(policy, record, frame, &|_| Ok(true))
}

fn waiting_as(
    policy: &Policy,
    record: &Record,
    frame: &Frame,
    sees: &dyn Fn(&Id) -> Result<bool, Fault>,
) -> Result<Waiting, Fault> {
    let mut waiting = Waiting::default();
    let Some(workflow) = policy.rules_of(record) else {
        return Ok(waiting);
    };
    // What a step has left open is asked whatever has become of the chain, and of the record.
    for (_, seat) in record.chains.iter().flat_map(|run| run.left_seats()) {
        waiting.seats.extend(seat.asked().iter().map(|holder| (seat.task, holder.clone())));
    }
    if record.is_closed() {
        return Ok(waiting);
    }
    waiting.movers.extend(record.offered().iter().cloned());
    for run in record.running() {
        for (_, seat) in run.open_seats() {
            waiting.seats.extend(seat.asked().iter().map(|holder| (seat.task, holder.clone())));
        }
        // What was sent back is work of who asked.
        let back = run.back.as_ref().and(run.requester.as_ref());
        waiting.movers.extend(back.filter(|requester| !waiting.movers.contains(requester)).cloned());
    }
    for run in record.open_work() {
        waiting.seats.extend(run.holders(record).iter().map(|holder| (run.n, holder.clone())));
    }
    if !record.offered().is_empty() {
        return Ok(waiting);
    }
    let works = |token: &Token| record.open_work().any(|run| run.token == token.id && !run.ahead);
    for token in record.tokens.iter().filter(|token| record.chain_on(token.id).is_none() && !works(token)) {
        let mut movers: Vec<Id> = Vec::new();
        let mut owner_may = false;
        for transition in human_moves(workflow, &token.stage).filter(|t| is_open(record, t)) {
            for id in movers_of(record, transition, frame)? {
                owner_may |= record.owner() == Some(&id);
                if record.owner() != Some(&id) && !movers.contains(&id) && sees(&id)? {
                    movers.push(id);
                }
            }
        }
        if movers.is_empty() && owner_may {
            movers.extend(record.owner().filter(|owner| frame.context.org().is_here(owner, frame.today)).cloned());
        }
        waiting.movers.extend(movers.into_iter().filter(|id| !waiting.movers.contains(id)).collect::<Vec<_>>());
    }
    Ok(waiting)
}

/// Those who may take a transition: who passes `who` and `where`.
pub(super) fn movers_of(record: &Record, transition: &Transition, frame: &Frame) -> Result<Vec<Id>, Fault> {
    let all = match &transition.who {
        None => record.owner().cloned().into_iter().collect(),
        Some(people) => resolve_all(people, frame)?,
    };
    let mut fitting = Vec::with_capacity(all.len());
    for id in all {
        if fits(transition.fits.as_ref(), transition.ask.len() + 1, &id, frame)? {
            fitting.push(id);
        }
    }
    Ok(fitting)
}

/// Whether a stage is open during which alone a transition may be taken.
fn is_open(record: &Record, transition: &Transition) -> bool {
    transition.during.is_empty() || transition.during.iter().any(|stage| record.is_in(stage))
}

/// The transitions a person may take from a stage, written ones first.
pub(super) fn human_moves<'a>(workflow: &'a Workflow, stage: &'a str) -> impl Iterator<Item = &'a Transition> {
    let moved = |t: &Transition| !t.by_itself() || t.on.is_some() && t.who.is_some();
    workflow.edges().filter(move |t| moved(t) && t.inbox && t.from.iter().any(|from| &**from == stage))
}

/// The moves that somebody may make where a record stands, as far as `who` goes.
pub fn moves_for(
    policy: &Policy,
    view: &dyn View,
    record: &Record,
    person: &str,
    now: Timestamp,
) -> Result<Vec<Id>, Fault> {
    let glass = Glass { policy, view };
    let frame = glass.frame(Some(record), &[], now);
    let mut moves: Vec<Id> = Vec::new();
    let Some(workflow) = policy.rules_of(record) else {
        return Ok(moves);
    };
    for run in record.running().filter(|run| run.back.is_some() && run.requester.as_deref() == Some(person)) {
        moves.push(run.transition.clone());
    }
    for token in record.tokens.iter().filter(|token| record.chain_on(token.id).is_none()) {
        for transition in human_moves(workflow, &token.stage).filter(|t| is_open(record, t)) {
            let may = match &transition.who {
                None => record.owner().is_some_and(|owner| &**owner == person),
                Some(who) => includes(who, person, &frame)?,
            };
            if may && !moves.contains(&transition.id) {
                moves.push(transition.id.clone());
            }
        }
    }
    Ok(moves)
}
