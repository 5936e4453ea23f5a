//! Beginning at a seat: what stands against it, and seats that come to somebody by themselves because they were at work.

use crate::{
    engine::{
        Refused,
        tasks::{pile, seat_name},
        work::Work,
    },
    model::{
        Body, Code, Id, Record, Refusal, Said,
        record::{ChainRun, Seat, StepState, Timer},
        time::Timestamp,
    },
    policy::{Begin, DeadlineFrom, Step},
    said,
};

use super::{deadlines, seat_of};

impl<'a> Work<'a> {
    /// Whether a seat may be decided or claimed now: what it needs is over, its stages are open, nothing comes first.
    pub(super) fn may_begin(
        &self,
        record: &Record,
        run: &ChainRun,
        step: &Step,
        seat: &Seat,
        person: &Id,
    ) -> Result<(), Refused> {
        let at = record.task_id(seat.task);
        let open = |needed: &&Id| match run.standing(needed) {
            Some(reached) => reached.state == StepState::Open,
            None => record.latest(needed).is_some_and(|task| !task.state.is_over()),
        };
        let needs: Vec<&str> = step.needs.iter().filter(open).map(|id| &**id).collect();
        if !needs.is_empty() {
            return Err(Refusal::new(
                Code::Waiting,
                said!("step `{}` waits for {}", "步骤 `{}` 在等 {}", step.id, needs.join(", ")),
            )
            .with("task", at)
            .with("needs", needs));
        }
        if !step.during.is_empty() && !step.during.iter().any(|stage| record.is_in(stage)) {
            let during: Vec<&str> = step.during.iter().map(|id| &**id).collect();
            let (step, open) = (&step.id, Said::either(&during));
            let message = said!("step `{step}` is decided only while {open} is open", "步骤 `{step}` 只能在 {open} 打开时审批"; open);
            return Err(Refusal::new(Code::NotInStage, message).with("stages", during));
        }
        if seat.claimed.as_ref() == Some(person) {
            return Ok(());
        }
        let name = seat_name(&run.chain, &step.id);
        let strict = step.strict.then_some(&name);
        self.first_in_order(record, seat.task, (seat.since, due(seat)), person, strict)?;
        match step.begin {
            Begin::Pile => self.own_pile(record, &name, person),
            _ => Ok(()),
        }
    }

    /// Nobody else works through the pile of a step.
    fn own_pile(&self, record: &Record, name: &Id, person: &Id) -> Result<(), Refused> {
        for other in self.view.held(&pile(name), &record.workflow)? {
            let other_record = self.get(&other.record)?;
            let claimer = other_record.seat(other.n).and_then(|(_, _, seat)| seat.claimed.clone());
            if let Some(claimer) = claimer.filter(|claimer| claimer != person) {
                return Err(Refusal::new(
                    Code::Conflict,
                    said!("{claimer} works through the pile of `{name}`", "{claimer} 正在逐件处理 `{name}`"),
                )
                .with("holder", &*claimer));
            }
        }
        Ok(())
    }

    /// Deadlines of a step that run from when a seat is begun, if it began now.
    pub(super) fn begun_timers(&self, record: &Record, run: &ChainRun, step: &Step) -> Result<Vec<Timer>, Refused> {
        if step.deadline.as_ref().is_none_or(|deadline| deadline.from != DeadlineFrom::Start) {
            return Ok(Vec::new());
        }
        let asked = self.as_asked(record, run)?;
        let locals = self.locals_of(record, run, Some(step))?;
        deadlines::of_deadline(self, step, &asked, &locals)
    }

    /// `begin = "on_creation"`: a seat that one person holds is begun as it is asked.
    pub(super) fn begin_at_once(&mut self, id: &Id, run: u32, step: &Step) -> Result<(), Refused> {
        if step.begin != Begin::OnCreation {
            return Ok(());
        }
        let record = self.get(id)?;
        let open = super::find_run(&record, run)?.standing(&step.id).map_or(&[][..], |reached| &reached.seats);
        let alone = open.iter().filter(|seat| seat.state.is_open() && seat.claimed.is_none());
        let own: Vec<(u32, Id)> = alone
            .filter_map(|seat| match seat.holders.as_slice() {
                [only] => Some((seat.task, only.clone())),
                _ => None,
            })
            .collect();
        drop(record);
        own.into_iter().try_for_each(|(task, person)| self.comes_to(id, task, &person))
    }

    /// Who has decided goes straight on: with the next seat of the record that begins so, and with the next record of
    /// the pile.
    pub(super) fn go_on_with_seats(&mut self, id: &Id, decided: Option<(&Id, &Step)>) -> Result<(), Refused> {
        let Some(person) = self.actor.person().cloned() else {
            return Ok(());
        };
        let record = self.get(id)?;
        let seats = record.running().flat_map(|run| run.open_seats().map(move |(step, seat)| (run, step, seat)));
        let next = seats
            .filter(|(run, step, _)| self.begins(&record.workflow, &run.chain, &step.step) == Some(Begin::Chain))
            .find(|(_, _, seat)| seat.claimed.is_none() && seat.holders.contains(&person))
            .map(|(_, _, seat)| seat.task);
        let workflow = record.workflow.clone();
        drop(record);
        if let Some(task) = next {
            self.comes_to(id, task, &person)?;
        }
        match decided.filter(|(_, step)| step.begin == Begin::Pile) {
            Some((chain, step)) => self.next_of_seats(&workflow, &seat_name(chain, &step.id), &person),
            None => Ok(()),
        }
    }

    fn begins(&self, kind: &str, chain: &str, step: &str) -> Option<Begin> {
        Some(self.policy.chain(chain, kind)?.step(step)?.begin)
    }

    /// Of the seats of that chain and step that somebody holds the first comes to them.
    fn next_of_seats(&mut self, workflow: &Id, name: &Id, person: &Id) -> Result<(), Refused> {
        let mut waiting: Vec<(Id, u32, Timestamp)> = Vec::new();
        for held in self.held(person, workflow)?.into_iter().filter(|held| held.n > 0 && !held.begun) {
            let record = self.get(&held.record)?;
            if let Some((run, reached, seat)) = record.seat(held.n)
                && seat_name(&run.chain, &reached.step) == *name
                && seat.state.is_open()
            {
                waiting.push((held.record.clone(), held.n, seat.since));
            }
        }
        match self.first_of(waiting) {
            Some((record, task, _)) => self.comes_to(&record, task, person),
            None => Ok(()),
        }
    }

    fn comes_to(&mut self, id: &Id, task: u32, person: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let (run, reached, _) = seat_of(&record, task)?;
        let timers = match self.chain(&record.workflow, &run.chain)?.step(&reached.step) {
            Some(step) => self.begun_timers(&record, run, step)?,
            None => Vec::new(),
        };
        drop(record);
        self.emit(id, Body::Claimed { task, timers, by: Some(person.clone()) })
    }
}

fn due(seat: &Seat) -> Option<Timestamp> {
    seat.timers.iter().filter(|timer| timer.name.starts_with(deadlines::DEADLINE)).map(|timer| timer.due).min()
}
