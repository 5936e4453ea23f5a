//! Deciding: yes, no or neither at a seat, and what that brings the step and the chain to.

use crate::{
    engine::{Refused, work::Work},
    model::{
        Body, Code, Id, Record, Refusal,
        command::With,
        record::{ChainState, Seat, SeatState, StepState},
    },
    policy::{Chain, Chooser, CommentRule, Effects, OnReject, SelfRule, Step, StepAct},
    said,
};

use super::{Reached, chain_locals, find_run, list, names, result, seat_of, walk};

impl<'a> Work<'a> {
    /// Says yes or no at a seat.
    pub fn decide_seat(
        &mut self,
        task: &str,
        step: Option<&str>,
        yes: bool,
        comment: Option<&str>,
        with: &With,
    ) -> Result<Id, Refused> {
        let (person, record, task) = self.my_task(task, step)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let chain = self.chain(&record.workflow, &run.chain)?;
        let rules = chain.step(&reached.step);
        if let Some(rules) = rules {
            self.may_begin(&record, run, rules, seat, &person)?;
        }
        owed(rules.map_or(CommentRule::OnReject, |step| step.comment), !yes, comment)?;
        let (id, chain, run, step) = (record.id.clone(), run.chain.clone(), run.id, reached.step.clone());
        let holder = self.acts_for(seat, &person)?.unwrap_or(person);
        let opinion = seat.lent.as_ref().is_some_and(|lent| lent.to == holder && !lent.last);
        let counts = reached.state == StepState::Open && !reached.undone;
        drop(record);
        let comment = comment.map(str::to_owned);
        if opinion {
            self.emit(&id, Body::GivenBack { task, yes: Some(yes), comment })?;
            return Ok(id);
        }
        let form = match rules {
            Some(rules) => self.fill_in(&id, run, rules, with, yes)?,
            None => Default::default(),
        };
        self.cause = Some(task);
        let facts = self.facts(&id, run)?;
        let because = self.in_place_of(&id, task)?;
        self.emit(&id, Body::Decided { task, yes, comment: comment.clone(), because, form, facts })?;
        // What a seat says that was left open beside a finished step is filed.
        if counts {
            self.after_answer(&id, run, &step, comment)?;
        }
        self.go_on_with_seats(&id, rules.map(|step| (&chain, step)))?;
        Ok(id)
    }

