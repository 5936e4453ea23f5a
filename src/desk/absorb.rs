//! From events to everything that is derived from them: records, lists, inboxes, timers, indexes, figures.
//!
//! The same code runs for a fresh command, for the journal's tail after a crash and for a rebuild; what is derived from a
//! record is written down beside it, so that it can be taken out again whatever rules made it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Arc,
};

use super::{
    codec::{self, Derived, Notice, Standing},
    keys, outside,
    schedules::{self, Coming},
    state::{State, day_key, fault},
    targets,
};
use crate::{
    engine::{self, Stamp, View},
    figures::{self, Contribution, Raised, Sum},
    model::{
        Body, Event, Id, Record, Type, Value,
        time::{Date, Timestamp},
        work::Held,
    },
    script::Fault,
    store::Cell,
};

/// What a run of events has touched.
#[derive(Default)]
pub struct Touched {
    /// Records whose state changed, in order of id.
    pub records: BTreeSet<Id>,
    /// Records among them that are new or whose fields, stage or outcome changed.
    pub linked: BTreeSet<Id>,
    /// Records among those whose change others may see.
    seen: BTreeSet<Id>,
    /// Sums that changed: measure and day.
    pub cells: Vec<(Id, Option<Date>)>,
    /// Records that did not change, but refer to one that did.
    pub around: BTreeSet<Id>,
    /// Targets that took another value.
    pub targets: BTreeSet<Id>,
}

impl Touched {
    /// Takes in what another run of events has touched.
    pub fn add(&mut self, other: Touched) {
        self.records.extend(other.records);
        self.linked.extend(other.linked);
        self.around.extend(other.around);
        self.targets.extend(other.targets);
        for cell in other.cells {
            if !self.cells.contains(&cell) {
                self.cells.push(cell);
            }
        }
    }
}

/// Folds events into the state and derives what follows from them.
///
/// Whoever decided the events may know already how they leave records (`left`): these are not folded a second time. In a
/// build with assertions they are, and both must come to the same.
pub fn absorb(
    state: &mut State,
    events: &[Event],
    position: u64,
    mut left: Vec<Arc<Record>>,
) -> Result<Touched, Fault> {
    let mut touched = Touched::default();
    let mut working = BTreeMap::new();
    // Where a record moves below another, the keys of each step follow from how it stood before.
    if events.iter().any(|event| matches!(event.body, Body::Attached { .. })) {
        left.clear();
    }
    for event in events {
        let known = event.record.as_ref().is_some_and(|id| left.iter().any(|record| record.id == *id));
        note(state, event, &mut touched)?;
        if !known || cfg!(debug_assertions) {
            fold(state, event, position, &mut working)?;
        }
    }
    for mut record in left.into_iter().filter(|record| touched.records.contains(&record.id)) {
        mark(state, Arc::make_mut(&mut record), position);
        debug_assert_eq!(working.remove(&record.id).as_ref(), Some(&*record), "what was decided is what is folded");
        state.put_record(record);
    }
    working.into_values().for_each(|record| state.put_record(Arc::new(record)));
    for id in touched.records.clone() {
        derive(state, &id, &mut touched)?;
    }
    for id in std::mem::take(&mut touched.seen) {
        ripple(state, &id, &mut touched)?;
    }
    Ok(touched)
}

/// Derives what follows from an event by itself, and notes whom it touches.
fn note(state: &mut State, event: &Event, touched: &mut Touched) -> Result<(), Fault> {
    store_wide(state, event)?;
    outside::note(state, event)?;
    touched.targets.extend(targets::note(state, event)?);
    let Some(id) = &event.record else {
        return Ok(());
    };
    if let Body::Created { workflow, parent, sequence, number, .. } = &event.body {
        state.put(keys::of_workflow(workflow, event.seq, id), Some(Cell::new([])));
        if let Some(parent) = parent {
            state.put(keys::child(parent, event.seq, id), Some(Cell::new([])));
        }
        let last = state.last_number(sequence)?.max(*number);
        state.put(keys::sequence(sequence), Some(Cell::new(last.to_be_bytes())));
    }
    if !matches!(
        event.body,
        Body::Warned { .. } | Body::Noticed { .. } | Body::Commented { .. } | Body::OccurrenceRefused { .. }
    ) {
        touched.linked.insert(id.clone());
        let only_taken = matches!(event.body, Body::Held { .. } | Body::Taken { .. });
        if !only_taken || state.reach().looks_at_balances() {
            touched.seen.insert(id.clone());
        }
    }
    touched.records.insert(id.clone());
    Ok(())
}

