//! Schedules at work: for whom or what an occurrence happens, and what it does for one of them.
//!
//! Each person or record is a command of its own, so that what is refused for one is no matter to the others. When a
//! schedule comes round, and that each time does so once, is the desk's affair.

use std::collections::BTreeMap;

use super::{Rated, Refused, View, effects::given_on, moves, people, results, work::Work};
use crate::{
    model::{Actor, Body, Code, Id, Type, Value, event::Draft, time::Timestamp},
    policy::{Advance, Cancel, Create, Each, Effects, Notice, Policy, Schedule, Send, Update, UpdateTarget},
    script::{Context, Expr, Frame, standing_on},
};

/// For whom or what a schedule happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum For {
    /// Once, for nobody in particular.
    Once,
    /// For somebody.
    Person(Id),
    /// On a record.
    Record(Id),
    /// For one of those a result is for.
    Rated(Rated),
}

/// For whom or what an occurrence of a schedule happens that was due at a moment, in order.
pub fn all_for(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    schedule: &Schedule,
    due: Timestamp,
) -> Result<Vec<For>, Refused> {
    let work = begin(policy, view, now, due.min(now));
    match &schedule.over {
        Each::Once => Ok(vec![For::Once]),
        Each::Result(kind) => Ok(results::begun(&work, kind, due)?.into_iter().map(For::Rated).collect()),
        Each::Person(people) => {
            let people = people::resolve_all(people, &work.bare(&[]))?;
            Ok(people.into_iter().map(For::Person).collect())
        }
        Each::Record { of, filter } => {
            let mut found = Vec::new();
            for id in view.of_workflow(of)? {
                let record = work.get(&id)?;
                let is_meant = match filter {
                    Some(filter) => filter.holds(&work.frame(&record, &[]))? == Some(true),
                    None => !record.is_closed(),
                };
                found.extend(is_meant.then_some(For::Record(id)));
            }
            Ok(found)
        }
    }
}

/// The events of one occurrence of a schedule for one of those it is for.
pub fn occur(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    schedule: &Schedule,
    due: Timestamp,
    whom: &For,
) -> Result<Vec<Draft>, Refused> {
    let mut work = begin(policy, view, now, due.min(now));
    match whom {
        For::Once => work.occur_alone(schedule, None)?,
        For::Person(person) => work.occur_alone(schedule, Some(person))?,
        For::Rated(whom) => {
            if let Each::Result(kind) = &schedule.over {
                work.begin_result(kind, due, whom)?;
            }
        }
        For::Record(id) => {
            // On a record nothing happens earlier than what has happened to it.
            work.moment = work.moment.max(work.get(id)?.changed_at).min(now);
            work.occur_on(schedule, id)?;
        }
    }
    work.finish()
}

fn begin<'a>(policy: &'a Policy, view: &'a dyn View, now: Timestamp, moment: Timestamp) -> Work<'a> {
    let mut work = Work::quiet(policy, view, Actor::Policy, now);
    work.moment = moment;
    work
}

impl<'a> Work<'a> {
    fn occur_on(&mut self, schedule: &'a Schedule, id: &Id) -> Result<(), Refused> {
        let locals = [Value::None];
        let record = self.get(id)?;
        if let Some(when) = &schedule.when
            && when.holds(&self.frame(&record, &locals))? != Some(true)
        {
            return Ok(());
        }
        drop(record);
        let way = match &schedule.transition {
            Some(name) => match self.way(id, name)? {
                Some(way) => Some(way),
                // Who can't go is passed over.
                None => return Ok(()),
            },
            None => None,
        };
        self.apply(id, &schedule.effects, &locals)?;
        match way {
            Some(found) => self.set_out(id, &found, BTreeMap::new()),
            None => Ok(()),
        }
    }

