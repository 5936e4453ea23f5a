//! The clock of a stay: it stands still while another token is where it pauses or all its work rests, and while its own
//! token has gone to such a stage; it ends where the token goes elsewhere.

use super::{Clock, beyond, put_off, warned};
use crate::{
    engine::{
        Refused,
        timers::{is_sla, length, overdue_warning},
        work::Work,
    },
    model::{
        Body, Id, Record,
        clock::Resting,
        record::{Clocks, Timer, Token},
        time::{Duration, Timestamp},
        work::TaskState,
    },
    policy::{Stage, Transition, Workflow},
    script::Expr,
};

impl Work<'_> {
    /// The timers of the clock of a stay that begins, or goes on where its token comes back from where it paused.
    pub fn stay_clock(&self, record: &Record, token: u32, stage: &Id) -> Result<Vec<Timer>, Refused> {
        let Some(rule) = self.rules_of(&record)?.stages.get(stage) else {
            return Ok(Vec::new());
        };
        let anew = record.token(token).is_some_and(|token| token.stage == *stage);
        let resting = record.resting.iter().find(|one| one.token == token && one.stage == *stage && !anew);
        let rested = resting.map_or(&[][..], |one| &one.timers);
        self.stay_timers(record, rule, rested)
    }

    /// The timers of a stay's clock, which goes on where these have stopped.
    fn stay_timers(&self, record: &Record, rule: &Stage, rested: &[Timer]) -> Result<Vec<Timer>, Refused> {
        let frame = self.frame(record, &[]);
        let Some(limit) = rule.sla.as_ref().map(|sla| length(sla, &frame)).transpose()?.flatten() else {
            return Ok(Vec::new());
        };
        let stopped = rested.iter().find_map(|timer| Some((timer.from?, timer.stopped?)));
        let from = match stopped {
            Some((from, stopped)) => put_off(&self.policy.calendar, from, stopped, frame.now, &limit)?,
            None => frame.now,
        };
        Clock::of_stay(&rule.on_overdue).timers((&frame, self.now), from, &limit, rested)
    }

    /// A token is about to leave a stage whose clock may go on later: it stands still from here.
    pub fn stop_stay(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.policy.rules_of(&record);
        let Some(token) = record.token(token) else { return Ok(()) };
        let pauses = rules.and_then(|rules| rules.stages.get(&token.stage)).is_some_and(|r| !r.pause_in.is_empty());
        match pauses.then(|| stopped(token, self.moment)).flatten() {
            Some(body) => {
                drop(record);
                self.emit(id, body)
            }
            None => Ok(()),
        }
    }

    /// A token has entered a stage: what is overdue already warns again, and clocks that do not pause there are over.
    pub fn stay_clocked(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(there) = record.token(token) else { return Ok(()) };
        let pauses = |stage: &Id| rules.stages.get(stage).is_some_and(|rule| rule.pause_in.contains(&there.stage));
        let resting = record.resting.iter().filter(|one| one.token == token && !pauses(&one.stage));
        let over: Vec<Id> = resting.map(|one| one.stage.clone()).collect();
        let rungs = rules.stages.get(&there.stage).map_or(&[][..], |rule| &rule.on_overdue);
        let level = Clock::of_stay(rungs).level(&there.timers);
        let warning = overdue_warning(record.pipeline(), &there.stage);
        drop(record);
        for stage in over {
            self.emit(id, Body::StayClocked { token, stage, timers: Vec::new() })?;
        }
        match level {
            Some(level) => self.emit(id, warned(warning, Some(level), None)),
            None => Ok(()),
        }
    }

    /// The timers of a token that comes back and goes on where it stopped: its clock and what happens after a while.
    pub fn timers_back(&self, record: &Record, stage: &Id, clocks: &Clocks) -> Result<Vec<Timer>, Refused> {
        let rules = self.rules_of(&record)?;
        let frame = self.frame(record, &[]);
        let stop = |timer: &Timer| Timer { stopped: Some(timer.stopped.unwrap_or(clocks.stopped)), ..timer.clone() };
        let (clock, rest): (Vec<&Timer>, Vec<&Timer>) = clocks.timers.iter().partition(|timer| is_sla(&timer.name));
        let stopped: Vec<Timer> = clock.into_iter().map(stop).collect();
        let mut timers = match rules.stages.get(stage) {
            Some(rule) if !stopped.is_empty() => self.stay_timers(record, rule, &stopped)?,
            _ => Vec::new(),
        };
        for timer in rest {
            let length = match while_of(rules, &timer.name) {
                Some(after) if !timer.fired => length(after, &frame)?,
                _ => None,
            };
            timers.push(match length {
                Some(length) => self.later(timer, clocks.stopped, frame.now, &length)?,
                None => timer.clone(),
            });
        }
        Ok(timers)
    }

    /// A timer put off by as long as it stood still, counted as its length is.
    fn later(&self, timer: &Timer, stopped: Timestamp, on: Timestamp, length: &Duration) -> Result<Timer, Refused> {
        let calendar = &self.policy.calendar;
        let left = match length.is_business() {
            true => {
                let open = calendar.business_seconds_between(stopped, timer.due);
                Duration { business_seconds: open.max(0), ..Duration::ZERO }
            }
            false => Duration::seconds((timer.due.as_second() - stopped.as_second()).max(0)),
        };
        Ok(Timer { due: calendar.add(on, &left).map_err(beyond)?, ..timer.clone() })
    }

    /// Sets the clocks of stays as the policy says now, counted from where they are.
    pub(super) fn set_stays(&mut self, id: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let mut turned = Vec::new();
        for token in &record.tokens {
            let Some(rule) = rules.stages.get(&token.stage) else { continue };
            let had: Vec<Timer> = token.timers.iter().filter(|timer| is_sla(&timer.name)).cloned().collect();
            let clock = Clock::of_stay(&rule.on_overdue);
            let frame = self.frame(&record, &[]);
            let limit = rule.sla.as_ref().map(|sla| length(sla, &frame)).transpose()?.flatten();
            let (from, stopped) =
                had.iter().find_map(|timer| Some((timer.from?, timer.stopped))).unwrap_or((token.entered, None));
            let mut timers = match limit {
                Some(limit) => clock.timers((&frame, self.now), from, &limit, &had)?,
                None => Vec::new(),
            };
            timers.iter_mut().for_each(|timer| timer.stopped = stopped);
            if timers != had {
                let (had, has) = (clock.level(&had), clock.level(&timers));
                turned.push(Body::StayClocked { token: token.id, stage: token.stage.clone(), timers });
                let because = has.is_none().then_some("moved");
                let warning = overdue_warning(record.pipeline(), &token.stage);
                turned.extend((had != has).then(|| warned(warning, has, because)));
            }
        }
        drop(record);
        turned.into_iter().try_for_each(|body| self.emit(id, body))
    }

    /// Lets the clocks of stays stand still or go on.
    pub(super) fn keep_stays(&mut self, id: &Id, rules: &Workflow) -> Result<(), Refused> {
        let record = self.get(id)?;
        let mut turned = Vec::new();
        for token in &record.tokens {
            let Some(rule) = rules.stages.get(&token.stage) else { continue };
            let still = is_still(&record, token, rule);
            let stands = token.timers.iter().find(|timer| timer.from.is_some()).map(|timer| timer.stopped.is_some());
            match (still, stands) {
                (true, Some(false)) => turned.extend(stopped(token, self.moment)),
                (false, Some(true)) => {
                    let timers = self.stay_timers(&record, rule, &token.timers)?;
                    turned.push(Body::StayClocked { token: token.id, stage: token.stage.clone(), timers });
                }
                _ => {}
            }
        }
        drop(record);
        turned.into_iter().try_for_each(|body| self.emit(id, body))
    }
}

