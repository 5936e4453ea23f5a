//! What happens by itself: timers and schedules that come due, and the beginning of a day.

use std::{collections::BTreeSet, ops::ControlFlow};

use super::Writer;
use crate::{
    desk::{Trouble, codec, handover, judge, keys, recount, schedules, state::fault},
    engine::{self, Due, Refused},
    model::{
        Act, Actor, Body, Command, Id,
        event::Draft,
        time::{Duration, Timestamp},
    },
};

/// How many timers at least fire in one group, where so many are due.
const TIMERS_MAX: usize = 256;

/// What is due.
enum Happening {
    /// A timer of a record.
    Timer(Act),
    /// A schedule, at the moment it comes round.
    Schedule(Id, Timestamp),
}

impl Writer {
    /// Fires what is due at a moment, earliest first; how many timers fired.
    pub fn tick(&mut self, now: Timestamp) -> Result<usize, Trouble> {
        self.state.now = now;
        let done = (|| {
            self.begin_day()?;
            self.commit()?;
            let (mut fired, mut kept) = (self.end_kept(now)?, 0);
            loop {
                // What is sent here comes in with the next group, never in the middle of one.
                if self.sends_here {
                    self.commit()?;
                    self.come_in();
                }
                let due = self.due(now)?;
                if due.is_empty() {
                    self.commit()?;
                    return Ok(fired);
                }
                for (key, due) in due {
                    fired += usize::from(match due {
                        Happening::Timer(act) => self.fire(key, act)?,
                        Happening::Schedule(id, due) => self.occur(key, &id, due)?,
                    });
                }
                if fired - kept >= TIMERS_MAX {
                    self.commit()?;
                    kept = fired;
                }
            }
        })();
        if done.is_err() {
            self.forget();
        }
        done
    }

    /// A timer comes due; whether it still does.
    fn fire(&mut self, key: Vec<u8>, act: Act) -> Result<bool, Trouble> {
        let now = self.state.now;
        let command = Command::from(act);
        let decision = engine::decide(&self.state.policy, &self.state, &Actor::Policy, now, &command)
            .map_err(|refusal| Trouble::State(refusal.message.to_string()))?;
        if decision.events.is_empty() {
            // Nobody's any more: a key that outlived its timer.
            self.state.put(key, None);
            return Ok(false);
        }
        self.write(decision.events)?;
        Ok(true)
    }

    /// A schedule comes round, for each of those it is for; whether it still does.
    fn occur(&mut self, key: Vec<u8>, id: &Id, due: Timestamp) -> Result<bool, Trouble> {
        let policy = self.policy();
        let Some(schedule) = policy.schedules.get(id) else {
            self.state.put(key, None);
            return Ok(false);
        };
        let next = schedule.every.next_after(due, &policy.calendar, schedule.holiday);
        let as_of = (due < self.state.now).then_some(due);
        let occurred = Body::Occurred { schedule: id.clone(), due, next };
        self.absorb(vec![Draft { as_of, ..schedules::draft(occurred) }])?;
        let refused = |whom: Option<&engine::For>, refusal: Refused| {
            let (person, record) = match whom {
                Some(engine::For::Person(person)) => (Some(person.clone()), None),
                Some(engine::For::Record(record)) => (None, Some(record.clone())),
                Some(engine::For::Rated(whom)) => (whom.owner.clone(), None),
                _ => (None, None),
            };
            let body = Body::OccurrenceRefused { schedule: id.clone(), due, person, refused: refusal.message.into() };
            Draft { record, as_of, ..schedules::draft(body) }
        };
        let now = self.state.now;
        let all = match engine::all_for(&policy, &self.state, now, schedule, due) {
            Ok(all) => all,
            Err(refusal) => {
                self.absorb(vec![refused(None, refusal)])?;
                return Ok(true);
            }
        };
        for whom in all {
            match engine::occur(&policy, &self.state, now, schedule, due, &whom) {
                Ok(drafts) => _ = self.write(drafts)?,
                Err(refusal) => _ = self.absorb(vec![refused(Some(&whom), refusal)])?,
            }
        }
        Ok(true)
    }

    /// What is due first, and all that is at the same moment: what these lead to may be due before the rest.
    fn due(&self, now: Timestamp) -> Result<Vec<(Vec<u8>, Happening)>, Trouble> {
        let mut due = Vec::new();
        let mut first = None;
        let mut wrong = None;
        self.state
            .scan(&keys::timers(), None, &mut |key, cell| {
                let at = keys::timer_due(key).filter(|at| *at <= first.unwrap_or(now));
                if due.len() == TIMERS_MAX || at.is_none() {
                    return ControlFlow::Break(());
                }
                first = at;
                match codec::decode::<(Id, Due)>(&cell.bytes()) {
                    Ok((record, one)) => {
                        let happening = match schedules::of_timer(&record, &one) {
                            Some(id) => Happening::Schedule(id, one.due),
                            None => {
                                let Due { due, token, task, timer, .. } = one;
                                Happening::Timer(Act::Due { record, token, task, timer, due })
                            }
                        };
                        due.push((key.to_vec(), happening));
                        ControlFlow::Continue(())
                    }
                    Err(error) => {
                        wrong = Some(codec::damaged("a timer", &error));
                        ControlFlow::Break(())
                    }
                }
            })
            .map_err(fault)?;
        match wrong {
            Some(wrong) => Err(wrong.into()),
            None => Ok(due),
        }
    }

    /// The moment something happens by itself next: a timer, or the beginning of the next local day.
    pub fn next_due(&mut self, now: Timestamp) -> Result<Timestamp, Trouble> {
        let calendar = &self.state.policy.calendar;
        let today = calendar.local_date(now);
        let tomorrow = calendar.add_to_date(today, &Duration::days(1)).map_or(now, |day| calendar.start_of_day(day));
        let mut next = tomorrow;
        for prefix in [keys::timers(), keys::kept_until_all()] {
            self.state
                .scan(&prefix, None, &mut |key, _| {
                    next = keys::timer_due(key).map_or(next, |due| due.min(next));
                    ControlFlow::Break(())
                })
                .map_err(fault)?;
        }
        Ok(next)
    }

    /// Where a new local day has begun: figures and warnings that look at the date are judged anew.
    pub(super) fn begin_day(&mut self) -> Result<(), Trouble> {
        let today = self.state.policy.calendar.local_date(self.state.now);
        let key = keys::meta("day");
        let before = self.state.get(&key).map_err(fault)?;
        if before.as_ref().is_some_and(|cell| *cell.bytes() == *today.to_string().as_bytes()) {
            return Ok(());
        }
        let before = before.and_then(|cell| std::str::from_utf8(&cell.bytes()).ok()?.parse().ok());
        self.state.put(key, Some(crate::store::Cell::new(today.to_string().into_bytes())));
        recount::timed(&mut self.state, before)?;
        let drafts = judge::new_day(&self.state)?;
        self.absorb(drafts)?;
        let due = self.state.reach().moved_by_time();
        self.settle_all(&due)?;
        let due = handover::due(&self.state)?;
        self.hand_over(due)
    }

    /// Lets what somebody who has left still holds go to others, and what waits for room be served where somebody has
    /// come back.
    pub(super) fn hand_over(&mut self, due: BTreeSet<Id>) -> Result<(), Trouble> {
        for id in due {
            if let Ok(drafts) = engine::settle(&self.state.policy, &self.state, self.state.now, &id) {
                self.write(drafts)?;
            }
        }
        Ok(())
    }
}
