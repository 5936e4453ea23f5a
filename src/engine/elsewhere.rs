//! Why what happens elsewhere has not set a transition going: nothing has come, the token is not ready, a rule refuses.

use super::{Refused, marks::DueMark, work::Work};
use crate::{
    model::{Actor, Code, Record, Refusal, Said, record::Token},
    policy::{Mark, On, Transition},
    said,
};

impl<'a> Work<'a> {
    /// What keeps a transition that something elsewhere sets going, as it would be refused; `None` where it is none.
    pub fn tried_from_elsewhere(
        &self,
        record: &Record,
        transition: &'a Transition,
        token: &Token,
    ) -> Option<Result<(), Refused>> {
        match transition.on.as_deref() {
            Some(On::Event { .. }) if transition.who.is_some() => None,
            Some(On::Event { name, .. }) => {
                Some(Err(Refusal::new(Code::Waiting, said!("it waits for the event `{name}`", "它在等事件 `{name}`"))
                    .with("event", &**name)))
            }
            Some(on) => Some(self.tried_mark(record, transition, token, on)),
            None if super::marks::joins_children(transition) => Some(self.tried_join(record, transition, token)),
            None => None,
        }
    }

    fn tried_mark(&self, record: &Record, transition: &'a Transition, token: &Token, on: &On) -> Result<(), Refused> {
        let due = self.marks_of(record, transition)?.into_iter().next();
        let Some(by) = due else {
            let (workflow, reaches) = match on {
                On::Child { workflow, reaches } | On::Record { workflow, reaches, .. } => (workflow, reaches),
                On::Event { .. } => return Ok(()),
            };
            let marks: Vec<&str> = reaches.iter().map(word).collect();
            let reached = Said::either(&marks);
            let message =
                said!("it waits until a {workflow} reaches {reached}", "它在等某条 {workflow} 到达 {reached}"; reached);
            return Err(Refusal::new(Code::Waiting, message).with("workflow", &**workflow).with("reaches", marks));
        };
        self.may_go_on(record, transition, token)?;
        self.dry(record, &DueMark { transition, token: token.clone(), by })
    }

    fn tried_join(&self, record: &Record, transition: &'a Transition, token: &Token) -> Result<(), Refused> {
        if self.arrived(record, transition)?.is_none() {
            return Err(self.not_enough(record, transition)?);
        }
        self.may_go_on(record, transition, token)?;
        self.dry(record, &DueMark { transition, token: token.clone(), by: None })
    }

    fn may_go_on(&self, record: &Record, transition: &Transition, token: &Token) -> Result<(), Refused> {
        match transition.anywhere || transition.unfinished {
            true => Ok(()),
            false => self.must_be_ready(record, token),
        }
    }

    /// Takes it in a work of its own and throws it away.
    fn dry(&self, record: &Record, due: &DueMark<'a>) -> Result<(), Refused> {
        let mut dry = Work::quiet(self.policy, self.view, Actor::Policy, self.now);
        dry.set_going(&record.id, due)?;
        dry.finish().map(drop)
    }
}

fn word(mark: &Mark) -> &str {
    match mark {
        Mark::Stage(id) | Mark::Outcome(id) => id,
        Mark::End => "an end",
    }
}
