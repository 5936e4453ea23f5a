//! The outcome of a chain: the transition completes, or the token goes back; and calling it back before.

use crate::{
    engine::{Refused, access, moves, people, work::Work},
    model::{Body, Code, Id, Refusal, record::ChainState},
    policy::{Effects, Outcome},
    said,
};

use super::{chain_locals, find_run, transition_locals};

impl<'a> Work<'a> {
    pub fn withdraw(&mut self, id: &Id, comment: Option<&str>) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let Some(run) = record.running().next() else {
            return Err(match record.chains.last() {
                Some(last) => {
                    Refusal::new(Code::Closed, said!("approval `{}` has ended", "审批链 `{}` 已结束", last.chain))
                }
                None => Refusal::new(
                    Code::NotAllowedHere,
                    said!("nothing of {id} is being approved", "{id} 没有正在进行的审批"),
                ),
            });
        };
        let chain = self.chain(&record.workflow, &run.chain)?;
        let locals = chain_locals(chain, run, None);
        let person = self.person()?;
        if let (Some(person), false) = (&person, self.admin)
            && !people::includes(&chain.withdraw, person, &self.frame(&record, &locals))?
        {
            return Err(access::not_permitted(person, ("withdraw it", "撤回它"), Some(&chain.withdraw)));
        }
        let run = run.id;
        drop(record);
        self.end(id, run, ChainState::Withdrawn, comment.map(str::to_owned))?;
        Ok(id.clone())
    }

    /// Withdraws the chain on a token whose record goes another way, if one runs: with its effects, but not its `to`.
    pub fn withdraw_from(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let Some(run) = record.chain_on(token).cloned() else {
            return Ok(());
        };
        let transition = self.rules_of(&record)?.taken(&run);
        drop(record);
        self.emit(id, Body::ChainEnded { run: run.id, outcome: ChainState::Withdrawn, comment: None })?;
        match transition {
            Some(transition) => {
                let locals = transition_locals(transition, &run);
                self.apply(id, &transition.withdrawn.effects, &locals)
            }
            None => Ok(()),
        }
    }

    /// A chain comes to its outcome: the transition completes, or the token goes back.
    pub(super) fn end(
        &mut self,
        id: &Id,
        run: u32,
        outcome: ChainState,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        self.emit(id, Body::ChainEnded { run, outcome, comment })?;
        let record = self.get(id)?;
        let state = find_run(&record, run)?.clone();
        let rules = self.rules_of(&record)?;
        let stands = record.token(state.token).map(|token| token.stage.clone());
        drop(record);
        let Some(transition) = rules.taken(&state) else {
            return Ok(());
        };
        if outcome == ChainState::Approved {
            if transition.again {
                let record = self.get(id)?;
                let asked = moves::with_answers(&record, transition, &state.ask);
                self.pass(&transition.when, &asked, &transition_locals(transition, &state))?;
            }
            let found = moves::Found {
                transition,
                token: state.token,
                from: state.from.clone(),
                firing: None,
                goal: state.goal.clone(),
            };
            return self.take(id, &found, state.requester.as_ref(), state.ask);
        }
        let empty = Outcome { to: None, effects: Effects::default() };
        let after = match outcome {
            ChainState::Rejected => &transition.rejected,
            ChainState::Withdrawn => &transition.withdrawn,
            _ => &empty,
        };
        let locals = transition_locals(transition, &state);
        self.apply_set(id, &after.effects, &locals)?;
        match &after.to {
            Some(to) if stands.as_ref() != Some(to) => {
                self.leave(id, state.token)?;
                self.arrive(id, state.token, to)?;
            }
            None if stands.as_ref() != Some(&state.from) => self.come_back(id, &state)?,
            _ => {}
        }
        self.apply_rest(id, &after.effects, &locals)
    }
}