    /// How a record would go; none where it can't.
    fn way(&self, id: &Id, name: &Id) -> Result<Option<moves::Found<'a>>, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(transition) = rules.transition(name).filter(|_| !record.is_closed()) else { return Ok(None) };
        match self.driven(rules, &record, transition, &BTreeMap::new()) {
            Err(refusal) if refusal.code != Code::Fault => Ok(None),
            way => way,
        }
    }

    /// What happens on no record: for somebody, or for nobody in particular.
    fn occur_alone(&mut self, schedule: &Schedule, person: Option<&Id>) -> Result<(), Refused> {
        let locals = [person.map_or(Value::None, |person| Value::Text(person.clone()))];
        if !self.holds_alone(&schedule.when, &locals)? {
            return Ok(());
        }
        let Effects { create, update, advance, cancel, adjust, send, notify, .. } = &schedule.effects;
        create.iter().try_for_each(|create| self.create_alone(create, person, &locals))?;
        update.iter().try_for_each(|update| self.update_alone(update, &locals))?;
        advance.iter().try_for_each(|advance| self.advance_alone(advance, &locals))?;
        cancel.iter().try_for_each(|cancel| self.cancel_alone(cancel, &locals))?;
        adjust.iter().try_for_each(|adjust| self.adjust_alone(adjust, &locals))?;
        send.iter().try_for_each(|send| self.send_alone(send, &locals))?;
        notify.iter().try_for_each(|notice| self.notify_alone(notice, &schedule.title, &locals))
    }

    fn holds_alone(&self, when: &Option<Expr>, locals: &[Value]) -> Result<bool, Refused> {
        Ok(match when {
            Some(when) => when.holds(&self.bare(locals))? == Some(true),
            None => true,
        })
    }

    /// Makes records that nobody's step makes: theirs whom the schedule is for, unless it says otherwise.
    fn create_alone(&mut self, create: &Create, person: Option<&Id>, locals: &[Value]) -> Result<(), Refused> {
        let rules = self.workflow(&create.workflow)?;
        for mut fields in self.to_be_made(rules, create, &self.bare(locals))? {
            if let (Some(person), None) = (person, &rules.assign) {
                fields.entry("owner".into()).or_insert_with(|| Value::Text(person.clone()));
            }
            fields.retain(|_, value| !value.is_none());
            self.make(rules, fields, None)?;
        }
        Ok(())
    }

    fn update_alone(&mut self, update: &Update, locals: &[Value]) -> Result<(), Refused> {
        let UpdateTarget::Workflow(workflow, filter) = &update.target else { return Ok(()) };
        let rules = self.workflow(workflow)?;
        let others: Vec<Id> = Context::records(self, workflow)?.iter().map(|other| other.id.clone()).collect();
        for other in others {
            let locals: Vec<Value> = locals.iter().cloned().chain([Value::Text(other.clone())]).collect();
            let chosen = match filter {
                Some(filter) => filter.holds(&self.bare(&locals))? == Some(true),
                None => true,
            };
            if !chosen || !self.holds_alone(&update.when, &locals)? {
                continue;
            }
            let mut fields = BTreeMap::new();
            for (field, given) in &update.set {
                let value = given_on(given, &self.bare(&locals))?;
                let value = match rules.field(field) {
                    Some(rule) => self.fit(field, &rule.ty, value)?,
                    None => value,
                };
                fields.insert(field.clone(), value);
            }
            self.change(&other, fields)?;
        }
        Ok(())
    }

    /// The open records of a workflow for which a condition holds.
    fn open_of(&self, workflow: &Id, filter: &Option<Expr>, locals: &[Value]) -> Result<Vec<Id>, Refused> {
        let meant = self.workflow(workflow)?;
        let ty = Type::Rows(meant.id.clone());
        let frame = self.bare(locals);
        let mut found = Vec::new();
        let all = Context::records(self, &meant.id)?;
        for record in all.iter().filter(|record| !record.is_closed() && meant.names(record)) {
            let chosen = match filter {
                Some(filter) => {
                    let row = Value::Text(record.id.clone());
                    standing_on(&ty, &row, &frame, &mut |inside: &Frame| filter.holds(inside))?
                }
                None => Some(true),
            };
            found.extend((chosen == Some(true)).then(|| record.id.clone()));
        }
        Ok(found)
    }

    fn advance_alone(&mut self, advance: &Advance, locals: &[Value]) -> Result<(), Refused> {
        if !self.holds_alone(&advance.when, locals)? {
            return Ok(());
        }
        let mut answers = BTreeMap::new();
        for (name, given) in &advance.with {
            answers.insert(name.clone(), given_on(given, &self.bare(locals))?);
        }
        let others = self.open_of(&advance.workflow, &advance.filter, locals)?;
        self.advance_others(advance, others, answers)
    }

    fn cancel_alone(&mut self, cancel: &Cancel, locals: &[Value]) -> Result<(), Refused> {
        if !self.holds_alone(&cancel.when, locals)? {
            return Ok(());
        }
        let others = self.open_of(&cancel.workflow, &cancel.filter, locals)?;
        others.iter().try_for_each(|other| self.cancel_one(other))
    }

    fn send_alone(&mut self, send: &Send, locals: &[Value]) -> Result<(), Refused> {
        for body in self.to_be_sent(send, &self.bare(locals))? {
            self.ends_with(body);
        }
        Ok(())
    }

    fn notify_alone(&mut self, notice: &Notice, title: &str, locals: &[Value]) -> Result<(), Refused> {
        if !self.holds_alone(&notice.when, locals)? {
            return Ok(());
        }
        let to = people::resolve_all(&notice.to, &self.bare(locals))?;
        let text = match &notice.text {
            Some(text) => text.render(&self.bare(locals))?,
            None => title.to_owned(),
        };
        if !to.is_empty() {
            self.ends_with(Body::Noticed { to, text });
        }
        Ok(())
    }
}
