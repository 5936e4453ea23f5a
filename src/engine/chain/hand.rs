//! Seats that change hands: transferred, lent for an opinion and given back, claimed and released.

use crate::{
    engine::{Refused, work::Work},
    model::{Body, Code, Id, Refusal, command::SeatAct},
    policy::StepAct,
    said,
};

use super::{names, seat_of};

impl<'a> Work<'a> {
    /// Anything that is done with a seat besides deciding it.
    pub fn act_on_seat(
        &mut self,
        task: &str,
        step: Option<&str>,
        act: &SeatAct,
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        match act {
            SeatAct::Abstain => {
                let (_, id, task) = self.my_seat(task, step, StepAct::Abstain)?;
                self.abstain(&id, task, comment)?;
                Ok(id)
            }
            SeatAct::Return { to } => self.return_task(task, step, to.as_deref(), comment),
            SeatAct::Transfer { to } => self.transfer(task, step, to, comment),
            SeatAct::Delegate { to, last } => self.delegate(task, step, to, *last),
            SeatAct::GiveBack => self.give_back(task, step, comment),
            SeatAct::AddSigner { who, place } => self.add_signers(task, step, who, *place, comment),
            SeatAct::RemoveSigner { who } => self.remove_signer(task, step, who.as_ref(), comment),
            SeatAct::TakeBack => self.take_back(task, step),
            SeatAct::Copy { to } => self.send_copy(task, step, to, comment),
            SeatAct::Remind => self.remind(task, step, comment),
            SeatAct::Claim => self.claim(task, step),
            SeatAct::Release => self.release(task, step),
        }
    }

    /// The seat and its decision go to somebody else.
    fn transfer(&mut self, task: &str, step: Option<&str>, to: &Id, comment: Option<&str>) -> Result<Id, Refused> {
        let (person, id, task) = self.my_seat(task, step, StepAct::Transfer)?;
        let to = self.newcomer(&id, task, to)?;
        let because = match comment {
            Some(comment) => format!("{person} has transferred it: {comment}"),
            None => format!("{person} has transferred it"),
        };
        let holders = vec![to];
        self.emit(&id, Body::SeatHanded { task, holders, because })?;
        Ok(id)
    }