/// Folds an event into the record it belongs to.
fn fold(state: &mut State, event: &Event, position: u64, working: &mut BTreeMap<Id, Record>) -> Result<(), Fault> {
    let Some(id) = &event.record else {
        return Ok(());
    };
    let before = match working.remove(id) {
        Some(record) => Some(record),
        None => state.record(id)?.map(|record| Record::clone(&record)),
    };
    if let Body::Attached { parent } = &event.body {
        if let Some(old) = before.as_ref().and_then(|record| record.parent.clone()) {
            for key in child_keys(state, &old, id)? {
                state.put(key, None);
            }
        }
        if let Some(parent) = parent {
            state.put(keys::child(parent, event.seq, id), Some(Cell::new([])));
        }
    }
    let stamp = Stamp { id, moment: event.moment(), actor: &event.actor, policy: event.policy };
    let policy = state.policy.clone();
    let layout = |workflow: &str| policy.layout(workflow).cloned().unwrap_or_default();
    let Some(mut record) = engine::fold(before, stamp, &event.body, layout) else {
        return Err(codec::damaged(id, "its first event is missing"));
    };
    mark(state, &mut record, position);
    working.insert(id.clone(), record);
    Ok(())
}

/// Notes on a record where its events lie; marks it no longer carries are written down beside it.
fn mark(state: &mut State, record: &mut Record, position: u64) {
    if let Some(page) = record.mark(position) {
        let first = page.first().copied().unwrap_or_default();
        state.put(keys::marks(&record.id, first), Some(codec::bytes(&page)));
    }
}

