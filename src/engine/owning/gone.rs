//! What somebody who has left leaves behind: records, tasks and seats go to others.

use super::super::{Refused, people, work::Work};
use crate::{
    model::{
        Body, Id, Record,
        record::ChainRun,
        work::{TaskRun, TaskState},
    },
    policy::Assign,
};

impl Work<'_> {
    /// Hands on what people who are not with the organisation any more hold of a record.
    pub fn take_over(&mut self, id: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let owner = record.owner().filter(|owner| self.has_left(owner)).cloned();
        let seats: Vec<(u32, Vec<Id>)> = record
            .running()
            .flat_map(ChainRun::open_seats)
            .filter(|(_, seat)| seat.holders.iter().any(|holder| self.has_left(holder)))
            .map(|(_, seat)| (seat.task, seat.holders.clone()))
            .collect();
        let left = |run: &&TaskRun| run.holder.iter().chain(&run.offered).any(|holder| self.has_left(holder));
        let tasks: Vec<TaskRun> = record.open_work().filter(left).cloned().collect();
        drop(record);
        if let Some(owner) = owner {
            self.inherit(id, &owner)?;
        }
        for (task, holders) in seats {
            self.inherit_seat(id, task, &holders)?;
        }
        for run in tasks {
            self.inherit_task(id, run)?;
        }
        Ok(())
    }

    /// Whether somebody was with the organisation and is no more. Who is still to come has not left.
    fn has_left(&self, person: &Id) -> bool {
        let org = &self.policy.org;
        let until = org.people.get(person).map(|person| person.until);
        match until {
            None => true,
            Some(_) if org.is_here(person, self.today()) => false,
            Some(until) => until.is_some_and(|until| until <= self.today()),
        }
    }

    /// The record goes to whom `when_gone` names, else to a manager, else to the pool or the last resort.
    fn inherit(&mut self, id: &Id, owner: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let next = match &rules.assign {
            Some(Assign { when_gone, .. }) => people::resolve_all(when_gone, &self.frame(&record, &[]))?,
            None => Vec::new(),
        };
        let next = next.into_iter().find(|person| person != owner).or(self.manager_there(owner));
        let has_pool = rules.pool.is_some();
        let heir = match (next, has_pool) {
            (Some(next), _) => Some(next),
            (None, true) => None,
            (None, false) => match self.last_resort(&record)?.into_iter().next() {
                Some(last) => Some(last),
                // Nobody at all could have it: it stays as it was, and `why` shows whose it is.
                None => return Ok(()),
            },
        };
        drop(record);
        self.give_to(id, heir)
    }

    fn inherit_seat(&mut self, id: &Id, task: u32, holders: &[Id]) -> Result<(), Refused> {
        let (gone, mut rest): (Vec<Id>, Vec<Id>) = holders.iter().cloned().partition(|holder| self.has_left(holder));
        if rest.is_empty() {
            let record = self.get(id)?;
            let requester = record.seat(task).and_then(|(run, _, _)| run.requester.clone());
            rest.extend(
                gone.iter().filter_map(|gone| self.manager_there(gone)).filter(|it| Some(it) != requester.as_ref()),
            );
            if rest.is_empty() {
                rest = self.last_resort(&record)?;
                rest.retain(|it| Some(it) != requester.as_ref());
            }
        }
        match rest.is_empty() {
            true => Ok(()),
            false => self.emit(id, Body::SeatHanded { task, holders: rest, because: left(&gone) }),
        }
    }

    fn inherit_task(&mut self, id: &Id, run: TaskRun) -> Result<(), Refused> {
        let (gone, rest): (Vec<Id>, Vec<Id>) =
            run.offered.iter().chain(&run.holder).cloned().partition(|holder| self.has_left(holder));
        let because = left(&gone);
        let mut run = TaskRun { offered: rest, lender: run.lender.clone().filter(|it| !gone.contains(it)), ..run };
        if let Some(holder) = run.holder.clone().filter(|holder| gone.contains(holder)) {
            run.offered.clear();
            run.holder = self.heir_of_task(id, &holder)?;
        } else if let (TaskState::Offered, true, Some(gone)) = (run.state, run.offered.is_empty(), gone.first()) {
            run.holder = self.heir_of_task(id, gone)?;
            run.state = TaskState::Allocated;
        }
        run.since = self.moment;
        match run.holder.is_none() && run.offered.is_empty() {
            true => Ok(()),
            false => self.acted_because(id, "handed_on", run, because),
        }
    }

    /// Who gets the work of somebody who has left: a manager, else the last resort.
    fn heir_of_task(&self, id: &Id, gone: &Id) -> Result<Option<Id>, Refused> {
        match self.manager_there(gone) {
            Some(manager) => Ok(Some(manager)),
            None => Ok(self.last_resort(&*self.get(id)?)?.into_iter().next()),
        }
    }

    /// The nearest manager of somebody who is there.
    fn manager_there(&self, person: &Id) -> Option<Id> {
        self.policy.org.managers_of(person).into_iter().find(|manager| self.policy.org.is_here(manager, self.today()))
    }

    fn last_resort(&self, record: &Record) -> Result<Vec<Id>, Refused> {
        Ok(people::resolve_all(&self.policy.manifest.last_resort, &self.frame(record, &[]))?)
    }
}

fn left(gone: &[Id]) -> String {
    let names: Vec<&str> = gone.iter().map(|id| &**id).collect();
    format!("{} is not with the organisation any more", names.join(", "))
}