    /// Somebody else is asked for an opinion; the decision stays, unless it is said to be theirs.
    fn delegate(&mut self, task: &str, step: Option<&str>, to: &Id, last: bool) -> Result<Id, Refused> {
        let (_, id, task) = self.my_seat(task, step, StepAct::Delegate)?;
        let to = self.newcomer(&id, task, to)?;
        let record = self.get(&id)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        let last = last || self.chain(&record.workflow, &run.chain)?.step(&reached.step).is_some_and(|step| step.last);
        if let Some(lent) = &seat.lent {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "{} is lent already, to {}: give it back first",
                    "{} 已委托给 {}：请先交还",
                    record.task_id(task),
                    lent.to
                ),
            ));
        }
        drop(record);
        self.emit(&id, Body::Lent { task, to, last })?;
        Ok(id)
    }

    /// A lent seat goes back without an opinion, from who was asked or called back by whose it is.
    fn give_back(&mut self, task: &str, step: Option<&str>, comment: Option<&str>) -> Result<Id, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("giving back needs a person", "交还须由人来做")))?;
        let (record, task) = self.find_lent(task, step, &person)?;
        let (_, _, seat) = seat_of(&record, task)?;
        let at = record.task_id(task);
        let Some(lent) = &seat.lent else {
            return Err(Refusal::new(Code::NotAllowedHere, said!("{at} is not lent", "{at} 没有委托出去")));
        };
        if lent.to != person && !lent.by.contains(&person) {
            return Err(Refusal::new(
                Code::NotPermitted,
                said!("{at} was not lent by {person} or to them", "{at} 既不是由 {person} 委托，也没有委托给 {person}"),
            ));
        }
        super::decide::open(&at, seat)?;
        let id = record.id.clone();
        drop(record);
        self.emit(&id, Body::GivenBack { task, yes: None, comment: comment.map(str::to_owned) })?;
        Ok(id)
    }

    /// One of several holders takes the seat for themselves.
    fn claim(&mut self, task: &str, step: Option<&str>) -> Result<Id, Refused> {
        let (person, id, task) = self.my_seat(task, step, StepAct::Claim)?;
        let record = self.get(&id)?;
        let (run, reached, seat) = seat_of(&record, task)?;
        if seat.claimed.as_ref() == Some(&person) {
            return Ok(id);
        }
        let timers = match self.chain(&record.workflow, &run.chain)?.step(&reached.step) {
            Some(step) => {
                self.may_begin(&record, run, step, seat, &person)?;
                self.begun_timers(&record, run, step)?
            }
            None => Vec::new(),
        };
        drop(record);
        self.emit(&id, Body::Claimed { task, timers, by: None })?;
        Ok(id)
    }

    /// Who has claimed a seat gives it back to all its holders.
    fn release(&mut self, task: &str, step: Option<&str>) -> Result<Id, Refused> {
        let (person, id, task) = self.my_seat(task, step, StepAct::Release)?;
        let record = self.get(&id)?;
        let (_, _, seat) = seat_of(&record, task)?;
        if seat.claimed.as_ref() != Some(&person) {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!("{} was not claimed by {person}", "{} 不是由 {person} 认领的", record.task_id(task)),
            ));
        }
        drop(record);
        self.emit(&id, Body::Released { task })?;
        Ok(id)
    }

    /// Somebody a seat may be handed or lent to: there, not among those who sit on the step, not the requester where
    /// the chain keeps them out.
    pub(super) fn newcomer(&self, id: &Id, task: u32, to: &Id) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let (run, reached, _) = seat_of(&record, task)?;
        if self.policy.org.find(to).is_none() {
            return Err(Refusal::new(
                Code::InvalidValue,
                said!("the organisation has nobody called `{to}`", "组织中没有 `{to}`"),
            )
            .with("fields", vec!["to"]));
        }
        let sits = reached.seats.iter().filter(|seat| !matches!(seat.state, crate::model::record::SeatState::Removed));
        if let Some(seat) = sits.into_iter().find(|seat| seat.asked() == [to.clone()] && seat.counts()) {
            return Err(Refusal::new(
                Code::Duplicate,
                said!(
                    "{to} sits on step `{}` already: {}",
                    "{to} 已在步骤 `{}` 的席位上：{}",
                    reached.step,
                    record.task_id(seat.task)
                ),
            )
            .with("who", names(&seat.holders)));
        }
        let chain = self.chain(&record.workflow, &run.chain)?;
        let kept_out = chain.self_rule != crate::policy::SelfRule::Ask && run.requester.as_ref() == Some(to);
        let barred = chain.step(&reached.step).into_iter().flat_map(|step| &step.not_same_as);
        let decided = barred.filter_map(|step| run.standing(step)).find(|reached| reached.deciders().contains(&to));
        if kept_out || decided.is_some() {
            let why = match decided {
                Some(before) => said!("{to} has decided step `{}`", "{to} 已审批步骤 `{}`", before.step),
                None => said!("{to} asked for this", "{to} 是申请人"),
            };
            return Err(Refusal::new(Code::SeparationOfDuties, {
                let step = &reached.step;
                said!("{why} and may not decide step `{step}`", "{why}，不能审批步骤 `{step}`"; why)
            })
            .with("person", &**to)
            .with("step", &*reached.step));
        }
        let here = self.present(vec![to.clone()]);
        here.into_iter().next().ok_or_else(|| {
            Refusal::new(Code::InvalidValue, said!("{to} is not there any more", "{to} 已不在组织中"))
                .with("fields", vec!["to"])
        })
    }
}
