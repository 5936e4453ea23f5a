//! Clocks: how long a stay or a stretch of stages may take, and what is about to happen while it does.
//!
//! A clock is kept as the moment it counts from; where it has stood still that moment is put off, by open hours where
//! its limit counts those, so that what it has used stays used. What happens when time is up is in [`super::timers`].

mod record;
mod stay;

pub(super) use stay::{fold_entry, fold_stay};

use super::{Refused, View, timers::length, work::Work};
use crate::{
    model::{
        Actor, Body, Id, Record, Value,
        event::Draft,
        record::Timer,
        time::{Calendar, Duration, Timestamp},
    },
    policy::{Policy, Rung, Workflow},
    script::{Fault, FaultKind, Frame},
};

/// The clock of a stay or of a record, as its timers are named and made.
struct Clock<'a> {
    /// The name of the timer that says time is up.
    due: String,
    /// What the names of its rungs begin with.
    rung: String,
    /// What happens around that moment.
    rungs: &'a [Rung],
}

impl<'a> Clock<'a> {
    /// The clock of a stay.
    fn of_stay(rungs: &'a [Rung]) -> Clock<'a> {
        Clock { due: "sla".into(), rung: "overdue:".into(), rungs }
    }

    /// A clock over several stages.
    fn over_stages(id: &str, rungs: &'a [Rung]) -> Clock<'a> {
        Clock { due: format!("clock:{id}:due"), rung: format!("clock:{id}:overdue:"), rungs }
    }

    /// Its timers, counted from a moment. What had fired by now and is still due has fired.
    fn timers(
        &self,
        (frame, now): (&Frame, Timestamp),
        from: Timestamp,
        limit: &Duration,
        before: &[Timer],
    ) -> Result<Vec<Timer>, Refused> {
        let calendar = frame.context.calendar();
        let due = calendar.add(from, limit).map_err(beyond)?;
        let mut timers = vec![Timer { from: Some(from), ..Timer::new(&self.due, due) }];
        for (n, rung) in self.rungs.iter().enumerate() {
            let at = match &rung.after {
                None => due,
                Some(after) => match length(after, frame)? {
                    Some(ahead) if rung.before => calendar.sub(due, &ahead).map_err(beyond)?,
                    Some(after) => calendar.add(due, &after).map_err(beyond)?,
                    None => continue,
                },
            };
            timers.push(Timer::new(format!("{}{n}", self.rung), at));
        }
        for timer in &mut timers {
            let had = before.iter().find(|one| one.name == timer.name).is_some_and(|one| one.fired);
            timer.fired = had && timer.due <= now;
        }
        Ok(timers)
    }

    /// The level its warning has, by what has fired; none: nothing warns.
    fn level(&self, timers: &[Timer]) -> Option<Id> {
        let mut fired: Vec<&Timer> = timers.iter().filter(|timer| timer.fired).collect();
        fired.sort_by_key(|timer| timer.due);
        fired.iter().rev().find_map(|timer| match *timer.name == *self.due {
            true => Some("yellow".into()),
            false => {
                let n: usize = timer.name.strip_prefix(&*self.rung)?.parse().ok()?;
                self.rungs.get(n)?.level.clone()
            }
        })
    }
}

/// The moment a clock counts from that has stood still for a while: so long before it goes on as it had used.
fn put_off(
    calendar: &Calendar,
    from: Timestamp,
    stopped: Timestamp,
    on: Timestamp,
    limit: &Duration,
) -> Result<Timestamp, Refused> {
    let used = match limit.is_business() {
        true => {
            Duration { business_seconds: calendar.business_seconds_between(from, stopped).max(0), ..Duration::ZERO }
        }
        false => Duration::seconds((stopped.as_second() - from.as_second()).max(0)),
    };
    Ok(calendar.sub(on, &used).map_err(beyond)?)
}

fn beyond(error: crate::model::time::TimeError) -> Fault {
    Fault::new(FaultKind::Overflow, error.said())
}

/// A warning of a clock has another level, or none.
fn warned(warning: Id, level: Option<Id>, because: Option<&str>) -> Body {
    Body::Warned {
        warning,
        by: Default::default(),
        period: None,
        level,
        value: Value::None,
        target: Value::None,
        because: because.map(str::to_owned),
    }
}

impl Work<'_> {
    /// Lets the clocks of a record stand still, go on, begin and end; whether anything has changed.
    pub fn keep_clocks(&mut self, id: &Id) -> Result<bool, Refused> {
        let record = self.get(id)?;
        let Some(rules) = self.policy.rules_of(&record) else {
            return Ok(false);
        };
        if !looks(rules, &record) {
            return Ok(false);
        }
        drop(record);
        let before = self.count();
        self.keep_stays(id, rules)?;
        self.keep_record_clocks(id, rules)?;
        Ok(self.count() > before)
    }
}

/// The events that set the clocks of a record as a policy that has come into force says: what they have used is kept.
pub fn set_clocks(policy: &Policy, view: &dyn View, now: Timestamp, record: &Id) -> Result<Vec<Draft>, Refused> {
    let mut work = Work::quiet(policy, view, Actor::Policy, now);
    work.set_stays(record)?;
    work.keep_clocks(record)?;
    work.finish()
}

/// Whether clocks run on a record.
pub fn has_clocks(record: &Record) -> bool {
    let stays = || record.tokens.iter().any(|token| token.timers.iter().any(|timer| timer.from.is_some()));
    !record.clocks.is_empty() || stays()
}

/// Whether a record has clocks to be looked after.
fn looks(rules: &Workflow, record: &Record) -> bool {
    !rules.clocks.is_empty() || has_clocks(record)
}
