//! Seats that find other holders: one that was declined, and one that waited until somebody had room.

use crate::{
    engine::{Refused, work::Work},
    model::{Body, Code, Id, Refusal, record::ChainRun},
    policy::{Give, Nobody},
    said,
};

use super::{
    chain_locals,
    fill::{Filler, Filling},
    find_run, list, seat_of,
};

impl<'a> Work<'a> {
    /// Whether `decline` means a seat: by its id, or because one of the record is asked of who acts.
    pub fn is_seat(&self, target: &Id, step: Option<&str>) -> Result<bool, Refused> {
        if let Some((record, n)) = crate::model::record::split_task(target) {
            return Ok(self.get(record)?.seat(n).is_some());
        }
        let Some(person) = self.person()? else { return Ok(false) };
        let record = self.get(target)?;
        let mut open = record.running().flat_map(ChainRun::open_seats);
        Ok(open.any(|(reached, seat)| self.is_asked(seat, &person) && step.is_none_or(|step| *reached.step == *step)))
    }

    /// Who was asked does not take it: the others may, or it is put to somebody else.
    pub fn decline_seat(&mut self, task: &str, step: Option<&str>, comment: Option<&str>) -> Result<Id, Refused> {
        let (person, record, task) = self.my_task(task, step)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let at = record.task_id(task);
        let rules = self.chain(&record.workflow, &run.chain)?.step(&reached.step);
        let entry = rules.and_then(|step| step.seats.iter().find(|rule| rule.text == seat.place));
        if entry.is_none() || rules.is_none_or(|step| step.finding.give == Give::One) || seat.lent.is_some() {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "{at} is bound to {}: it can be transferred, not declined",
                    "{at} 已指定给 {}：可以转交，不能谢绝",
                    list(&seat.holders)
                ),
            )
            .with("task", at));
        }
        let holder = self.acts_for(seat, &person)?.unwrap_or_else(|| person.clone());
        let rest: Vec<Id> = seat.holders.iter().filter(|one| **one != holder).cloned().collect();
        let because = match comment {
            Some(comment) => format!("{person} has declined: {comment}"),
            None => format!("{person} has declined"),
        };
        let (id, run) = (record.id.clone(), run.id);
        drop(record);
        if !rest.is_empty() {
            self.emit(&id, Body::SeatHanded { task, holders: rest, because })?;
            return Ok(id);
        }
        let found = self.found_for(&id, run, task, Some(&holder))?;
        self.take_seats(&id, task, found, because)?;
        Ok(id)
    }

    /// Fills the seats of a record that waited until somebody had room.
    pub fn fill_waiting_seats(&mut self, id: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let steps = record.running().flat_map(|run| run.steps.iter().map(move |step| (run, step)));
        let full: Vec<(u32, Id, u32)> = steps
            .filter(|(_, step)| step.stands())
            .flat_map(|(run, step)| step.seats.iter().map(move |seat| (run.id, step.step.clone(), seat)))
            .filter(|(.., seat)| seat.is_full())
            .map(|(run, step, seat)| (run, step, seat.task))
            .collect();
        drop(record);
        for (run, step, task) in full {
            let found = self.found_for(id, run, task, None)?;
            if found.holders.is_empty() {
                continue;
            }
            self.take_seats(id, task, found, "somebody has room".into())?;
            if let Some(step) = self.chain_of(id, run)?.step(&step) {
                self.start_next(id, run, step)?;
            }
        }
        Ok(())
    }

    fn take_seats(&mut self, id: &Id, task: u32, found: Filling, because: String) -> Result<(), Refused> {
        let because = match found.because {
            Some(more) => format!("{because}; {more}"),
            None => because,
        };
        self.emit(id, Body::SeatHanded { task, holders: found.holders, because })?;
        found.turn.map_or(Ok(()), |turn| self.turned(id, turn))
    }

    /// Whom a seat comes to now, less those who have declined it.
    fn found_for(&self, id: &Id, run: u32, task: u32, declined: Option<&Id>) -> Result<Filling, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let (_, reached, seat) = seat_of(&record, task)?;
        let chain = self.chain(&record.workflow, &state.chain)?;
        let gone = || {
            Refusal::new(
                Code::Closed,
                said!("the policy has no step `{}` any more", "政策中已没有步骤 `{}`", reached.step),
            )
        };
        let step = chain.step(&reached.step).ok_or_else(gone)?;
        let rule = step.seats.iter().find(|rule| rule.text == seat.place).ok_or_else(gone)?;
        let asked = self.as_asked(&record, state)?;
        let locals = chain_locals(chain, state, Some(step));
        let filler = Filler::new(self, &asked, state, chain, step, &locals);
        let all = filler.candidates(rule)?;
        let before = |person: &Id| Some(person) == declined || seat.former.contains(person);
        let mut others: Vec<Id> = all.iter().filter(|person| !before(person)).cloned().collect();
        // Once everybody has been asked it begins anew with the others, where nothing forbids it.
        if others.is_empty() && step.finding.again {
            others = all.into_iter().filter(|person| Some(person) != declined).collect();
        }
        if others.is_empty() && declined.is_some() && chain.nobody == Nobody::Skip {
            return filler.above(rule, "nobody else could take it");
        }
        match filler.seat(rule, others, false)? {
            Some(filling) => Ok(filling),
            None => filler.above(rule, "nobody else could take it"),
        }
    }
}
