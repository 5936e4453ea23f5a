//! Deadlines of seats: the timers a seat is opened with, and what each of them does when it comes due.

use crate::{
    engine::{
        Refused, people,
        telling::called,
        timers::{add, length, take_off},
        work::Work,
    },
    model::{Body, Code, Id, Record, Refusal, Said, Value, record::Timer},
    policy::{DeadlineAct, DeadlineRung, SelfRule, Step},
    said,
};

use super::{chain_locals, seat_of};

/// What the names of all deadline timers begin with. The one that stands at the deadline itself is called just so.
pub(super) const DEADLINE: &str = "deadline";
const REMIND: &str = "remind:";

/// The timers of a step's seats.
pub(super) fn of_seat(work: &Work, step: &Step, record: &Record, locals: &[Value]) -> Result<Vec<Timer>, Refused> {
    let mut timers = of_deadline(work, step, record, locals)?;
    timers.extend(reminders(work, step, record, locals)?);
    Ok(timers)
}

/// The timers around a step's deadline, if it began to run now.
pub(super) fn of_deadline(work: &Work, step: &Step, record: &Record, locals: &[Value]) -> Result<Vec<Timer>, Refused> {
    let frame = work.frame(record, locals);
    let Some(deadline) = &step.deadline else {
        return Ok(Vec::new());
    };
    let Some(limit) = length(&deadline.limit, &frame)? else {
        return Ok(Vec::new());
    };
    let due = add(&frame, frame.now, &limit)?;
    let mut timers = vec![Timer::new(DEADLINE, due)];
    for (n, rung) in
        step.on_deadline.iter().enumerate().filter(|(n, rung)| !is_at_deadline(&step.on_deadline, *n, rung))
    {
        let at = match &rung.offset {
            None => due,
            Some(offset) => match length(offset, &frame)? {
                Some(offset) if rung.before => take_off(&frame, due, &offset)?,
                Some(offset) => add(&frame, due, &offset)?,
                None => continue,
            },
        };
        timers.push(Timer::new(format!("{DEADLINE}:{n}"), at));
    }
    Ok(timers)
}

/// The first reminder of a step's seats.
pub(super) fn reminders(work: &Work, step: &Step, record: &Record, locals: &[Value]) -> Result<Vec<Timer>, Refused> {
    Ok(next_reminder(work, step, record, locals, 1)?.into_iter().collect())
}

fn next_reminder(
    work: &Work,
    step: &Step,
    record: &Record,
    locals: &[Value],
    number: u32,
) -> Result<Option<Timer>, Refused> {
    let Some(remind) = step.remind.as_ref().filter(|remind| remind.at_most.is_none_or(|most| number <= most)) else {
        return Ok(None);
    };
    let frame = work.frame(record, locals);
    match length(&remind.every, &frame)? {
        // A reminder that comes at once would come for ever.
        Some(every) if !every.is_zero() => {
            Ok(Some(Timer::new(format!("{REMIND}{number}"), add(&frame, frame.now, &every)?)))
        }
        _ => Ok(None),
    }
}

/// Whether a rung stands at the deadline itself: the first that names no length of time.
fn is_at_deadline(rungs: &[DeadlineRung], n: usize, rung: &DeadlineRung) -> bool {
    rung.offset.is_none() && rungs.iter().position(|other| other.offset.is_none()) == Some(n)
}

