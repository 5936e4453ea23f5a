//! When schedules come round: the next time of each lies among the timers and fires once, also after a stop of any
//! length; what it is for is the engine's to say.
//!
//! A schedule begins with the policy that brings it: what would have been before is not made up for.

use std::{ops::ControlFlow, sync::Arc};

use super::{
    Trouble, codec, keys,
    state::{State, fault},
};
use crate::{
    engine::Due,
    model::{
        Actor, Body, Id,
        event::Draft,
        time::{OnHoliday, Timestamp},
    },
    policy::Schedule,
    script::Fault,
};

/// What the names of timers begin with that belong to schedules.
const TIMER: &str = "schedule:";

/// A schedule in force: when it came round last and does so next.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Coming {
    /// Its rhythm, as it is written.
    pub every: String,
    /// Its place in file order: of those that are due together the first comes first.
    pub place: u32,
    /// The moment it counts from: when it came round last, or began.
    pub since: Timestamp,
    /// When it comes round next.
    pub next: Option<Timestamp>,
}

/// How a rhythm is told apart from another: with what it does on days off.
fn written(schedule: &Schedule) -> String {
    match schedule.holiday {
        OnHoliday::Keep => schedule.every.to_string(),
        OnHoliday::Next => format!("{}, holiday next", schedule.every),
        OnHoliday::Skip => format!("{}, holiday skip", schedule.every),
    }
}

/// The events by which the schedules of the policy in force begin, change and end.
pub fn in_force(state: &State) -> Result<Vec<Draft>, Trouble> {
    let policy = &state.policy;
    let known = all(state)?;
    let mut drafts = Vec::new();
    for (place, schedule) in (0..).zip(policy.schedules.values()) {
        let every = written(schedule);
        let before = known.iter().find(|(id, _)| *id == schedule.id).map(|(_, coming)| coming);
        // The same rhythm goes on, though its days off may be others now.
        let since = before.filter(|before| before.every == every).map_or(state.now, |before| before.since);
        let next = schedule.every.next_after(since, &policy.calendar, schedule.holiday);
        if before != Some(&Coming { every: every.clone(), place, since, next }) {
            drafts.push(draft(Body::Scheduled { schedule: schedule.id.clone(), every, place, since, next }));
        }
    }
    for (id, coming) in known.iter().filter(|(id, _)| !policy.schedules.contains_key(id)) {
        let Coming { every, place, since, .. } = coming.clone();
        drafts.push(draft(Body::Scheduled { schedule: id.clone(), every, place, since, next: None }));
    }
    Ok(drafts)
}

/// An event of a schedule, which belongs to no record.
pub fn draft(body: Body) -> Draft {
    Draft { record: None, as_of: None, actor: Actor::Policy, body }
}

/// The schedules in force, with when they come round.
pub fn all(state: &State) -> Result<Vec<(Id, Coming)>, Fault> {
    let prefix = keys::schedules();
    let mut found = Vec::new();
    let mut wrong = None;
    let scanned = state.scan(&prefix, None, &mut |key, cell| {
        let id = std::str::from_utf8(&key[prefix.len()..]).map(Id::from).map_err(|error| error.to_string());
        match id.and_then(|id| Ok((id, codec::decode::<Coming>(&cell.bytes())?))) {
            Ok(one) => {
                found.push(one);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(codec::damaged("a schedule", &error));
                ControlFlow::Break(())
            }
        }
    });
    scanned.map_err(fault)?;
    wrong.map_or(Ok(found), Err)
}

/// A schedule in force.
pub fn coming(state: &State, id: &str) -> Result<Option<Coming>, Fault> {
    match state.get(&keys::schedule(id)).map_err(fault)? {
        Some(cell) => codec::decode(&cell.bytes()).map(Some).map_err(|error| codec::damaged("a schedule", &error)),
        None => Ok(None),
    }
}

/// Puts a schedule's next time among the timers, in the place of the one before; none: it is in force no more.
pub fn put(state: &mut State, id: &Id, after: Option<Coming>) -> Result<(), Fault> {
    if let Some((key, _)) = coming(state, id)?.and_then(|before| timer(id, &before)) {
        state.put(key, None);
    }
    if let Some((key, due)) = after.as_ref().and_then(|after| timer(id, after)) {
        state.put(key, Some(codec::bytes(&(Id::from(""), due))));
    }
    state.put(keys::schedule(id), after.map(|after| codec::bytes(&after)));
    Ok(())
}

/// The timer a schedule has among those of records: its key and what lies there.
pub fn timer(id: &Id, coming: &Coming) -> Option<(Vec<u8>, Due)> {
    let timer = Id::from(format!("{TIMER}{id}"));
    let due = Due { due: coming.next?, token: None, task: None, place: coming.place, timer };
    Some((keys::timer("", &due), due))
}

/// The schedule a timer belongs to; none where it is a record's.
pub fn of_timer(record: &Id, due: &Due) -> Option<Id> {
    due.timer.strip_prefix(TIMER).filter(|_| record.is_empty()).map(Arc::from)
}
