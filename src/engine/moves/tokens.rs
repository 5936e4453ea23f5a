//! Tokens: put into stages, taken out of them, and what closing a record does to all of them.

use std::collections::BTreeMap;

use crate::{
    engine::{Refused, timers, work::Work},
    model::{Body, Id, event::RemovedBy, work::TaskState},
    policy::Transition,
};

/// What a token carries from stage to stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// The rounds it belongs to, the innermost last.
    pub rounds: Vec<u32>,
    /// The joins it comes late for.
    pub late: Vec<Id>,
}

impl Work<'_> {
    /// A token enters a stage; an end closes the record and removes the others.
    pub fn arrive(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let known =
            self.get(id)?.token(token).map(|token| Standing { rounds: token.rounds.clone(), late: token.late.clone() });
        self.put(id, Some(token), known.unwrap_or_default(), stage)
    }

    /// A token, or a new one, enters a stage.
    pub(super) fn put(&mut self, id: &Id, token: Option<u32>, standing: Standing, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let token = token.unwrap_or(record.tokens_put + 1);
        // What entered before it may have ended the record: the others of its move have nowhere to go any more.
        if record.is_closed() && record.token(token).is_none() {
            return Ok(());
        }
        drop(record);
        self.enter_as(id, token, standing.rounds, standing.late, stage)?;
        self.came_to(id, token, stage)
    }

    /// What an end does.
    fn came_to(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(rule) = rules.stages.get(stage).filter(|rule| rule.end.is_some()) else {
            return Ok(());
        };
        // What entering did may have moved it on already.
        if record.is_closed() || record.token(token).is_none_or(|token| token.stage != *stage) {
            return Ok(());
        }
        let others: Vec<u32> = record.tokens.iter().map(|t| t.id).filter(|t| *t != token).collect();
        drop(record);
        if rule.waits && !others.is_empty() {
            self.leave(id, token)?;
            return self.remove(id, token, RemovedBy::PathEnded);
        }
        for other in others {
            self.withdraw_from(id, other)?;
            self.leave(id, other)?;
            self.emit(id, Body::Removed { token: other, because: RemovedBy::End })?;
        }
        self.end_tasks(id)?;
        self.emit(id, Body::Closed { outcome: rule.end.clone().unwrap_or_default() })
    }

    /// A token goes, and nothing stands on it any more. With the last one, where another has come to an end that waited,
    /// the record is closed.
    pub(super) fn remove(&mut self, id: &Id, token: u32, because: RemovedBy) -> Result<(), Refused> {
        self.emit(id, Body::Removed { token, because })?;
        let record = self.get(id)?;
        if record.is_closed() || !record.tokens.is_empty() {
            return Ok(());
        }
        let rules = self.rules_of(&record)?;
        let ended = record.stays.iter().rev().find_map(|stay| rules.stages.get(&stay.stage)?.end.clone());
        drop(record);
        match ended {
            Some(outcome) => {
                self.end_tasks(id)?;
                self.emit(id, Body::Closed { outcome })
            }
            None => Ok(()),
        }
    }

    /// Removes a token with all that stands on it: its chain is called off, its work is cancelled.
    pub(super) fn take_away(&mut self, id: &Id, token: u32, because: RemovedBy) -> Result<(), Refused> {
        self.withdraw_from(id, token)?;
        self.close_tasks(id, token, TaskState::Cancelled)?;
        self.leave(id, token)?;
        self.remove(id, token, because)
    }

    /// Withdraws what stands in the stages a transition closes, but for the token it takes.
    pub(super) fn close_stages(&mut self, id: &Id, transition: &Transition, hand: u32) -> Result<(), Refused> {
        for stage in &transition.close {
            let record = self.get(id)?;
            let there = record.tokens.iter().filter(|token| token.stage == *stage && token.id != hand);
            let there: Vec<u32> = there.map(|token| token.id).collect();
            drop(record);
            for token in there {
                self.take_away(id, token, RemovedBy::Closed)?;
            }
        }
        Ok(())
    }

    /// What stood on a stage is over when its token leaves it: open work is not needed any more, an overdue warning
    /// clears.
    pub fn leave(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        self.leave_tasks(id, token)?;
        self.stop_stay(id, token)?;
        let record = self.get(id)?;
        let Some(token) = record.token(token) else {
            return Ok(());
        };
        let stage = token.stage.clone();
        let overdue = token.timers.iter().any(|timer| timer.fired && timers::is_sla(&timer.name));
        let rules = self.policy.rules_of(&record);
        let warning = timers::overdue_warning(record.pipeline(), &stage);
        drop(record);
        if overdue {
            self.emit(id, timers::cleared(warning))?;
        }
        match rules.and_then(|rules| rules.stages.get(&stage)) {
            Some(rule) => self.apply(id, &rule.on_leave, &[]),
            None => Ok(()),
        }
    }

    /// Moves a token to a stage that no transition leads to: an end, or where a failed call sends it.
    pub fn end_in(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let from = self.get(id)?.token(token).map(|token| token.stage.clone()).unwrap_or_default();
        self.leave(id, token)?;
        self.emit(
            id,
            Body::Moved {
                transition: stage.clone(),
                token,
                from,
                to: Some(stage.clone()),
                deviation: None,
                ask: BTreeMap::new(),
                edge: 0,
                opens: Vec::new(),
            },
        )?;
        self.arrive(id, token, stage)
    }
}
