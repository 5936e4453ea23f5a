//! A step that is a process of its own: it makes records and waits until they have got somewhere.

use crate::{
    engine::{Refused, work::Work},
    model::{
        Body, Id, Record,
        record::{StepRun, StepState},
    },
    policy::{Chain, Process, Step, StepKind},
};

use super::{Reached, chain_locals, find_run};

impl<'a> Work<'a> {
    /// Makes the records of a step.
    pub(super) fn run_process(
        &mut self,
        id: &Id,
        run: u32,
        chain: &'a Chain,
        step: &'a Step,
        process: &'a Process,
    ) -> Result<Reached, Refused> {
        self.reached(id, run, step, false, None)?;
        let before = self.touched_ids();
        let record = self.get(id)?;
        let locals = chain_locals(chain, find_run(&record, run)?, Some(step));
        drop(record);
        for create in &process.create {
            self.create(id, create, &locals)?;
        }
        let mut records = self.touched_ids();
        records.retain(|made| !before.contains(made));
        self.emit(id, Body::StepMade { run, step: step.id.clone(), records: records.clone() })?;
        self.effects_of(id, run, step, &step.asked)?;
        match records.is_empty() {
            // Nothing was to be made: the step stands in nobody's way.
            true => self.process_ended(id, run, step, true),
            false => Ok(Reached::Waits),
        }
    }

    /// Goes on where the records that steps wait for have got somewhere; whether any step did.
    pub fn keep_processes(&mut self) -> Result<bool, Refused> {
        let mut went = false;
        for child in self.touched_ids() {
            let Some(parent) = self.get(&child)?.parent.clone() else { continue };
            let Ok(record) = self.get(&parent) else { continue };
            let waiting: Vec<(u32, Id)> = record
                .running()
                .flat_map(|run| run.steps.iter().map(move |step| (run.id, step)))
                .filter(|(_, step)| step.state == StepState::Open && step.stands() && step.made.contains(&child))
                .map(|(run, step)| (run, step.step.clone()))
                .collect();
            drop(record);
            for (run, step) in waiting {
                went |= self.as_policy(|work| work.look_at_process(&parent, run, &step))?;
            }
        }
        Ok(went)
    }

    fn look_at_process(&mut self, id: &Id, run: u32, step: &Id) -> Result<bool, Refused> {
        let chain = self.chain_of(id, run)?;
        let Some(rules) = chain.step(step) else {
            return Ok(false);
        };
        let StepKind::Runs(process) = &rules.kind else {
            return Ok(false);
        };
        let record = self.get(id)?;
        let made = find_run(&record, run)?.standing(step).map_or(Vec::new(), |reached: &StepRun| reached.made.clone());
        drop(record);
        let mut arrived = true;
        for child in &made {
            let child = self.get(child)?;
            match (has_reached(&child, &process.reaches), child.is_closed()) {
                (true, _) => {}
                (false, true) => {
                    let ended = self.process_ended(id, run, rules, false)?;
                    self.after_process(id, run, ended)?;
                    return Ok(true);
                }
                (false, false) => arrived = false,
            }
        }
        match arrived {
            true => {
                let ended = self.process_ended(id, run, rules, true)?;
                self.after_process(id, run, ended)?;
                Ok(true)
            }
            false => Ok(false),
        }
    }

    fn process_ended(&mut self, id: &Id, run: u32, step: &'a Step, yes: bool) -> Result<Reached, Refused> {
        self.emit(id, Body::StepEnded { run, step: step.id.clone(), yes, left: step.rest })?;
        self.effects_of(id, run, step, if yes { &step.approved } else { &step.rejected })?;
        match yes {
            true => Ok(Reached::Goes),
            false => {
                let chain = self.chain_of(id, run)?;
                self.refused_at(id, run, chain, step, None)
            }
        }
    }

    fn after_process(&mut self, id: &Id, run: u32, reached: Reached) -> Result<(), Refused> {
        match reached {
            Reached::Goes => self.go_on(id, run),
            Reached::Ends(state) => self.end(id, run, state, None),
            Reached::Waits | Reached::Went => Ok(()),
        }
    }
}

/// Whether a record has ever entered one of these stages, or ended so.
fn has_reached(record: &Record, reaches: &[Id]) -> bool {
    reaches.iter().any(|goal| {
        record.stays.iter().any(|stay| stay.stage == *goal)
            || record.outcome.as_ref().is_some_and(|outcome| outcome == goal || **goal == *"end")
    })
}