    /// Says neither yes nor no.
    pub(super) fn abstain(&mut self, id: &Id, task: u32, comment: Option<&str>) -> Result<(), Refused> {
        let record = self.get(id)?;
        let (run, reached, _) = seat_of(&record, task)?;
        let chain = self.chain(&record.workflow, &run.chain)?;
        if let Some(step) = chain.step(&reached.step) {
            owed(step.comment, false, comment)?;
        }
        if reached.seats.iter().filter(|seat| seat.counts()).count() < 2 {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "{} is the last seat of step `{}`: somebody has to decide",
                    "{} 是步骤 `{}` 的最后一个席位：总要有人审批",
                    record.task_id(task),
                    reached.step
                ),
            ));
        }
        let (run, step) = (run.id, reached.step.clone());
        drop(record);
        self.cause = Some(task);
        let comment = comment.map(str::to_owned);
        let because = self.in_place_of(id, task)?;
        self.emit(id, Body::Abstained { task, comment: comment.clone(), because })?;
        self.after_answer(id, run, &step, comment)
    }

    /// A seat is decided by a deadline.
    pub(super) fn decided(&mut self, id: &Id, run: u32, task: u32, yes: bool, because: String) -> Result<(), Refused> {
        let facts = self.facts(id, run)?;
        let form = Default::default();
        self.cause = Some(task);
        self.emit(id, Body::Decided { task, yes, comment: None, because: Some(because), form, facts })?;
        let record = self.get(id)?;
        let (_, reached, _) = seat_of(&record, task)?;
        let step = reached.step.clone();
        drop(record);
        self.after_answer(id, run, &step, None)
    }

    /// A seat of a step has answered: the next in line is asked, the step and the chain come to what they come to.
    pub(super) fn after_answer(
        &mut self,
        id: &Id,
        run: u32,
        step: &Id,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        let chain = self.chain_of(id, run)?;
        let Some(step) = chain.step(step) else {
            return self.go_on(id, run);
        };
        self.note_choices(id, run)?;
        let later = walk::behind(chain, &step.id);
        let next = chain.steps.iter().filter(|other| other.follows.contains(&step.id) && later.contains(&other.id));
        let reached = self.judge(id, run, chain, step, comment.clone())?;
        match reached {
            Reached::Waits | Reached::Went => Ok(()),
            Reached::Goes => {
                self.chosen_by(id, run, chain, next, Chooser::Previous)?;
                self.go_on(id, run)
            }
            Reached::Ends(state) => self.end(id, run, state, comment),
        }
    }

    /// Whether a step has come to its result, and what that leads to.
    pub(super) fn judge(
        &mut self,
        id: &Id,
        run: u32,
        chain: &'a Chain,
        step: &'a Step,
        comment: Option<String>,
    ) -> Result<Reached, Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let reached = state.steps.iter().rev().find(|reached| reached.step == step.id);
        let result = match reached {
            Some(reached) => {
                let asked = self.as_asked(&record, state)?;
                let locals = chain_locals(chain, state, Some(step));
                result::result(step, &reached.seats, &self.frame(&asked, &locals))?
            }
            None => None,
        };
        drop(record);
        let Some(yes) = result else {
            self.start_next(id, run, step)?;
            return Ok(Reached::Waits);
        };
        let left = step.rest;
        self.emit(id, Body::StepEnded { run, step: step.id.clone(), yes, left })?;
        self.effects_of(id, run, step, if yes { &step.approved } else { &step.rejected })?;
        match yes {
            true => Ok(Reached::Goes),
            false => self.refused_at(id, run, chain, step, comment),
        }
    }

    /// What a step's no leads to: the first way of `on_reject` that is possible.
    pub(super) fn refused_at(
        &mut self,
        id: &Id,
        run: u32,
        chain: &'a Chain,
        step: &'a Step,
        comment: Option<String>,
    ) -> Result<Reached, Refused> {
        for way in &step.on_reject {
            match way {
                OnReject::End => return Ok(Reached::Ends(ChainState::Rejected)),
                OnReject::Continue => return Ok(Reached::Goes),
                OnReject::Return(to) => {
                    let record = self.get(id)?;
                    let possible = walk::can_return(chain, &record, find_run(&record, run)?, step, to);
                    drop(record);
                    if possible {
                        self.go_back(id, run, step, to, None, comment)?;
                        return Ok(Reached::Went);
                    }
                }
            }
        }
        Ok(Reached::Ends(ChainState::Rejected))
    }

    /// Asks the planned seats whose turn has come.
    pub(super) fn start_next(&mut self, id: &Id, run: u32, step: &Step) -> Result<(), Refused> {
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let Some(reached) = state.standing(&step.id) else {
            return Ok(());
        };
        let waits = |seat: &Seat| {
            let first = seat.after.and_then(|task| reached.seats.iter().find(|other| other.task == task));
            first.is_some_and(|first| matches!(first.state, SeatState::Open | SeatState::Planned))
        };
        let ready: Vec<u32> = reached
            .seats
            .iter()
            .filter(|seat| seat.state == SeatState::Planned && !seat.is_full() && !waits(seat))
            .map(|seat| seat.task)
            .collect();
        let asked = self.as_asked(&record, state)?;
        let locals = chain_locals(self.chain(&record.workflow, &state.chain)?, state, Some(step));
        let timers = super::deadlines::of_seat(self, step, &asked, &locals)?;
        drop(asked);
        drop(record);
        for task in ready {
            self.emit(id, Body::SeatStarted { task, timers: timers.clone() })?;
        }
        Ok(())
    }

    /// What a step does besides asking, as its expressions see it.
    pub(super) fn effects_of(&mut self, id: &Id, run: u32, step: &Step, effects: &Effects) -> Result<(), Refused> {
        if effects.is_empty() {
            return Ok(());
        }
        let record = self.get(id)?;
        let state = find_run(&record, run)?;
        let locals = chain_locals(self.chain(&record.workflow, &state.chain)?, state, Some(step));
        drop(record);
        self.apply(id, effects, &locals)
    }

    /// The task a person decides: open, and theirs.
    pub(super) fn my_task(&self, task: &str, step: Option<&str>) -> Result<(Id, std::sync::Arc<Record>, u32), Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("a decision needs a person", "审批须由人来做")))?;
        let (record, task) = self.find_task(task, step, &person)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let at = record.task_id(task);
        let Some(holder) = self.acts_for(seat, &person)? else {
            if self.had(&record, run, seat, &person) {
                return Err(Refusal::new(Code::Closed, said!("{at} has been handed on", "{at} 已转给别人")));
            }
            return Err(Refusal::new(
                Code::NotPermitted,
                said!(
                    "{at} is not {person}'s to decide: it waits for {}",
                    "{at} 不由 {person} 审批：它在等 {}",
                    list(&seat.holders)
                ),
            )
            .with("holders", names(&seat.holders)));
        };
        open(&at, seat)?;
        if let Some(claimer) = seat.claimed.as_ref().filter(|claimer| **claimer != person) {
            return Err(Refusal::new(
                Code::Conflict,
                said!("{at} has been claimed by {claimer}", "{at} 已被 {claimer} 认领"),
            ));
        }
        if let (Some(chain), true) = (self.policy.chain(&run.chain, &record.workflow), run.is_running())
            && (chain.self_rule == SelfRule::Refuse || (holder != person && chain.self_rule != SelfRule::Ask))
            && run.requester.as_ref() == Some(&person)
        {
            return Err(Refusal::new(
                Code::SeparationOfDuties,
                said!(
                    "{person} asked for this and may not decide it at step `{}`",
                    "{person} 是申请人，不能在步骤 `{}` 审批",
                    reached.step
                ),
            )
            .with("person", &*person));
        }
        if holder != person {
            self.may_stand_in(&record.workflow, run, reached, &person)?;
        }
        Ok((person, record, task))
    }

    /// What is allowed besides deciding, asked of one's own open seat.
    pub(super) fn my_seat(&self, task: &str, step: Option<&str>, act: StepAct) -> Result<(Id, Id, u32), Refused> {
        let (person, record, task) = self.my_task(task, step)?;
        let (run, reached, _) = seat_of(&record, task)?;
        if let Some(step) = self.chain(&record.workflow, &run.chain)?.step(&reached.step) {
            self.allowed(&record, run, step, act, &person)?;
        }
        Ok((person, record.id.clone(), task))
    }
}

