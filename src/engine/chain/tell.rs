//! Telling: copies as a step is reached or sent by hand, and reminders.

use crate::{
    engine::{Refused, people, tasks::cover, telling::called, work::Work},
    model::{
        Body, Code, Id, Record, Refusal,
        record::{ChainRun, Seat, StepRun},
    },
    policy::{Chain, Step, StepAct},
    said,
};

use super::{chain_locals, find_run, seat_of};

impl<'a> Work<'a> {
    /// A step that is a copy: it tells people, once each, and never waits.
    pub(super) fn copies(&mut self, id: &Id, run: u32, chain: &'a Chain, step: &'a Step) -> Result<(), Refused> {
        let to = self.copied_to(id, run, chain, step)?;
        self.reached(id, run, step, false, Some(to.clone()))?;
        self.say_title(id, to, step)?;
        self.effects_of(id, run, step, &step.asked)
    }

    /// The copies of a step that asks somebody.
    pub(super) fn tell_copies(&mut self, id: &Id, run: u32, chain: &'a Chain, step: &'a Step) -> Result<(), Refused> {
        let to = self.copied_to(id, run, chain, step)?;
        self.say_title(id, to, step)
    }

    /// Who gets a step's copy and has not had it in this run.
    fn copied_to(&self, id: &Id, run: u32, chain: &Chain, step: &Step) -> Result<Vec<Id>, Refused> {
        if step.cc.is_empty() {
            return Ok(Vec::new());
        }
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let asked = self.as_asked(&record, state)?;
        let locals = chain_locals(chain, state, Some(step));
        Ok(people::resolve_all(&step.cc, &self.frame(&asked, &locals))?)
    }

    /// Sends a copy by hand.
    pub(super) fn send_copy(
        &mut self,
        task: &str,
        step: Option<&str>,
        to: &[Id],
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        let (person, id, task) = self.my_seat(task, step, StepAct::Copy)?;
        if let Some(stranger) = to.iter().find(|one| self.policy.org.find(one).is_none()) {
            return Err(Refusal::new(
                Code::InvalidValue,
                said!("the organisation has nobody called `{stranger}`", "组织中没有 `{stranger}`"),
            )
            .with("fields", vec!["to"]));
        }
        let mut told: Vec<Id> = Vec::new();
        to.iter().filter(|one| **one != person).for_each(|one| {
            if !told.contains(one) {
                told.push(one.clone());
            }
        });
        self.emit(&id, Body::Copied { task, to: told.clone() })?;
        self.tell(&id, told, &[], &|frame| match comment {
            Some(comment) => Ok(format!("{}: {comment}", called(frame)?)),
            None => called(frame),
        })?;
        Ok(id)
    }

    /// Reminds who is asked: at one task, or at all that are open on a record.
    pub(super) fn remind(&mut self, task: &str, step: Option<&str>, comment: Option<&str>) -> Result<Id, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("reminding needs a person", "催办须由人来做")))?;
        let (record, tasks) = self.reminded(task, step)?;
        let id = record.id.clone();
        if tasks.is_empty() {
            return Err(Refusal::new(Code::Closed, said!("nobody is asked about {id}", "{id} 没有在等任何人审批"))
                .with("record", &*id));
        }
        for task in &tasks {
            let (run, reached, seat) = seat_of(&record, *task)?;
            self.may_remind(&record, run, reached, seat, &person)?;
        }
        drop(record);
        for task in tasks {
            self.emit(&id, Body::Reminded { task, next: None })?;
            self.tell_holders(&id, task, comment)?;
        }
        Ok(id)
    }

    /// Tells those who are asked at a seat that it waits for them.
    pub(super) fn tell_holders(&mut self, id: &Id, task: u32, comment: Option<&str>) -> Result<(), Refused> {
        let record = self.get(id)?;
        let (_, reached, seat) = seat_of(&record, task)?;
        let mut to = seat.asked().to_vec();
        for n in 0..to.len() {
            let stand_in = cover(self, &to[n], self.moment)?;
            to.extend(stand_in.filter(|stand_in| !to.contains(stand_in)));
        }
        let said = comment.map(str::to_owned).unwrap_or_else(|| format!("{} · {}", reached.step, record.task_id(task)));
        self.tell(id, to, &[], &|frame| Ok(format!("{}: {said}", called(frame)?)))
    }

    fn reminded(&self, task: &str, step: Option<&str>) -> Result<(std::sync::Arc<Record>, Vec<u32>), Refused> {
        if let Some((record, number)) = crate::model::record::split_task(task) {
            let record = self.get(record)?;
            let (_, _, seat) = seat_of(&record, number)?;
            super::decide::open(&record.task_id(number), seat)?;
            return Ok((record, vec![number]));
        }
        let record = self.get(task)?;
        let open = record.running().flat_map(ChainRun::open_seats);
        let tasks = open.filter(|(reached, _)| step.is_none_or(|step| *reached.step == *step));
        let tasks = tasks.map(|(_, seat)| seat.task).collect();
        Ok((record, tasks))
    }

    /// Who asked, whose record it is, and those who are asked or have decided may remind.
    fn may_remind(
        &self,
        record: &Record,
        run: &ChainRun,
        reached: &StepRun,
        seat: &Seat,
        person: &Id,
    ) -> Result<(), Refused> {
        if let Some(step) = self.chain(&record.workflow, &run.chain)?.step(&reached.step) {
            self.allowed(record, run, step, StepAct::Remind, person)?;
        }
        let in_it = run.steps.iter().any(|step| {
            step.deciders().contains(&person) || step.seats.iter().any(|seat| seat.holders.contains(person))
        });
        let may = self.admin || in_it || run.requester.as_ref() == Some(person) || record.owner() == Some(person);
        match may {
            true => Ok(()),
            false => Err(Refusal::new(
                Code::NotPermitted,
                said!(
                    "{person} has no part in approval `{}` and can't remind {}",
                    "{person} 与审批链 `{}` 无关，不能催办 {}",
                    run.chain,
                    super::list(seat.asked())
                ),
            )),
        }
    }

    fn say_title(&mut self, id: &Id, to: Vec<Id>, step: &Step) -> Result<(), Refused> {
        self.tell(id, to, &[], &|frame| Ok(format!("{}: {}", called(frame)?, step.title)))
    }
}
