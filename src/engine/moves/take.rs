//! Taking a transition: handing it to its chain or doing it at once; then fields, tokens, and everything else it does, in
//! the order of semantics.md, section 4.

use std::collections::BTreeMap;

use super::{Found, goals::Goals, locals, tokens::Standing, with_answers};
use crate::{
    engine::{Refused, timers, work::Work},
    model::{Actor, Body, Code, Id, Refusal, Value, event::RemovedBy},
    said,
};

impl<'a> Work<'a> {
    /// Sets out on a transition with the tokens it has found: at once, or by submitting it to the chain that has to approve
    /// it.
    pub fn set_out(&mut self, id: &Id, found: &Found<'a>, answers: BTreeMap<Id, Value>) -> Result<(), Refused> {
        let (transition, token) = (found.transition, found.token);
        self.work_out(id, transition)?;
        if transition.takes() || found.goal.is_some() {
            // Who has it back goes on with it where the record may stand meanwhile; all else calls the chain off.
            let back = self.get(id)?.chain_on(token).is_some_and(|run| run.back.is_some());
            if !(back && !transition.anywhere && self.actor != Actor::Policy) {
                self.withdraw_from(id, token)?;
            }
        }
        if let Some(firing) = &found.firing {
            self.join(id, transition, firing)?;
        }
        self.use_up_children(id, transition)?;
        if self.overriding.is_some() {
            return self.take(id, found, None, answers);
        }
        let record = self.get(id)?;
        let asked = with_answers(&record, transition, &answers);
        let all = locals(transition, None, &answers);
        for approval in &transition.approval {
            let applies = match &approval.when {
                None => true,
                Some(when) => when.holds(&self.frame(&asked, &all))? == Some(true),
            };
            if applies {
                drop(asked);
                drop(record);
                return self.submit(id, found, &approval.chain, answers);
            }
        }
        if transition.approval_or_refuse {
            return Err(Refusal::new(
                Code::Guard,
                said!("no approval of `{}` applies to this case", "`{}` 没有适用于此情形的审批链", transition.id),
            ));
        }
        drop(asked);
        drop(record);
        self.take(id, found, None, answers)
    }

    /// Takes a transition: fields, tokens, then everything else it does.
    pub fn take(
        &mut self,
        id: &Id,
        found: &Found<'a>,
        requester: Option<&Id>,
        answers: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        let transition = found.transition;
        let all = locals(transition, requester, &answers);
        let (fields, own): (BTreeMap<Id, Value>, BTreeMap<Id, Value>) =
            answers.into_iter().partition(|(name, _)| transition.ask.iter().any(|ask| ask.is_field && ask.id == *name));
        let reason = self.reason(found, &own);
        self.change(id, fields)?;
        self.apply_set(id, &transition.effects, &all)?;
        let goals = self.goals(id, found, &all)?;
        let moved = |from: Id, to: Option<Id>, opens: Vec<Id>| Body::Moved {
            transition: transition.id.clone(),
            token: found.token,
            from,
            to,
            deviation: reason,
            ask: own,
            edge: transition.edge,
            opens,
        };
        self.close_stages(id, transition, found.token)?;
        let record = self.get(id)?;
        // An effect before may have ended the record: then there is nothing left to move.
        let Some(token) = record.token(found.token).cloned() else { return Ok(()) };
        drop(record);
        let standing = Standing { rounds: token.rounds, late: token.late };
        match goals {
            Goals::Stays => self.emit(id, moved(token.stage, None, Vec::new()))?,
            Goals::Nothing => {
                self.leave(id, token.id)?;
                self.emit(id, moved(token.stage, None, Vec::new()))?;
                self.remove(id, token.id, RemovedBy::PathEnded)?;
            }
            Goals::Opens(stages) if transition.stay && found.goal.is_none() => {
                self.emit(id, moved(token.stage, None, stages.clone()))?;
                for stage in stages {
                    self.put(id, None, standing.clone(), &stage)?;
                }
            }
            Goals::Opens(stages) => {
                let standing = match transition.to.splits() && found.goal.is_none() {
                    true => self.new_round(id, standing, &stages)?,
                    false => standing,
                };
                self.leave(id, token.id)?;
                let (to, opens) = match &stages[..] {
                    [only] => (Some(only.clone()), Vec::new()),
                    _ => (None, stages.clone()),
                };
                self.emit(id, moved(token.stage, to, opens))?;
                let mut hand = Some(token.id);
                for stage in stages {
                    self.put(id, hand.take(), standing.clone(), &stage)?;
                }
            }
        }
        timers::wind_up(self, id, found.token, transition)?;
        self.apply_rest(id, &transition.effects, &all)
    }

    /// Why a move is no ordinary one: an administrator overrode a rule, or it leads off the graph.
    fn reason(&self, found: &Found<'_>, answers: &BTreeMap<Id, Value>) -> Option<String> {
        if self.overriding.is_some() {
            return self.overriding.clone();
        }
        found.goal.as_ref()?;
        let told = answers.values().find_map(|value| value.as_text().filter(|text| !text.trim().is_empty()));
        Some(told.map_or_else(|| found.transition.title.clone(), |text| text.to_string()))
    }
}