/// The keys under which a record lies below another.
fn child_keys(state: &State, parent: &Id, id: &Id) -> Result<Vec<Vec<u8>>, Fault> {
    let prefix = keys::children(parent);
    let mut found = Vec::new();
    state
        .scan(&prefix, None, &mut |key, _| {
            if keys::id_after_order(key, &prefix).as_ref() == Some(id) {
                found.push(key.to_vec());
            }
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
    Ok(found)
}

/// What an event derives beside its record.
fn store_wide(state: &mut State, event: &Event) -> Result<(), Fault> {
    match &event.body {
        Body::Noticed { to, text } => {
            let notice = Notice { at: event.at, record: event.record.clone(), to: to.clone(), text: text.clone() };
            state.put(keys::outbox(event.seq), Some(codec::cell(Arc::new(notice))));
        }
        Body::Warned { warning, by, period, level, value, target, .. } => {
            let by: Vec<(Id, Value)> = by.iter().map(|(id, value)| (id.clone(), value.clone())).collect();
            let key = keys::warning(warning, &series(&by, period.as_deref(), event.record.as_deref()));
            let cell = match level {
                None => None,
                Some(level) => {
                    let since = match state.get(&key).map_err(fault)? {
                        Some(cell) => codec::value::<Standing>(&cell, "a raised warning")?.raised.since,
                        None => event.moment(),
                    };
                    Some(codec::cell(Arc::new(Standing {
                        warning: warning.clone(),
                        by,
                        period: period.clone(),
                        record: event.record.clone(),
                        raised: Raised { level: level.clone(), since, value: value.clone(), target: target.clone() },
                    })))
                }
            };
            state.put(key, cell);
        }
        Body::Queued { place, .. } => {
            state.put(keys::sequence(engine::LINE), Some(Cell::new(place.to_be_bytes())));
        }
        Body::Turned { sequence, number } => {
            state.put(keys::sequence(sequence), Some(Cell::new(number.to_be_bytes())));
        }
        Body::LeaveSet { leave } => {
            let mut all = state.leaves_of(&leave.person)?;
            all.retain(|known| known.from != leave.from);
            all.push(leave.clone());
            all.sort_by_key(|leave| leave.from);
            state.put(keys::leave(&leave.person), Some(codec::bytes(&all)));
        }
        Body::LeaveCleared { person, from } => {
            let mut all = state.leaves_of(person)?;
            all.retain(|leave| from.is_some_and(|from| leave.from != from));
            state.put(keys::leave(person), (!all.is_empty()).then(|| codec::bytes(&all)));
        }
        Body::Scheduled { schedule, every, place, since, next } => {
            let coming = Coming { every: every.clone(), place: *place, since: *since, next: *next };
            let ended = next.is_none() && !state.policy.schedules.contains_key(schedule);
            schedules::put(state, schedule, (!ended).then_some(coming))?;
        }
        Body::Occurred { schedule, due, next } => {
            if let Some(before) = schedules::coming(state, schedule)? {
                schedules::put(state, schedule, Some(Coming { since: *due, next: *next, ..before }))?;
            }
        }
        Body::Answered { key, .. } => state.put(keys::answer(key), Some(codec::bytes(event))),
        Body::PolicyTaken { .. } | Body::PolicyRejected { .. } => {
            state.put(keys::policy(event.seq), Some(codec::bytes(event)));
        }
        _ => {}
    }
    Ok(())
}

/// The key of a warning's series.
pub fn series(by: &[(Id, Value)], period: Option<&str>, record: Option<&str>) -> Vec<u8> {
    codec::encode(&(by, period, record))
}

/// Derives anew what follows from a record, and takes out what followed from it before.
pub fn derive(state: &mut State, id: &Id, touched: &mut Touched) -> Result<(), Fault> {
    let Some(record) = state.record(id)? else {
        return Ok(());
    };
    let key = keys::contributions(id);
    let before: Option<Arc<Derived>> = match state.get(&key).map_err(fault)? {
        Some(cell) => Some(codec::value(&cell, id)?),
        None => None,
    };
    let after = derived(state, &record)?;
    let none = Derived::default();
    let old = before.as_deref().unwrap_or(&none);
    if *old == after {
        return Ok(());
    }
    let inbox_key = |(person, task, _): &(Id, u32, Timestamp)| keys::inbox(person, id, *task);
    replace(state, &old.inbox, &after.inbox, inbox_key, |(_, _, since)| codec::bytes(since));
    for (index, key) in old.index.iter().filter(|entry| !after.index.contains(entry)) {
        hold(state, index, key, |holders| holders.retain(|holder| holder != id))?;
    }
    for (index, key) in after.index.iter().filter(|entry| !old.index.contains(entry)) {
        hold(state, index, key, |holders| holders.push(id.clone()))?;
    }
    replace(state, &old.timers, &after.timers, |due| keys::timer(id, due), |due| codec::bytes(&(id, due)));
    replace(state, &old.refs, &after.refs, |target| keys::referrer(target, id), |_| Cell::new([]));
    let held_key = |(who, workflow, held): &(Id, Id, Held)| keys::held(who, workflow, &held.record, held.n);
    replace(state, &old.held, &after.held, held_key, |(_, _, held)| codec::bytes(held));
    for contribution in old.contributions.iter().filter(|c| !after.contributions.contains(c)) {
        add(state, contribution, false, touched)?;
    }
    for contribution in after.contributions.iter().filter(|c| !old.contributions.contains(c)) {
        add(state, contribution, true, touched)?;
    }
    state.put(key, Some(codec::cell(Arc::new(after))));
    Ok(())
}

/// Changes who holds a key of an index.
fn hold(state: &mut State, index: &str, key: &str, change: impl FnOnce(&mut Vec<Id>)) -> Result<(), Fault> {
    let mut holders = state.holders(index, key)?;
    change(&mut holders);
    holders.sort();
    holders.dedup();
    let cell = (!holders.is_empty()).then(|| codec::bytes(&holders));
    state.put(keys::index(index, key), cell);
    Ok(())
}

/// Deletes the keys that are no more and puts those that are new.
fn replace<T: PartialEq>(
    state: &mut State,
    old: &[T],
    new: &[T],
    key: impl Fn(&T) -> Vec<u8>,
    cell: impl Fn(&T) -> Cell,
) {
    if old == new {
        return;
    }
    for gone in old.iter().filter(|item| !new.contains(item)) {
        state.put(key(gone), None);
    }
    for fresh in new.iter().filter(|item| !old.contains(item)) {
        state.put(key(fresh), Some(cell(fresh)));
    }
}

fn add(state: &mut State, contribution: &Contribution, into: bool, touched: &mut Touched) -> Result<(), Fault> {
    let dims = rmp_serde::to_vec(&contribution.dims).map_err(|e| codec::damaged("a dimension", &e.to_string()))?;
    let key = keys::cell(&contribution.measure, day_key(contribution.day), &dims);
    let mut sum = match state.get(&key).map_err(fault)? {
        Some(cell) => Sum::clone(&*codec::value::<Sum>(&cell, "a figure")?),
        None => Sum::default(),
    };
    match into {
        true => sum.merge(&contribution.sum),
        false => sum.take_out(&contribution.sum),
    }
    let cell = (!sum.is_empty()).then(|| codec::cell(Arc::new(sum)));
    state.put(key, cell);
    let cell = (contribution.measure.clone(), contribution.day);
    if !touched.cells.contains(&cell) {
        touched.cells.push(cell);
    }
    Ok(())
}

pub fn derived(state: &State, record: &Record) -> Result<Derived, Fault> {
    let policy = &state.policy;
    let waiting = engine::waiting_by_right(policy, state, record, state.now)?;
    let since = record.tokens.iter().map(|token| token.entered).max().unwrap_or(record.created_at);
    let seats = waiting.seats.into_iter().map(|(task, person)| {
        let work = record.task(task).map(|run| run.since);
        let since = work.or(record.seat(task).map(|(_, _, seat)| seat.since)).unwrap_or(since);
        (person, task, since)
    });
    let mut inbox: Vec<_> = seats.chain(waiting.movers.into_iter().map(|person| (person, 0, since))).collect();
    inbox.sort();
    inbox.dedup();
    let index = engine::index_entries(policy, record).into_iter().map(|entry| (entry.index, entry.key)).collect();
    let timers = engine::due_timers(record);
    let mut refs: Vec<Id> = policy.rules_of(record).map_or(Vec::new(), |workflow| {
        let fields = workflow.fields.iter().enumerate().filter(|(_, field)| matches!(field.ty, Type::Ref(_)));
        fields.filter_map(|(slot, _)| record.fields.at(slot).as_text().cloned()).collect()
    });
    refs.sort();
    refs.dedup();
    let workflow = &record.workflow;
    let held = engine::held_by(record).into_iter().map(|(person, held)| (person, workflow.clone(), held));
    let piles = engine::piles(policy, record).into_iter().map(|(name, held)| (name, workflow.clone(), held));
    let planned = engine::planned(record).into_iter().map(|held| (engine::PLANNED.into(), workflow.clone(), held));
    let line =
        |person: Id, name: Id| (person, name, Held { record: record.id.clone(), n: 0, task: "".into(), begun: false });
    let done = engine::done_in_general(&policy.duties, record).into_iter().map(|(person, name)| line(person, name));
    let found = engine::lookups(policy, record).into_iter().map(|(name, held)| (name, workflow.clone(), held));
    let mut held: Vec<(Id, Id, Held)> = held.chain(piles).chain(planned).chain(done).chain(found).collect();
    held.sort();
    let contributions = figures::contributions(policy, &state.glass(), record, state.now)?;
    Ok(Derived { inbox, index, timers, refs, held, contributions: contributions.adds })
}

/// Inboxes and figures of records that look at a changed one, directly or by way of others, may have changed with it.
fn ripple(state: &mut State, id: &Id, touched: &mut Touched) -> Result<(), Fault> {
    let Some(changed) = state.record(id)?.map(|record| record.workflow.clone()) else {
        return Ok(());
    };
    let reach = state.reach();
    let mut seen = BTreeSet::from([id.clone()]);
    let mut open = vec![id.clone()];
    while let Some(from) = open.pop() {
        let Some(record) = state.record(&from)? else { continue };
        let parent = record.parent.clone();
        let referrers = match reach.matters_to_referrers(&changed, &record.workflow) {
            true => referrers(state, &from)?,
            false => Vec::new(),
        };
        for other in referrers.into_iter().chain(parent) {
            let Some(record) = state.record(&other)?.filter(|_| seen.insert(other.clone())) else {
                continue;
            };
            if !touched.records.contains(&other) {
                if reach.follows_others(&record.workflow) {
                    derive(state, &other, touched)?;
                }
                touched.around.insert(other.clone());
            }
            if reach.passes(&changed, &record.workflow) {
                open.push(other);
            }
        }
    }
    Ok(())
}

/// The records that refer to one.
pub fn referrers(state: &State, id: &Id) -> Result<Vec<Id>, Fault> {
    let prefix = keys::referrers(id);
    let mut found = Vec::new();
    state
        .scan(&prefix, None, &mut |key, _| {
            found.extend(std::str::from_utf8(&key[prefix.len()..]).ok().map(Id::from));
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
    Ok(found)
}
