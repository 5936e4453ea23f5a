//! Proving that a store is what its events say: the audit chain, every record replayed, everything derived recounted.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Arc,
};

use serde::Serialize;

use super::{
    Desk, Trouble, absorb,
    codec::{self, Derived},
    keys, schedules,
    state::{State, day_key, fault},
    targets,
};
use crate::{
    engine::{self, Stamp, View},
    figures::Sum,
    model::{Id, Record, event::Hash, target::TargetLine},
};

/// How many problems are named.
const PROBLEMS_MAX: usize = 100;

/// What a verification found.
#[derive(Debug, Default, Serialize)]
pub struct Verified {
    /// Events whose place in the chain was proved.
    pub events: u64,
    /// Records replayed and compared.
    pub records: usize,
    /// Sums of figures recounted.
    pub figures: usize,
    /// What is not as it should be, with the place; empty: all is well.
    pub problems: Vec<String>,
}

impl Verified {
    fn wrong(&mut self, problem: String) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }
}

/// A record as its events make it.
struct Replayed {
    record: Record,
    /// All its marks; the record carries the latest of them.
    marks: Vec<u64>,
}

/// Recounts everything from the events.
pub fn verify(desk: &Desk) -> Result<Verified, Trouble> {
    let mut verified = Verified::default();
    let state = desk.state();
    let mut targets = BTreeMap::new();
    let replayed = replay(desk, &state, &mut targets, &mut verified)?;
    let mut sums: BTreeMap<Vec<u8>, Sum> = BTreeMap::new();
    for (id, Replayed { record, marks }) in &replayed {
        verified.records += 1;
        same_record(&state, id, record, marks, &mut verified)?;
        same_derived(&state, id, record, &mut sums, &mut verified)?;
    }
    stray_records(&state, &replayed, &mut verified)?;
    same_schedules(&state, &mut verified)?;
    if targets::all(&state)? != targets {
        verified.wrong("what has become of targets is not what their events say".into());
    }
    same_figures(&state, sums, &mut verified)?;
    Ok(verified)
}