/// The while after which a timer's transition fires, once or again and again; none where it is no such timer.
fn while_of<'r>(rules: &'r Workflow, timer: &str) -> Option<&'r Expr> {
    let (kind, key) = timer.split_once(':')?;
    let edge = rules.transitions.values().flat_map(Transition::edges).find(|edge| *edge.key() == *key)?;
    match kind {
        "after" => edge.after.as_ref(),
        "every" => edge.every.as_ref(),
        _ => None,
    }
}

/// Whether the clock of a token's stay stands still where it is: another token is where it pauses, or work has begun
/// there and all that is open of it rests.
fn is_still(record: &Record, token: &Token, rule: &Stage) -> bool {
    let others = record.tokens.iter().filter(|other| other.id != token.id);
    let mut open = record.open_work().filter(|run| run.token == token.id && !run.ahead).peekable();
    let rests = open.peek().is_some() && open.all(|run| run.state == TaskState::Suspended);
    rests || others.into_iter().any(|other| rule.pause_in.contains(&other.stage))
}

/// The clock of a token's stay, stopped; none where it has none or it stands still already.
fn stopped(token: &Token, at: Timestamp) -> Option<Body> {
    let clock = token.timers.iter().filter(|timer| is_sla(&timer.name));
    let timers: Vec<Timer> = clock.map(|timer| Timer { stopped: Some(at), ..timer.clone() }).collect();
    let runs = token.timers.iter().any(|timer| timer.from.is_some() && timer.stopped.is_none());
    runs.then(|| Body::StayClocked { token: token.id, stage: token.stage.clone(), timers })
}

/// Folds how the clock of a stay stands: on its token, or beside where that has gone on.
pub fn fold_stay(record: &mut Record, token: u32, stage: &Id, timers: &[Timer]) {
    match record.tokens.iter_mut().find(|there| there.id == token && there.stage == *stage) {
        Some(there) => {
            let rest = there.timers.iter().filter(|timer| !is_sla(&timer.name));
            there.timers = timers.iter().chain(rest).cloned().collect();
        }
        None => {
            record.resting.retain(|one| one.token != token || one.stage != *stage);
            if !timers.is_empty() {
                record.resting.push(Resting { token, stage: stage.clone(), timers: timers.to_vec() });
            }
        }
    }
}

/// Folds that a token is about to stand in a stage, or in none: a clock that was stopped rests, the stage's own does
/// not any more.
pub fn fold_entry(record: &mut Record, token: u32, stage: Option<&Id>) {
    let stays = |one: &Resting| one.token != token || stage.is_some_and(|stage| one.stage != *stage);
    let gone = record.token(token).map(|there| {
        let clock = there.timers.iter().filter(|timer| is_sla(&timer.name) && timer.stopped.is_some());
        Resting { token, stage: there.stage.clone(), timers: clock.cloned().collect() }
    });
    record.resting.extend(gone.filter(|one| !one.timers.is_empty()));
    record.resting.retain(stays);
}