impl<'a> Work<'a> {
    /// A timer of a seat has come due.
    pub fn seat_timer(&mut self, id: &Id, task: u32, timer: &str) -> Result<(), Refused> {
        let record = self.get(id)?;
        let Some((run, reached, _)) = record.seat(task) else {
            return Ok(());
        };
        let chain = self.chain(&record.workflow, &run.chain)?;
        let Some(step) = chain.step(&reached.step) else {
            return Ok(());
        };
        if let Some(number) = timer.strip_prefix(REMIND) {
            let asked = self.as_asked(&record, run)?;
            let locals = chain_locals(chain, run, Some(step));
            let next = number.parse::<u32>().unwrap_or(u32::MAX).saturating_add(1);
            let next = next_reminder(self, step, &asked, &locals, next)?;
            drop(asked);
            drop(record);
            self.emit(id, Body::Reminded { task, next })?;
            return self.tell_holders(id, task, None);
        }
        let rung = match timer.strip_prefix("deadline:") {
            Some(n) => n.parse().ok().and_then(|n: usize| step.on_deadline.get(n)),
            None => step.on_deadline.iter().find(|rung| rung.offset.is_none()),
        };
        let Some(rung) = rung else { return Ok(()) };
        if let Some(when) = &rung.when {
            let asked = self.as_asked(&record, run)?;
            let locals = chain_locals(chain, run, Some(step));
            if when.holds(&self.frame(&asked, &locals))? != Some(true) {
                return Ok(());
            }
        }
        let run = run.id;
        drop(record);
        self.effects_of(id, run, step, &rung.effects)?;
        match &rung.act {
            Some(act) => self.deadline(id, run, task, act, rung.before),
            None => Ok(()),
        }
    }

    fn deadline(&mut self, id: &Id, run: u32, task: u32, act: &DeadlineAct, before: bool) -> Result<(), Refused> {
        let record = self.get(id)?;
        let (state, reached, seat) = seat_of(&record, task)?;
        if !seat.state.is_open() {
            return Ok(());
        }
        let chain = self.chain(&record.workflow, &state.chain)?;
        let late = match before {
            true => Said::new("the deadline is near", "时限将到"),
            false => Said::new("the deadline has passed", "时限已过"),
        };
        // Who asked does not come to decide by the way, nor who has decided what this step must not share.
        let requester = state.requester.clone().filter(|_| chain.self_rule != SelfRule::Ask);
        let barred: Vec<Id> = chain.step(&reached.step).map_or(Vec::new(), |step| {
            let steps = step.not_same_as.iter().filter_map(|step| state.standing(step));
            steps.flat_map(|reached| reached.deciders().into_iter().cloned()).collect()
        });
        let is_out = |person: &Id| requester.as_ref() == Some(person) || barred.contains(person);
        match act {
            DeadlineAct::Approve => self.decided(id, run, task, true, late.into()),
            DeadlineAct::Reject => self.decided(id, run, task, false, late.into()),
            DeadlineAct::Remind => {
                let to = seat.asked().to_vec();
                self.tell(id, to, &[], &|frame| called(frame))
            }
            DeadlineAct::Escalate => {
                let mut above: Vec<Id> = Vec::new();
                for holder in &seat.holders {
                    let line = self.present(self.policy.org.managers_of(holder));
                    let manager = line.into_iter().find(|manager| !is_out(manager));
                    above.extend(manager.filter(|manager| !above.contains(manager)));
                }
                if above.is_empty() {
                    let frame = self.frame(&record, &[]);
                    above = self.present(people::resolve_all(&self.policy.manifest.last_resort, &frame)?);
                    above.retain(|person| !is_out(person));
                }
                self.hand(id, task, above, late)
            }
            DeadlineAct::To(others) => {
                let locals = chain_locals(chain, state, chain.step(&reached.step));
                let mut others = self.present(people::resolve_all(others, &self.frame(&record, &locals))?);
                others.retain(|person| !is_out(person));
                self.hand(id, task, others, late)
            }
        }
    }

    fn hand(&mut self, id: &Id, task: u32, holders: Vec<Id>, because: Said) -> Result<(), Refused> {
        match holders.is_empty() {
            true => Err(Refusal::new(
                Code::Nobody,
                said!("{because}, and there is nobody to ask instead", "{because}，而且没有别人可问"; because),
            )),
            false => self.emit(id, Body::SeatHanded { task, holders, because: because.into() }),
        }
    }
}