/// Every event in order: numbered without gaps, chained by its hash, folded.
fn replay(
    desk: &Desk,
    state: &State,
    changed: &mut BTreeMap<Id, Vec<TargetLine>>,
    verified: &mut Verified,
) -> Result<BTreeMap<Id, Replayed>, Trouble> {
    let mut hash = Hash::default();
    let mut records: BTreeMap<Id, Replayed> = BTreeMap::new();
    let mut next = 1;
    desk.store().events(1, &mut |entry| {
        for (n, bytes) in entry.events.iter().enumerate() {
            let seq = entry.first_seq + n as u64;
            let event = match codec::event(bytes) {
                Ok(event) => event,
                Err(error) => {
                    verified.wrong(format!("event {seq} cannot be read: {error}"));
                    continue;
                }
            };
            if event.seq != next || seq != next {
                verified.wrong(format!("event {seq} says it is {}, {next} was expected", event.seq));
            }
            next = seq + 1;
            if codec::hash(&event, &hash) != event.hash {
                verified.wrong(format!("event {seq} or the one before it was changed, removed or inserted"));
            }
            hash = event.hash;
            verified.events += 1;
            if let Some((target, line)) = targets::line(&event) {
                changed.entry(target.clone()).or_default().push(line);
            }
            let Some(id) = &event.record else { continue };
            let stamp = Stamp { id, moment: event.moment(), actor: &event.actor, policy: event.policy };
            let layout = |workflow: &str| state.policy.layout(workflow).cloned().unwrap_or_default();
            let (before, mut marks) = match records.remove(id) {
                Some(Replayed { record, marks }) => (Some(record), marks),
                None => (None, Vec::new()),
            };
            match engine::fold(before, stamp, &event.body, layout) {
                Some(mut record) => {
                    record.mark(entry.position.0);
                    if marks.last() != Some(&entry.position.0) {
                        marks.push(entry.position.0);
                    }
                    records.insert(id.clone(), Replayed { record, marks });
                }
                None => verified.wrong(format!("event {seq} belongs to {id}, which no event has created")),
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(records)
}

fn same_record(
    state: &State,
    id: &Id,
    replayed: &Record,
    marks: &[u64],
    verified: &mut Verified,
) -> Result<(), Trouble> {
    match state.record(id)? {
        None => verified.wrong(format!("{id} is missing from what is derived")),
        Some(stored) if !is_same(&stored, replayed) => {
            verified.wrong(format!("{id} differs from the fold of its events"))
        }
        Some(stored) if state.marks(&stored)? != marks => {
            verified.wrong(format!("where the events of {id} lie is not what is kept of it"));
        }
        Some(_) => {}
    }
    Ok(())
}

/// Whether two records are the same, in whichever layout their fields stand: one that was read before a policy took a
/// field or a workflow away still stands in the old one.
fn is_same(a: &Record, b: &Record) -> bool {
    let plain = |record: &Record| serde_json::to_value(record).ok();
    a == b || plain(a).is_some_and(|a| Some(a) == plain(b))
}

fn same_derived(
    state: &State,
    id: &Id,
    record: &Record,
    sums: &mut BTreeMap<Vec<u8>, Sum>,
    verified: &mut Verified,
) -> Result<(), Trouble> {
    let expected = absorb::derived(state, record)?;
    for contribution in &expected.contributions {
        let dims = rmp_serde::to_vec(&contribution.dims).map_err(|e| Trouble::State(e.to_string()))?;
        let key = keys::cell(&contribution.measure, day_key(contribution.day), &dims);
        sums.entry(key).or_default().merge(&contribution.sum);
    }
    let stored: Arc<Derived> = match state.get(&keys::contributions(id)).map_err(fault)? {
        Some(cell) => codec::value(&cell, id)?,
        // Nothing is written down of a record from which nothing follows.
        None => Arc::default(),
    };
    if stored.contributions != expected.contributions {
        verified.wrong(format!("what {id} adds to figures is not what it should"));
    }
    if (&stored.inbox, &stored.timers, &stored.index, &stored.refs)
        != (&expected.inbox, &expected.timers, &expected.index, &expected.refs)
    {
        verified.wrong(format!("inbox, timers or index entries of {id} are not what they should be"));
    }
    let there = |key: Vec<u8>| state.get(&key).map(|cell| cell.is_some()).map_err(fault);
    for (person, task, _) in &expected.inbox {
        if !there(keys::inbox(person, id, *task))? {
            verified.wrong(format!("{id} is missing from the inbox of {person}"));
        }
    }
    for due in &expected.timers {
        if !there(keys::timer(id, due))? {
            verified.wrong(format!("timer {} of {id} is missing", due.timer));
        }
    }
    for (index, value) in &expected.index {
        if !state.holders(index, value)?.contains(id) {
            verified.wrong(format!("{id} is not found by {index}"));
        }
    }
    Ok(())
}

/// Every schedule in force lies among the timers where it comes round.
fn same_schedules(state: &State, verified: &mut Verified) -> Result<(), Trouble> {
    for (id, coming) in schedules::all(state)? {
        let lies = match schedules::timer(&id, &coming) {
            Some((key, _)) => state.get(&key).map_err(fault)?.is_some(),
            None => true,
        };
        if !lies || !state.policy.schedules.contains_key(&id) {
            verified.wrong(format!("schedule {id} does not come round as it should"));
        }
    }
    Ok(())
}

/// Nothing is derived of a record that no event has made; nobody's inbox holds what is not waiting there.
fn stray_records(state: &State, replayed: &BTreeMap<Id, Replayed>, verified: &mut Verified) -> Result<(), Trouble> {
    let prefix = keys::records();
    let mut stray: BTreeSet<String> = BTreeSet::new();
    state
        .scan(&prefix, None, &mut |key, _| {
            let id = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
            if !replayed.contains_key(id.as_str()) {
                stray.insert(id);
            }
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
    stray.into_iter().for_each(|id| verified.wrong(format!("{id} is stored and no event has made it")));
    Ok(())
}

fn same_figures(state: &State, mut sums: BTreeMap<Vec<u8>, Sum>, verified: &mut Verified) -> Result<(), Trouble> {
    for measure in state.policy.measures.keys() {
        let mut wrong = Vec::new();
        state
            .scan(&keys::cells(measure), None, &mut |key, cell| {
                verified.figures += 1;
                let expected = sums.remove(key).unwrap_or_default();
                if codec::value::<Sum>(cell, "a figure").ok().as_deref() != Some(&expected) {
                    wrong.push(format!("{measure} differs from a recount"));
                }
                ControlFlow::Continue(())
            })
            .map_err(fault)?;
        wrong.dedup();
        wrong.into_iter().for_each(|problem| verified.wrong(problem));
    }
    for _ in sums.values().filter(|sum| !sum.is_empty()) {
        verified.wrong("a figure is missing that a recount has".into());
    }
    Ok(())
}
