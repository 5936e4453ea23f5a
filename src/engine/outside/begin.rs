//! An event makes a record: `[new] on`.

use std::collections::BTreeMap;

use super::{
    Met,
    came::{is_named, key_of, locals, wide},
};
use crate::{
    engine::{Refused, View, effects::given_on, work::Work},
    model::{Actor, Body, Id, event::Draft, outside::Came, time::Timestamp},
    policy::{On, Policy, Workflow},
};

/// The workflows of which an event makes a record, in the order of the files.
pub fn begun_by(policy: &Policy, came: &Came) -> Vec<Id> {
    let begins = |rules: &&Workflow| rules.new.started.as_ref().is_some_and(|s| is_named(&s.on, &came.event));
    policy.flows().filter(begins).map(|rules| rules.name().clone()).collect()
}

/// Makes the record, where the event is one that does. The policy makes it: nobody owns it unless `with` says who.
pub fn begin(policy: &Policy, view: &dyn View, now: Timestamp, workflow: &Id, came: &Came) -> Result<Met, Refused> {
    let mut work = Work::quiet(policy, view, Actor::Policy, now);
    let rules = work.workflow(workflow)?;
    let met = |refused: Option<String>| Body::EventMet {
        came: came.seq,
        event: came.event.clone(),
        rule: "new".into(),
        refused,
    };
    let made = work.began(rules, came).and_then(|made| match made {
        Some(id) => {
            work.emit(&id, met(None))?;
            Ok(Some(work.finish()?))
        }
        None => Ok(None),
    });
    match made {
        Ok(events) => Ok(Met { events: events.unwrap_or_default(), refused: None }),
        Err(refusal) => {
            let events: Vec<Draft> = vec![wide(met(Some(refusal.message.to_string())))];
            Ok(Met { events, refused: Some(refusal.message.into()) })
        }
    }
}

impl Work<'_> {
    fn began(&mut self, rules: &Workflow, came: &Came) -> Result<Option<Id>, Refused> {
        let Some(started) = &rules.new.started else { return Ok(None) };
        let On::Event { such, .. } = &started.on else { return Ok(None) };
        let locals = locals(&started.names, &came.with);
        let key = key_of(self.policy, self.view, came.at, &started.on, &locals)?;
        if key.is_some_and(|key| !came.keys.contains(&key)) {
            return Ok(None);
        }
        let fields = {
            let frame = self.bare(&locals);
            if let Some(such) = such
                && such.holds(&frame)? != Some(true)
            {
                return Ok(None);
            }
            let mut fields = BTreeMap::new();
            for (field, given) in &started.with {
                let value = given_on(given, &frame)?;
                let value = match rules.field(field) {
                    Some(rule) => self.fit(field, &rule.ty, value)?,
                    None => value,
                };
                if !value.is_none() {
                    fields.insert(field.clone(), value);
                }
            }
            fields
        };
        self.make(rules, fields, None).map(Some)
    }
}
