//! Signers added before, beside or after a seat, and taken out again. Both change how many seats count.

use crate::{
    engine::{Refused, work::Work},
    model::{
        Body, Code, Id, Record, Refusal,
        command::SignerPlace,
        record::{ChainRun, Seat, SeatState, StepRun, StepState},
    },
    policy::{Step, StepAct},
    said,
};

use super::{deadlines, seat_of};

impl<'a> Work<'a> {
    /// Asks more people at the step of one's own seat, a seat each.
    pub(super) fn add_signers(
        &mut self,
        task: &str,
        step: Option<&str>,
        who: &[Id],
        place: SignerPlace,
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        let act = match place {
            SignerPlace::Before => StepAct::AddBefore,
            SignerPlace::Beside => StepAct::AddBeside,
            SignerPlace::After => StepAct::AddAfter,
        };
        let (person, id, task) = self.my_seat(task, step, act)?;
        if let Some(refusal) = self.not_running(&id, task)? {
            return Err(refusal);
        }
        let mut first = None;
        for one in who {
            let one = self.newcomer(&id, task, one)?;
            let added = self.add_signer(&id, task, &person, one, place, comment)?;
            first = first.or(Some(added));
        }
        if let (SignerPlace::Before, Some(_)) = (place, first) {
            let last = self.get(&id)?.tasks;
            self.emit(&id, Body::SeatHeld { task, after: last })?;
        }
        Ok(id)
    }

    fn add_signer(
        &mut self,
        id: &Id,
        task: u32,
        person: &Id,
        who: Id,
        place: SignerPlace,
        comment: Option<&str>,
    ) -> Result<u32, Refused> {
        let record = self.get(id)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let new = record.tasks + 1;
        let after = match place {
            SignerPlace::Before => previous_before(reached, seat),
            SignerPlace::Beside => None,
            SignerPlace::After => Some(task),
        };
        let timers = match (self.chain(&record.workflow, &run.chain)?.step(&reached.step), after) {
            (Some(step), None) => self.timers_of(&record, run, step)?,
            _ => Vec::new(),
        };
        let because = match comment {
            Some(comment) => format!("{person} has added {who}: {comment}"),
            None => format!("{person} has added {who}"),
        };
        let body = Body::SeatOpened {
            run: run.id,
            step: reached.step.clone(),
            task: new,
            place: format!("person:{who}").into(),
            holders: vec![who],
            timers,
            because: Some(because),
            weight: seat.weight,
            after,
            beside: Some(task),
        };
        drop(record);
        self.emit(id, body)?;
        Ok(new)
    }

    /// Takes a signer out: their seat counts no more. The last one stays.
    pub(super) fn remove_signer(
        &mut self,
        task: &str,
        step: Option<&str>,
        who: Option<&Id>,
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("removing needs a person", "减签须由人来做")))?;
        let (record, number) = self.find_task(task, step, &person)?;
        let (run, reached, named) = seat_of(&record, number)?;
        let open = |seat: &&Seat| matches!(seat.state, SeatState::Open | SeatState::Planned);
        let seat = match who {
            None => named,
            Some(who) => {
                reached.seats.iter().filter(open).find(|seat| seat.holders.contains(who)).ok_or_else(|| {
                    Refusal::new(
                        Code::NotFound,
                        said!("{who} has no open seat at step `{}`", "{who} 在步骤 `{}` 没有未决的席位", reached.step),
                    )
                })?
            }
        };
        // Who may: those who hold another seat of the step, and who has added this one.
        let colleague = |other: &&Seat| {
            other.task != seat.task
                && (seat.beside == Some(other.task) || other.state.is_open())
                && other.holders.contains(&person)
        };
        if !self.admin && reached.seats.iter().find(colleague).is_none() {
            return Err(Refusal::new(
                Code::NotPermitted,
                said!(
                    "{person} holds no other seat of step `{}`, so they can't take a signer out",
                    "{person} 在步骤 `{}` 没有别的席位，不能减签",
                    reached.step
                ),
            ));
        }
        if let Some(step) = self.chain(&record.workflow, &run.chain)?.step(&reached.step) {
            self.allowed(&record, run, step, StepAct::Remove, &person)?;
        }
        if !open(&seat) || reached.state != StepState::Open {
            super::decide::open(&record.task_id(seat.task), seat)?;
            return Err(Refusal::new(Code::Closed, said!("step `{}` is over", "步骤 `{}` 已结束", reached.step)));
        }
        if reached.seats.iter().filter(|seat| seat.counts()).count() < 2 {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "{} is the last seat of step `{}`",
                    "{} 是步骤 `{}` 的最后一个席位",
                    record.task_id(seat.task),
                    reached.step
                ),
            ));
        }
        let (id, run, step, task) = (record.id.clone(), run.id, reached.step.clone(), seat.task);
        drop(record);
        self.emit(&id, Body::SignerRemoved { task, comment: comment.map(str::to_owned) })?;
        self.after_answer(&id, run, &step, None)?;
        Ok(id)
    }

    fn timers_of(
        &self,
        record: &Record,
        run: &ChainRun,
        step: &Step,
    ) -> Result<Vec<crate::model::record::Timer>, Refused> {
        let asked = self.as_asked(record, run)?;
        let locals = self.locals_of(record, run, Some(step))?;
        deadlines::of_seat(self, step, &asked, &locals)
    }

    /// Why nobody can be added where the step is over.
    fn not_running(&self, id: &Id, task: u32) -> Result<Option<Refused>, Refused> {
        let record = self.get(id)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let over = !run.is_running() || reached.state != StepState::Open;
        Ok(match () {
            () if over => {
                Some(Refusal::new(Code::Closed, said!("step `{}` is over", "步骤 `{}` 已结束", reached.step)))
            }
            () if seat.lent.is_some() => Some(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "{} is lent for an opinion: who lends it may ask others",
                    "{} 是委托来征询意见的：只有委托的人可以再问别人",
                    record.task_id(task)
                ),
            )),
            () => None,
        })
    }
}

/// The seat that the next signer before one has to wait for: the last one that was added before it.
fn previous_before(reached: &StepRun, seat: &Seat) -> Option<u32> {
    let last = seat.after.filter(|_| seat.state == SeatState::Planned);
    last.filter(|last| reached.seats.iter().any(|other| other.task == *last && other.beside == Some(seat.task)))
}
