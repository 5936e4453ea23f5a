//! Duties that must not meet in one person, held against what people have done.

use super::{Refused, tasks::stands_in, work::Work};
use crate::{
    model::{
        Actor, Code, Id, Record, Refusal,
        record::{SeatState, split_task},
    },
    policy::{Duty, DutyAct},
    said,
};

impl Work<'_> {
    /// Refuses an act to somebody who has done what must not meet with it.
    pub fn kept_apart(&self, record: &Record, act: &DutyAct, person: &Id) -> Result<(), Refused> {
        for duty in self.policy.duties.iter().filter(|duty| covers(duty, act)) {
            if let Some(other) = self.met(record, duty, act, person)? {
                return Err(Refusal::new(
                    Code::SeparationOfDuties,
                    said!(
                        "{person} has done `{}`, which must not be in one hand with `{}`",
                        "{person} 已做过 `{}`，它与 `{}` 不能由同一人做",
                        word(other),
                        word(act)
                    ),
                )
                .with("duty", &*duty.id)
                .with("person", &**person)
                .with("record", &*record.id));
            }
        }
        Ok(())
    }

    /// The same for a task.
    pub fn apart(&self, id: &Id, task: &Id, person: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let act = DutyAct::Task(record.pipeline().clone(), task.clone());
        self.kept_apart(&record, &act, person)
    }

    /// The same for a decision at a seat.
    pub fn decision_apart(&self, task: &Id, step: Option<&str>) -> Result<(), Refused> {
        let Some(person) = self.person()?.filter(|_| !self.policy.duties.is_empty()) else {
            return Ok(());
        };
        let (id, n) = split_task(task).map_or((&**task, None), |(id, n)| (id, Some(n)));
        let Some(record) = crate::script::Context::record(self, id)? else { return Ok(()) };
        for run in record.running() {
            for (reached, seat) in run.open_seats() {
                let named = n.is_none_or(|n| seat.task == n) && step.is_none_or(|step| &*reached.step == step);
                if named && stands_in(self, &person, &seat.holders, self.moment)?.is_some() {
                    let act = DutyAct::Decide(run.chain.clone(), Some(reached.step.clone()));
                    self.kept_apart(&record, &act, &person)?;
                }
            }
        }
        Ok(())
    }

    /// Those who may not do a task because of what they have done.
    pub fn separated(&self, record: &Record, task: &Id) -> Result<Vec<Id>, Refused> {
        let act = DutyAct::Task(record.pipeline().clone(), task.clone());
        let duties: Vec<&Duty> = self.policy.duties.iter().filter(|duty| covers(duty, &act)).collect();
        let mut separated = Vec::new();
        if duties.is_empty() {
            return Ok(separated);
        }
        for person in self.policy.org.people.keys() {
            for duty in &duties {
                if self.met(record, duty, &act, person)?.is_some() {
                    separated.push(person.clone());
                }
            }
        }
        Ok(separated)
    }

    /// The act of a duty that somebody has done already, other than the one they want to do.
    fn met<'d>(
        &self,
        record: &Record,
        duty: &'d Duty,
        act: &DutyAct,
        person: &Id,
    ) -> Result<Option<&'d DutyAct>, Refused> {
        for other in duty.acts.iter().filter(|other| !same(other, act)) {
            let elsewhere = duty.per_person && !self.view.held(person, &did_word(other))?.is_empty();
            if elsewhere || done_by(record, other).contains(person) {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }
}

fn covers(duty: &Duty, act: &DutyAct) -> bool {
    duty.acts.iter().any(|known| same(known, act))
}

/// Whether an act is meant by another: deciding a step is deciding its chain.
fn same(known: &DutyAct, act: &DutyAct) -> bool {
    match (known, act) {
        (DutyAct::Decide(a, None), DutyAct::Decide(b, _)) => a == b,
        _ => known == act,
    }
}

/// Who has done something on a record.
fn done_by(record: &Record, act: &DutyAct) -> Vec<Id> {
    match act {
        DutyAct::Create(workflow) if workflow == record.pipeline() => {
            record.created_by.person().cloned().into_iter().collect()
        }
        DutyAct::Move(workflow, transition) if workflow == record.pipeline() => {
            record.movers.get(transition).cloned().unwrap_or_default()
        }
        DutyAct::Task(workflow, task) if workflow == record.pipeline() => {
            record.work.iter().filter(|run| run.task == *task).filter_map(|run| run.by.clone()).collect()
        }
        DutyAct::Decide(chain, step) => {
            let runs = record.chains.iter().filter(|run| run.chain == *chain);
            let steps = runs
                .flat_map(|run| &run.steps)
                .filter(|reached| step.as_ref().is_none_or(|step| reached.step == *step));
            let decided = steps.flat_map(|reached| &reached.seats).filter_map(|seat| match &seat.state {
                SeatState::Decided { by: Actor::Person(by), .. } => Some(by.clone()),
                _ => None,
            });
            decided.collect()
        }
        _ => Vec::new(),
    }
}

/// What a record adds for duties that bind people in general: who, and under which name what they did is found.
pub(crate) fn done_in_general(duties: &[Duty], record: &Record) -> Vec<(Id, Id)> {
    let acts = duties.iter().filter(|duty| duty.per_person).flat_map(|duty| &duty.acts);
    let mut all: Vec<(Id, Id)> =
        acts.flat_map(|act| done_by(record, act).into_iter().map(move |person| (person, did_word(act)))).collect();
    all.sort();
    all.dedup();
    all
}

fn did_word(act: &DutyAct) -> Id {
    format!("~did/{}", word(act)).into()
}

fn word(act: &DutyAct) -> String {
    match act {
        DutyAct::Create(workflow) => format!("{workflow}.new"),
        DutyAct::Move(workflow, name) | DutyAct::Task(workflow, name) => format!("{workflow}.{name}"),
        DutyAct::Decide(chain, None) => format!("approval:{chain}"),
        DutyAct::Decide(chain, Some(step)) => format!("approval:{chain}.{step}"),
    }
}
