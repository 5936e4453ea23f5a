//! A record meets what came in.

use super::incoming;
use crate::{
    engine::{Refused, View, moves::Found, work::Work},
    model::{Actor, Body, Id, event::Draft, outside::Came, time::Timestamp},
    policy::Policy,
};

/// What an event led to where it was met.
#[derive(Debug, Default)]
pub struct Met {
    /// What follows; nothing where it was not waited for.
    pub events: Vec<Draft>,
    /// Why what it was to do was refused, where it was.
    pub refused: Option<String>,
}

impl Met {
    /// Whether it was taken.
    pub fn is_taken(&self) -> bool {
        !self.events.is_empty() && self.refused.is_none()
    }
}

/// A record takes an event, if it waits for it: the first transition that fits is set going. What a rule refuses is
/// written down, and the record stays as it was; of what is tried again (`kept`) nothing is.
pub fn meet(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    id: &Id,
    came: &Came,
    kept: bool,
) -> Result<Met, Refused> {
    let mut work = Work::quiet(policy, view, Actor::Policy, now);
    let record = work.get(id)?;
    let Some((transition, token)) = work.takes_event(&record, came, kept)? else {
        return Ok(Met::default());
    };
    let Some(found) = record.token(token).map(|token| Found::plain(transition, token)) else {
        return Ok(Met::default());
    };
    drop(record);
    let met = |refused: Option<String>| Body::EventMet {
        came: came.seq,
        event: came.event.clone(),
        rule: transition.id.clone(),
        refused,
    };
    let answers = incoming(transition, &came.with, None);
    let act = |work: &mut Work<'_>| work.emit(id, met(None));
    let done = act(&mut work).and_then(|()| work.set_out(id, &found, answers)).and_then(|()| work.finish());
    match done {
        Ok(events) => Ok(Met { events, refused: None }),
        Err(_) if kept => Ok(Met::default()),
        Err(refusal) => {
            let mut work = Work::quiet(policy, view, Actor::Policy, now);
            work.emit(id, met(Some(refusal.message.to_string())))?;
            Ok(Met { events: work.finish_quietly(), refused: Some(refusal.message.into()) })
        }
    }
}
