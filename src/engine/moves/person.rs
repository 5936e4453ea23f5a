//! Moves that people make: by a transition's name, by a stage's, off the graph, and to the end nobody drew.

use std::collections::BTreeMap;

use super::{choose::Found, kept, locals, with_answers};
use crate::{
    engine::{Refused, access, work::Work},
    model::{Code, Id, Record, Refusal, Value, command::With, record::Token},
    policy::{DutyAct, Need, Transition, Workflow},
    said,
};

impl<'a> Work<'a> {
    pub fn move_record(&mut self, id: &Id, to: &Id, with: &With, at: Option<&str>) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        if let Some((run, token)) = self.sent_back(&record, to) {
            return self.submit_again(id, to, with, run, token);
        }
        let (found, answers) = match self.choose(rules, &record, to, with, at) {
            Ok(chosen) => chosen,
            Err(refusal) => self.off_the_graph(rules, &record, to, with, at, refusal)?,
        };
        drop(record);
        self.set_out(id, &found, answers)?;
        Ok(id.clone())
    }

    /// A move to a stage that no transition leads to from here, where the workflow allows deviations.
    fn off_the_graph(
        &self,
        rules: &'a Workflow,
        record: &Record,
        to: &Id,
        with: &With,
        at: Option<&str>,
        refusal: Refused,
    ) -> Result<(Found<'a>, BTreeMap<Id, Value>), Refused> {
        let leads_nowhere = matches!(refusal.code, Code::NotInStage | Code::NotFound);
        let known = rules.stages.contains_key(to) && !rules.transitions.contains_key(to) && rules.deviates_to(to);
        let (Some(deviation), true) = (&rules.deviation, leads_nowhere && known) else {
            return Err(refusal);
        };
        if record.is_closed() {
            return Err(Refusal::new(Code::Closed, said!("{} has ended already", "{} 已经结束", record.id))
                .with("record", &*record.id));
        }
        let stands = |token: &&Token| at.map_or(token.stage != *to, |at| *token.stage == *at);
        let Some(token) = record.tokens.iter().find(stands) else {
            return Err(refusal);
        };
        let answers = self.read_asks(rules, &deviation.ask, with)?;
        let all = locals(deviation, None, &answers);
        let asked = with_answers(record, deviation, &answers);
        self.may_move(rules, &asked, deviation, &all)?;
        self.pass(&deviation.when, &asked, &all)?;
        self.answered(&asked, deviation, &all)?;
        Ok((Found::plain(deviation, token).towards(to.clone()), answers))
    }

    /// Makes a move again whose chain was sent back: from wherever the record stands, with the old answers.
    fn submit_again(&mut self, id: &Id, to: &Id, with: &With, run: u32, token: u32) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let back = record.chains.iter().find(|one| one.id == run);
        let transition = back.and_then(|back| rules.taken(back)).ok_or_else(|| {
            Refusal::new(Code::NotFound, said!("{} has no transition `{to}`", "{} 没有流转 `{to}`", rules.id))
        })?;
        let mut answers = back.map(|back| back.ask.clone()).unwrap_or_default();
        answers.extend(self.read_asks(rules, &transition.ask, with)?);
        let requester = back.and_then(|back| back.requester.as_ref());
        let goal = back.and_then(|back| back.goal.clone());
        let locals = locals(transition, requester, &answers);
        let asked = with_answers(&record, transition, &answers);
        if self.actor.person() != requester {
            self.may_move(rules, &asked, transition, &locals)?;
        }
        self.pass(&transition.when, &asked, &locals)?;
        self.answered(&asked, transition, &locals)?;
        let stands = record.token(token).cloned();
        drop(asked);
        drop(record);
        match stands.filter(|_| self.overriding.is_some()) {
            Some(token) => {
                self.withdraw_from(id, token.id)?;
                let found = Found { goal, ..Found::plain(transition, &token) };
                self.take(id, &found, None, answers)?;
            }
            None => self.resubmit(id, transition, run, answers)?,
        }
        Ok(id.clone())
    }

    pub fn cancel(&mut self, id: &Id, comment: Option<&str>) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        if record.is_closed() {
            return Err(
                Refusal::new(Code::Closed, said!("{id} has ended already", "{id} 已经结束")).with("record", &**id)
            );
        }
        let verb = match rules.transitions.get("cancel") {
            Some(cancel) => cancel.id.clone(),
            None => {
                let mut ends = rules.stages.values().filter(|stage| stage.end.as_deref() == Some("cancelled"));
                match (ends.next(), ends.next()) {
                    (Some(end), None) => end.id.clone(),
                    _ => {
                        return Err(Refusal::new(
                            Code::NotAllowedHere,
                            said!(
                                "{} has neither a transition `cancel` nor one end `cancelled`",
                                "{} 既没有流转 `cancel`，也没有唯一的终点 `cancelled`",
                                rules.id
                            ),
                        ));
                    }
                }
            }
        };
        drop(record);
        if let Some(comment) = comment {
            self.comment(id, comment)?;
        }
        match rules.transition(&verb) {
            Some(_) => self.move_record(id, &verb, &With::new(), None),
            None => self.go(id, &verb),
        }
    }

    /// The owner's way to an end that no transition leads to.
    fn go(&mut self, id: &Id, stage: &Id) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let person = self.person()?;
        if let (Some(person), false) = (&person, self.trusted)
            && record.owner() != Some(person)
        {
            return Err(access::not_permitted(person, ("cancel it", "取消它"), None));
        }
        let Some(token) = record.tokens.first() else {
            return Ok(id.clone());
        };
        let token = token.id;
        if let Some(run) = record.chain_on(token) {
            return Err(kept(&record, run));
        }
        drop(record);
        self.end_in(id, token, stage)?;
        Ok(id.clone())
    }

    pub fn is_excepted(&self, rules: &Workflow, record: &Record) -> Result<bool, Refused> {
        match self.actor.person() {
            Some(person) if !rules.moves.except.is_empty() => {
                Ok(crate::engine::people::includes(&rules.moves.except, person, &self.frame(record, &[]))?)
            }
            _ => Ok(false),
        }
    }

    /// Whether a person's duties let them make a move.
    pub(super) fn duty_lets(&self, record: &Record, transition: &Transition) -> Result<(), Refused> {
        match self.person()? {
            Some(person) => {
                let act = DutyAct::Move(record.pipeline().clone(), transition.id.clone());
                self.kept_apart(record, &act, &person)
            }
            None => Ok(()),
        }
    }

    /// What a transition asks and must be answered, is. An import answers what it can.
    pub(super) fn answered(&self, asked: &Record, transition: &Transition, locals: &[Value]) -> Result<(), Refused> {
        let mut missing = Vec::new();
        for (n, ask) in transition.ask.iter().enumerate() {
            let needed = match &ask.required {
                Need::Never => false,
                Need::Always => true,
                Need::When(when) => when.holds(&self.frame(asked, locals))? == Some(true),
            };
            let value = match ask.is_field {
                true => asked.fields.get(&ask.id),
                false => locals.get(n + 1),
            };
            if needed && value.is_none_or(Value::is_blank) {
                missing.push((&*ask.id, ask.title.as_str()));
            }
        }
        if missing.is_empty() || self.overriding.is_some() {
            return Ok(());
        }
        let titles: Vec<&str> = missing.iter().map(|(_, title)| *title).collect();
        let ids: Vec<&str> = missing.iter().map(|(id, _)| *id).collect();
        Err(Refusal::new(
            Code::MissingFields,
            said!("`{}` asks for {}", "`{}` 要填写：{}", transition.id, titles.join(", ")),
        )
        .with("fields", ids))
    }
}