/// Whether a seat can still be decided.
pub(super) fn open(at: &str, seat: &Seat) -> Result<(), Refused> {
    let (code, message) = match &seat.state {
        SeatState::Open => return Ok(()),
        SeatState::Planned => (Code::Waiting, said!("it is not the turn of {at} yet", "还没轮到 {at}")),
        SeatState::Decided { by, .. } => {
            (Code::Conflict, said!("{at} has been decided by {by} already", "{at} 已由 {by} 审批"))
        }
        SeatState::Abstained { by, .. } => (Code::Conflict, said!("{by} has abstained at {at}", "{by} 已在 {at} 弃权")),
        SeatState::Returned { .. } | SeatState::Removed | SeatState::NotNeeded | SeatState::Cancelled => {
            (Code::Closed, said!("{at} is closed", "{at} 已关闭"))
        }
    };
    Err(Refusal::new(code, message))
}

/// Whether a reason is owed and missing.
pub(super) fn owed(rule: CommentRule, is_no: bool, comment: Option<&str>) -> Result<(), Refused> {
    let owed = match rule {
        CommentRule::Never => false,
        CommentRule::OnReject => is_no,
        CommentRule::Always => true,
    };
    match owed && comment.is_none_or(|comment| comment.trim().is_empty()) {
        true => Err(Refusal::new(
            Code::MissingFields,
            ("this decision needs a reason: give a comment", "这个决定要写理由：请填写意见"),
        )
        .with("fields", vec!["comment"])),
        false => Ok(()),
    }
}
