//! Facts: what each decision saw of the material fields, and the approvals that count no more once one has changed.

use std::collections::BTreeMap;

use crate::{
    engine::{Refused, work::Work},
    model::{
        Body, Id, Value,
        record::{ChainRun, Seat, StepState},
    },
    script::Context,
};

use super::find_run;

impl<'a> Work<'a> {
    /// The material facts of a chain as its approvers see them now.
    pub(super) fn facts(&self, id: &Id, run: u32) -> Result<BTreeMap<Id, Value>, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let Some(chain) = self.policy.chain(&state.chain, &record.workflow).filter(|chain| !chain.material.is_empty())
        else {
            return Ok(BTreeMap::new());
        };
        let asked = self.as_asked(&record, state)?;
        let rules = self.rules_of(&record)?;
        let frame = self.frame(&asked, &[]);
        let mut facts = BTreeMap::new();
        for field in &chain.material {
            let slot = rules.layout.slot(field);
            let computed = slot.filter(|slot| rules.fields.get(*slot).is_some_and(|field| field.formula.is_some()));
            let value = match computed {
                Some(slot) => self.formula(slot, &frame)?,
                None => asked.fields.get(field).cloned().unwrap_or_default(),
            };
            facts.insert(field.clone(), value);
        }
        Ok(facts)
    }

    /// Voids what relied on facts that have changed, on every record this command has touched, and asks anew.
    pub fn keep_facts(&mut self) -> Result<(), Refused> {
        for id in self.touched_ids() {
            let record = self.get(&id)?;
            let runs: Vec<u32> = record.running().filter(|run| run.back.is_none()).map(|run| run.id).collect();
            drop(record);
            for run in runs {
                if self.void_changed(&id, run)? {
                    self.as_policy(|work| work.go_on(&id, run))?;
                }
            }
        }
        Ok(())
    }

    /// Voids the approvals of a run that relied on facts which are others now; whether there were any.
    pub(super) fn void_changed(&mut self, id: &Id, run: u32) -> Result<bool, Refused> {
        let now = self.facts(id, run)?;
        if now.is_empty() {
            return Ok(false);
        }
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let mut facts: Vec<Id> = Vec::new();
        let mut tasks = Vec::new();
        let mut steps = Vec::new();
        for reached in state.steps.iter().filter(|reached| reached.stands()) {
            for seat in reached.seats.iter().filter(|seat| seat.answer() == Some(true)) {
                let changed = differing(seat, &now);
                if !changed.is_empty() {
                    tasks.push(seat.task);
                    facts.extend(changed);
                    if reached.state != StepState::Open && !steps.contains(&reached.step) {
                        steps.push(reached.step.clone());
                    }
                }
            }
        }
        if tasks.is_empty() {
            return Ok(false);
        }
        facts.sort();
        facts.dedup();
        let again = reopened(state, &tasks);
        drop(record);
        self.emit(id, Body::Voided { run, tasks, steps, facts: facts.clone() })?;
        for (step, seat) in again {
            let task = self.get(id)?.tasks + 1;
            let names: Vec<&str> = facts.iter().map(|fact| &**fact).collect();
            self.emit(
                id,
                Body::SeatOpened {
                    run,
                    step,
                    task,
                    place: seat.place.clone(),
                    holders: self.still_here(seat.holders.clone()),
                    timers: Vec::new(),
                    because: Some(format!("{} has changed", names.join(", "))),
                    weight: seat.weight,
                    after: None,
                    beside: seat.beside,
                },
            )?;
        }
        Ok(true)
    }
}

/// The facts a decision saw that are others now. One that the chain did not call material then was not seen.
fn differing(seat: &Seat, now: &BTreeMap<Id, Value>) -> Vec<Id> {
    let seen = seat.facts.iter().filter(|(fact, value)| now.get(*fact).is_some_and(|now| now != *value));
    seen.map(|(fact, _)| fact.clone()).collect()
}

/// The seats of steps that are still open: they are asked again beside the others.
fn reopened(run: &ChainRun, tasks: &[u32]) -> Vec<(Id, Seat)> {
    let open = run.steps.iter().filter(|reached| reached.stands() && reached.state == StepState::Open);
    open.flat_map(|reached| {
        let void = reached.seats.iter().filter(|seat| tasks.contains(&seat.task));
        void.map(|seat| (reached.step.clone(), seat.clone()))
    })
    .collect()
}
