//! Approval chains at run time: submitted, filled step by step, decided, sent back, handed on, withdrawn.
//!
//! A chain counts its own seats. While it runs its token waits; with its outcome the transition completes or the token
//! goes back. Nothing is deleted: what is no longer needed is closed and stays in the trail. Every change is an event
//! (`fold` alone changes a run); what the policy says of a chain is looked up by the ids the run carries, so that a chain
//! in flight goes on under a changed policy. Who may see a record and how effects work are decided elsewhere.

mod back;
mod begin;
mod deadlines;
mod decide;
mod end;
mod facts;
mod fill;
mod find;
mod fold;
mod form;
mod hand;
mod process;
mod refill;
mod result;
mod signers;
mod stand_in;
mod submit;
mod tell;
mod walk;

pub(super) use fold::{checked_before, fold, seat_mut};

use std::{borrow::Cow, collections::BTreeMap};

use super::{Refused, moves, people, work::Work};
use crate::{
    model::{
        Code, Id, Record, Refusal, Value,
        record::{ChainRun, ChainState, Seat, StepRun},
    },
    policy::{Allow, Chain, Permit, Step, StepAct, Workflow},
    said,
};

/// What a step that has been reached leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reached {
    /// Somebody is asked.
    Waits,
    /// It is through: the next one.
    Goes,
    /// The chain is over.
    Ends(ChainState),
    /// The chain has gone back, and on from there as far as it could.
    Went,
}

impl<'a> Work<'a> {
    /// A chain as it reads records of a kind.
    pub fn chain(&self, kind: &str, chain: &str) -> Result<&'a Chain, Refused> {
        self.policy.chain(chain, kind).ok_or_else(|| {
            let message = said!("the policy has no approval `{chain}` any more", "政策中已没有审批链 `{chain}`");
            Refusal::new(Code::Fault, message).with("kind", "missing")
        })
    }

    fn chain_of(&self, id: &Id, run: u32) -> Result<&'a Chain, Refused> {
        let record = self.get(id)?;
        self.chain(&record.workflow, &find_run(&record, run)?.chain)
    }

    /// The record as the approvers of one run see it: a field that was asked reads as its answer.
    fn as_asked<'r>(&self, record: &'r Record, run: &ChainRun) -> Result<Cow<'r, Record>, Refused> {
        let rules = self.rules_of(record)?;
        Ok(match rules.taken(run) {
            Some(transition) => moves::with_answers(record, transition, &run.ask),
            None => Cow::Borrowed(record),
        })
    }

    /// The record with the answers of all its running chains in place.
    pub fn as_approvers_see<'r>(&self, rules: &Workflow, record: &'r Record) -> Cow<'r, Record> {
        let mut seen = Cow::Borrowed(record);
        for run in record.running() {
            if let Some(transition) = rules.taken(run)
                && let Cow::Owned(asked) = moves::with_answers(&seen, transition, &run.ask)
            {
                seen = Cow::Owned(asked);
            }
        }
        seen
    }

    /// Whether somebody may do something besides deciding at a seat of theirs: as the step allows it.
    fn allowed(&self, record: &Record, run: &ChainRun, step: &Step, act: StepAct, person: &Id) -> Result<(), Refused> {
        self.permitted(record, run, step, &step.allow, act, person)
    }

    fn permitted(
        &self,
        record: &Record,
        run: &ChainRun,
        step: &Step,
        allow: &Allow,
        act: StepAct,
        person: &Id,
    ) -> Result<(), Refused> {
        let may = match allow.permit(act) {
            Permit::Yes => true,
            Permit::No => false,
            Permit::To(who) => {
                let locals = chain_locals(self.chain(&record.workflow, &run.chain)?, run, Some(step));
                people::includes(who, person, &self.frame(record, &locals))?
            }
        };
        match may {
            true => Ok(()),
            false => Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "step `{}` of approval `{}` does not allow `{}`",
                    "审批链 `{1}` 的步骤 `{0}` 不允许 `{2}`",
                    step.id,
                    run.chain,
                    act.word()
                ),
            )
            .with("step", &*step.id)
            .with("act", act.word())),
        }
    }
}

/// The locals of a chain's expressions (`policy::locals::chain`), as one of its steps sees them.
pub(super) fn chain_locals(chain: &Chain, run: &ChainRun, step: Option<&Step>) -> Vec<Value> {
    let text = |id: &Id| Value::Text(id.clone());
    let people = |ids: Vec<&Id>| Value::List(ids.into_iter().map(text).collect());
    let mut all = vec![run.requester.as_ref().map_or(Value::None, text)];
    all.extend(chain.asks.iter().map(|id| run.ask.get(id).cloned().unwrap_or(Value::None)));
    let at = step.and_then(|step| run.steps.iter().rev().find(|reached| reached.step == step.id && !reached.undone));
    all.push(step.map_or(Value::None, |step| text(&step.id)));
    all.push(text(&chain.id));
    let votes = result::Votes::of(at.map_or(&[][..], |at| &at.seats));
    all.extend([votes.yes, votes.no, votes.abstained, votes.seats].map(|n| Value::int(n as i64)));
    all.push(people(at.map_or(Vec::new(), approvers)));
    let chosen = step.and_then(|step| run.choices.get(&step.id)).map_or(&[][..], Vec::as_slice);
    all.push(people(chosen.iter().collect()));
    all.extend(chain.forms.iter().map(|(step, id)| filled_in(run, step, id)));
    all.push(Value::None);
    all
}

/// Who has decided a step, or is asked there while nobody has.
fn approvers(step: &StepRun) -> Vec<&Id> {
    let decided = step.deciders();
    if !decided.is_empty() {
        return decided;
    }
    let mut asked = Vec::new();
    for holder in step.seats.iter().filter(|seat| seat.state.is_open()).flat_map(Seat::asked) {
        if !asked.contains(&holder) {
            asked.push(holder);
        }
    }
    asked
}

/// What was filled in at a step, the latest answer.
fn filled_in(run: &ChainRun, step: &Id, id: &Id) -> Value {
    let seats =
        run.steps.iter().rev().filter(|reached| reached.step == *step).flat_map(|reached| reached.seats.iter().rev());
    seats.filter_map(|seat| seat.form.get(id)).next().cloned().unwrap_or(Value::None)
}

fn find_run(record: &Record, run: u32) -> Result<&ChainRun, Refused> {
    record.chains.iter().find(|r| r.id == run).ok_or_else(|| {
        Refusal::new(Code::NotFound, said!("{} has no approval run {run}", "{} 没有第 {run} 次审批", record.id))
    })
}

fn seat_of(record: &Record, task: u32) -> Result<(&ChainRun, &StepRun, &Seat), Refused> {
    record.seat(task).ok_or_else(|| {
        Refusal::new(Code::NotFound, said!("there is no task `{}`", "没有任务 `{}`", record.task_id(task)))
    })
}

fn list(ids: &[Id]) -> String {
    ids.iter().map(|id| &**id).collect::<Vec<_>>().join(", ")
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(|id| &**id).collect()
}

/// The answers of the transition whose chain it is.
fn transition_locals(transition: &crate::policy::Transition, run: &ChainRun) -> Vec<Value> {
    let ask: &BTreeMap<Id, Value> = &run.ask;
    moves::locals(transition, run.requester.as_ref(), ask)
}
