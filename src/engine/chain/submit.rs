//! Submitting: a move is handed to its chain, for the first time or again after it was sent back.

use std::collections::BTreeMap;

use crate::{
    engine::{Refused, moves, people, work::Work},
    model::{
        Body, Code, Id, Record, Refusal, Value,
        command::Choices,
        record::{ChainRun, LeftOver},
    },
    policy::{Chain, ChooseCount, Chooser, Step, Transition},
    said,
};

impl<'a> Work<'a> {
    /// Hands a transition to its chain.
    pub fn submit(
        &mut self,
        id: &Id,
        found: &moves::Found<'a>,
        chain: &Id,
        ask: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        let transition = found.transition;
        let record = self.get(id)?;
        held(&record, chain)?;
        let run = record.chains.len() as u32 + 1;
        let requester = self.actor.person().or(self.mover.as_ref()).or(record.owner()).cloned();
        drop(record);
        let all = moves::locals(transition, requester.as_ref(), &ask);
        let choices = std::mem::take(&mut self.choices);
        self.emit(
            id,
            Body::Submitted {
                run,
                chain: chain.clone(),
                transition: transition.id.clone(),
                edge: transition.edge,
                goal: found.goal.clone(),
                token: found.token,
                from: found.from.clone(),
                requester,
                ask,
                choices,
            },
        )?;
        self.apply(id, &transition.submitted, &all)?;
        self.stand_by(id, transition, found.token)?;
        let rules = self.chain(&self.get(id)?.workflow, chain)?;
        self.chosen_by(id, run, rules, rules.steps.iter(), Chooser::Requester)?;
        self.go_on(id, run)
    }

    /// Submits again what is back with who asked.
    pub fn resubmit(
        &mut self,
        id: &Id,
        transition: &'a Transition,
        run: u32,
        ask: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        let token = super::find_run(&*self.get(id)?, run)?.token;
        let choices = std::mem::take(&mut self.choices);
        self.emit(id, Body::Resubmitted { run, ask, choices })?;
        self.stand_by(id, transition, token)?;
        let rules = self.chain_of(id, run)?;
        self.chosen_by(id, run, rules, rules.steps.iter(), Chooser::Requester)?;
        self.void_changed(id, run)?;
        self.go_on(id, run)
    }

    /// The token goes where it stands while the chain runs.
    fn stand_by(&mut self, id: &Id, transition: &Transition, token: u32) -> Result<(), Refused> {
        if let Some(meanwhile) = &transition.meanwhile {
            self.lay_tasks_down(id, token)?;
            self.leave(id, token)?;
            self.enter(id, token, meanwhile)?;
        }
        Ok(())
    }

    /// The chain of that transition that is back with who asked, if one is.
    pub fn sent_back(&self, record: &Record, transition: &str) -> Option<(u32, u32)> {
        let is_back = |run: &&ChainRun| run.back.is_some() && *run.transition == *transition;
        record.running().find(is_back).map(|run| (run.id, run.token))
    }

    /// Sees to it that those steps that let somebody pick people have them, of those they may be picked from.
    pub(super) fn chosen_by<'s>(
        &mut self,
        id: &Id,
        run: u32,
        chain: &Chain,
        steps: impl Iterator<Item = &'s Step>,
        chooser: Chooser,
    ) -> Result<(), Refused> {
        let record = self.get(id)?;
        let state = super::find_run(&record, run)?;
        let asked = self.as_asked(&record, state)?;
        for step in steps {
            let Some(choose) = step.choose.as_ref().filter(|choose| choose.who == chooser) else { continue };
            let locals = super::chain_locals(chain, state, Some(step));
            let frame = self.frame(&asked, &locals);
            let picked = state.choices.get(&step.id).map_or(&[][..], Vec::as_slice);
            if picked.is_empty() {
                let applies = match &step.when {
                    Some(when) => when.holds(&frame)? == Some(true),
                    None => true,
                };
                if choose.default.is_empty() && applies {
                    return Err(Refusal::new(
                        Code::MissingFields,
                        said!(
                            "choose who decides step `{}` of approval `{}`",
                            "请选定审批链 `{1}` 的步骤 `{0}` 由谁审批",
                            step.id,
                            chain.id
                        ),
                    )
                    .with("fields", vec![format!("choose.{}", step.id)]));
                }
                continue;
            }
            let wrong = match choose.count {
                ChooseCount::Exactly(count) if picked.len() != count => Some(said!(
                    "step `{}` takes {count} to be chosen, not {}",
                    "步骤 `{}` 要选 {count} 人，而不是 {} 人",
                    step.id,
                    picked.len()
                )),
                _ => {
                    let from = people::resolve_all(&choose.from, &frame)?;
                    let stray = picked.iter().find(|one| !from.contains(one));
                    stray.map(|one| said!("{one} can't be chosen for step `{}`", "步骤 `{}` 不能选 {one}", step.id))
                }
            };
            if let Some(message) = wrong {
                return Err(
                    Refusal::new(Code::InvalidValue, message).with("fields", vec![format!("choose.{}", step.id)])
                );
            }
        }
        Ok(())
    }

    /// Notes whom an approver picks for the steps that follow.
    pub(super) fn note_choices(&mut self, id: &Id, run: u32) -> Result<(), Refused> {
        let choices: Choices = std::mem::take(&mut self.choices);
        match choices.is_empty() {
            true => Ok(()),
            false => self.emit(id, Body::Chosen { run, choices }),
        }
    }
}

/// Seats that an earlier run of the chain has left open, and that hold the next one up.
fn held(record: &Record, chain: &Id) -> Result<(), Refused> {
    let earlier = record.chains.iter().filter(|run| run.chain == *chain && !run.is_running());
    let mut left = earlier.flat_map(|run| run.left_seats()).filter(|(step, _)| step.left == LeftOver::Hold);
    match left.next() {
        None => Ok(()),
        Some((_, seat)) => Err(Refusal::new(
            Code::Waiting,
            said!(
                "{} is still open and holds approval `{chain}` up",
                "{} 还未完成，审批链 `{chain}` 因此停住",
                record.task_id(seat.task)
            ),
        )
        .with("approval", &**chain)
        .with("task", record.task_id(seat.task))),
    }
}
