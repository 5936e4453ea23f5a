//! What happens besides moving: fields set, rows added and removed, records made, changed and moved on, people and
//! programs told. What balances do is in [`super::balance`].

use std::collections::BTreeMap;

use super::{Refused, people, telling::called, work::Work};
use crate::{
    model::{Body, Code, Id, Record, Refusal, Row, Type, Value, event},
    policy::{
        Add, Advance, Cancel, Create, Effects, Given, Notice, Remove, Send, Times, Transition, Update, UpdateTarget,
        Workflow,
    },
    said,
    script::{Expr, Fault, Frame, standing_on},
};

/// How many rows or records one effect may make: a bound, should a `count` run away.
const MADE_MAX: usize = 10_000;

/// What is made so often, by row.
type EachRow<T> = Vec<(Option<Value>, T)>;

impl Work<'_> {
    /// `set`, `remove`, `add`: each sees what the ones before it have done.
    pub fn apply_set(&mut self, id: &Id, effects: &Effects, locals: &[Value]) -> Result<(), Refused> {
        for (field, given) in &effects.set {
            let record = self.get(id)?;
            let ty = self.rules_of(&record)?.field(field).map(|field| field.ty.clone());
            let value = given_on(given, &self.frame(&record, locals))?;
            let value = match ty {
                Some(ty) => self.fit(field, &ty, value)?,
                None => value,
            };
            drop(record);
            self.change(id, BTreeMap::from([(field.clone(), value)]))?;
        }
        for remove in &effects.remove {
            self.remove_rows(id, remove, locals)?;
        }
        for add in &effects.add {
            self.add_rows(id, add, locals)?;
        }
        Ok(())
    }

    /// Everything else, after the record has moved; what goes out waits until the end of the command.
    pub fn apply_rest(&mut self, id: &Id, effects: &Effects, locals: &[Value]) -> Result<(), Refused> {
        for create in &effects.create {
            self.create(id, create, locals)?;
        }
        for update in &effects.update {
            self.update(id, update, locals)?;
        }
        for advance in &effects.advance {
            self.advance(id, advance, locals)?;
        }
        for cancel in &effects.cancel {
            self.cancel_linked(id, cancel, locals)?;
        }
        for take in &effects.reserve {
            self.reserve(id, take, locals)?;
        }
        for take in &effects.used {
            self.use_up(id, take, locals)?;
        }
        for take in &effects.free {
            self.free(id, take, locals)?;
        }
        for adjust in &effects.adjust {
            self.adjust(id, adjust, locals)?;
        }
        for send in &effects.send {
            self.send(id, send, locals)?;
        }
        for notice in &effects.notify {
            self.notify(id, notice, locals)?;
        }
        Ok(())
    }

    /// All effects of something that does not move.
    pub fn apply(&mut self, id: &Id, effects: &Effects, locals: &[Value]) -> Result<(), Refused> {
        self.apply_set(id, effects, locals)?;
        self.apply_rest(id, effects, locals)
    }

    /// Computes something once, or for each row, or so many times; not where `when` does not hold.
    pub fn times<T>(
        &self,
        times: &Times,
        frame: &Frame,
        what: &str,
        mut make: impl FnMut(&Frame) -> Result<T, Fault>,
    ) -> Result<EachRow<T>, Refused> {
        let rows: Vec<Option<Value>> = match &times.each {
            Some(each) => each.value(frame)?.items().iter().cloned().map(Some).collect(),
            None => vec![None],
        };
        let mut all = Vec::new();
        for row in rows {
            let mut one = |inside: &Frame| -> Result<(), Fault> {
                if let Some(when) = &times.when
                    && when.holds(inside)? != Some(true)
                {
                    return Ok(());
                }
                for _ in 0..how_often(&times.count, inside, what)? {
                    all.push((row.clone(), make(inside)?));
                }
                Ok(())
            };
            match (&times.each, &row) {
                (Some(each), Some(item)) => standing_on(each.ty(), item, frame, &mut one)?,
                _ => one(frame)?,
            }
            if all.len() > MADE_MAX {
                return Err(Refusal::new(
                    Code::Fault,
                    said!("{what} is done more than {MADE_MAX} times", "{what} 做了超过 {MADE_MAX} 次"),
                )
                .with("kind", "overflow"));
            }
        }
        Ok(all)
    }

    /// Whether a condition on a record holds; one that is not written does.
    fn holds(&self, when: &Option<Expr>, record: &Record, locals: &[Value]) -> Result<bool, Refused> {
        Ok(match when {
            Some(when) => when.holds(&self.frame(record, locals))? == Some(true),
            None => true,
        })
    }

    fn add_rows(&mut self, id: &Id, add: &Add, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        let made = self.times(&add.times, &self.frame(&record, locals), "`add`", |frame| {
            let mut values = BTreeMap::new();
            for (column, given) in &add.with {
                values.insert(column.clone(), given_on(given, frame)?);
            }
            Ok(Value::Row(Row::new("".into(), values).into()))
        })?;
        if made.is_empty() {
            return Ok(());
        }
        let there = record.fields.get(&add.lines).map_or(&[][..], Value::items);
        let rows = there.iter().cloned().chain(made.into_iter().map(|(_, row)| row)).collect();
        drop(record);
        self.change(id, BTreeMap::from([(add.lines.clone(), Value::List(rows))]))
    }

    fn remove_rows(&mut self, id: &Id, remove: &Remove, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(lines) = rules.lines.get(&remove.lines) else { return Ok(()) };
        if !self.holds(&remove.when, &record, locals)? {
            return Ok(());
        }
        let ty = Type::Rows(lines.kind.clone());
        let mut left = Vec::new();
        {
            let frame = self.frame(&record, locals);
            for row in self.rows_of(&record, lines) {
                let goes = match &remove.filter {
                    Some(filter) => standing_on(&ty, &row, &frame, &mut |inside: &Frame| filter.holds(inside))?,
                    None => Some(true),
                };
                if goes != Some(true) {
                    left.push(row);
                }
            }
        }
        drop(record);
        self.change(id, BTreeMap::from([(remove.lines.clone(), Value::List(left.into()))]))
    }

    pub fn create(&mut self, id: &Id, create: &Create, locals: &[Value]) -> Result<(), Refused> {
        let parent = self.get(id)?;
        let rules = self.workflow(&create.workflow)?;
        for mut fields in self.to_be_made(rules, create, &self.frame(&parent, locals))? {
            fields.retain(|_, value| !value.is_none());
            // `[new] who` does not bind what a rule makes; `[new] when` does.
            let trusted = std::mem::replace(&mut self.trusted, true);
            let made = self.make(rules, fields, Some(&parent));
            self.trusted = trusted;
            made?;
        }
        Ok(())
    }

    /// The fields of each record a `create` makes; what is given as none is among them.
    pub(super) fn to_be_made(
        &self,
        rules: &Workflow,
        create: &Create,
        frame: &Frame,
    ) -> Result<Vec<BTreeMap<Id, Value>>, Refused> {
        let all = self.times(&create.times, frame, "`create`", |frame| {
            let given = create.with.iter();
            given.map(|(field, given)| Ok((field.clone(), given_on(given, frame)?))).collect::<Result<Vec<_>, _>>()
        })?;
        let fields = |with: Vec<(Id, Value)>| {
            with.into_iter()
                .map(|(field, value)| {
                    let value = match rules.field(&field) {
                        Some(rule) => self.fit(&field, &rule.ty, value)?,
                        None => value,
                    };
                    Ok((field, value))
                })
                .collect()
        };
        all.into_iter().map(|(_, with)| fields(with)).collect()
    }

    /// What a `send` sends.
    pub(super) fn to_be_sent(&self, send: &Send, frame: &Frame) -> Result<Vec<Body>, Refused> {
        let all = self.times(&send.times, frame, "`send`", |frame| {
            let given = send.with.iter();
            given
                .map(|(name, given)| Ok((name.clone(), given_on(given, frame)?)))
                .collect::<Result<BTreeMap<_, _>, _>>()
        })?;
        let sent = all.into_iter().map(|(_, with)| Body::Sent {
            channel: send.channel.clone(),
            event: send.event.clone(),
            with: with.into_iter().filter(|(_, value)| !value.is_none()).collect(),
        });
        Ok(sent.collect())
    }

    fn update(&mut self, id: &Id, update: &Update, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        let others: Vec<Id> = match &update.target {
            UpdateTarget::Field(field) => {
                record.fields.get(field).and_then(Value::as_text).cloned().into_iter().collect()
            }
            UpdateTarget::Workflow(workflow, _) => {
                crate::script::Context::records(self, workflow)?.iter().map(|other| other.id.clone()).collect()
            }
        };
        drop(record);
        for other in others {
            let record = self.get(id)?;
            let locals: Vec<Value> = locals.iter().cloned().chain([Value::Text(other.clone())]).collect();
            let chosen = match &update.target {
                UpdateTarget::Workflow(_, Some(filter)) => filter.holds(&self.frame(&record, &locals))? == Some(true),
                _ => true,
            };
            if !chosen || !self.holds(&update.when, &record, &locals)? {
                continue;
            }
            let rules = self.rules_of(&*self.get(&other)?)?;
            let mut fields = BTreeMap::new();
            for (field, given) in &update.set {
                let value = given_on(given, &self.frame(&record, &locals))?;
                let value = match rules.field(field) {
                    Some(rule) => self.fit(field, &rule.ty, value)?,
                    None => value,
                };
                fields.insert(field.clone(), value);
            }
            drop(record);
            self.change(&other, fields)?;
        }
        Ok(())
    }

    /// The open records of a workflow that are linked to one and for which a condition holds: its children, the one that
    /// made it, those its fields name.
    fn linked(
        &self,
        record: &Record,
        workflow: &Id,
        filter: &Option<Expr>,
        locals: &[Value],
    ) -> Result<Vec<Id>, Refused> {
        let meant = self.workflow(workflow)?;
        let mut ids: Vec<Id> = crate::script::Context::children(self, &record.id, &meant.id)?
            .iter()
            .map(|child| child.id.clone())
            .collect();
        let rules = self.rules_of(record)?;
        let named = rules.fields.iter().enumerate().filter(|(_, field)| field.ty == Type::Ref(meant.id.clone()));
        let named = named.filter_map(|(slot, _)| record.fields.at(slot).as_text().cloned());
        ids.extend(named.chain(record.parent.clone()));
        let ty = Type::Rows(meant.id.clone());
        let mut found: Vec<Id> = Vec::new();
        for id in ids {
            let Some(other) = crate::script::Context::record(self, &id)? else { continue };
            if !meant.names(&other) || other.is_closed() || found.contains(&id) {
                continue;
            }
            let frame = self.frame(record, locals);
            let chosen = match filter {
                Some(filter) => {
                    standing_on(&ty, &Value::Text(id.clone()), &frame, &mut |inside: &Frame| filter.holds(inside))?
                }
                None => Some(true),
            };
            if chosen == Some(true) {
                found.push(id);
            }
        }
        Ok(found)
    }

    fn advance(&mut self, id: &Id, advance: &Advance, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        if !self.holds(&advance.when, &record, locals)? {
            return Ok(());
        }
        let mut answers = BTreeMap::new();
        for (name, given) in &advance.with {
            answers.insert(name.clone(), given_on(given, &self.frame(&record, locals))?);
        }
        let others = self.linked(&record, &advance.workflow, &advance.filter, locals)?;
        drop(record);
        self.advance_others(advance, others, answers)
    }

    /// Lets records take a transition, with what it asks.
    pub fn advance_others(
        &mut self,
        advance: &Advance,
        others: Vec<Id>,
        given: BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        for other in others {
            let record = self.get(&other)?;
            let rules = self.rules_of(&record)?;
            let Some(transition) = rules.transition(&advance.transition) else { continue };
            let answers = self.fitted(transition, &given)?;
            // One that stands elsewhere has nothing to be moved on from.
            let Some(found) = self.driven(rules, &record, transition, &answers)? else { continue };
            drop(record);
            self.as_policy(|work| work.set_out(&other, &found, answers))?;
        }
        Ok(())
    }

    /// What is given to a transition, in the types it asks.
    fn fitted(&self, transition: &Transition, given: &BTreeMap<Id, Value>) -> Result<BTreeMap<Id, Value>, Refused> {
        let fit = |(name, value): (&Id, &Value)| {
            let value = value.clone();
            let value = match transition.ask.iter().find(|ask| ask.id == *name) {
                Some(ask) => self.fit(name, &ask.ty, value)?,
                None => value,
            };
            Ok((name.clone(), value))
        };
        given.iter().map(fit).collect()
    }

    /// Cancels linked records the way their workflow says; guards are not asked.
    fn cancel_linked(&mut self, id: &Id, cancel: &Cancel, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        if !self.holds(&cancel.when, &record, locals)? {
            return Ok(());
        }
        let linked = self.linked(&record, &cancel.workflow, &cancel.filter, locals)?;
        drop(record);
        linked.iter().try_for_each(|other| self.cancel_one(other))
    }

    /// Cancels a record the way its workflow says; guards are not asked, and one that has ended is left alone.
    pub fn cancel_one(&mut self, other: &Id) -> Result<(), Refused> {
        let record = self.get(other)?;
        let rules = self.rules_of(&record)?;
        let Some(token) = record.tokens.first().map(|token| token.id).filter(|_| !record.is_closed()) else {
            return Ok(());
        };
        drop(record);
        let end = rules.stages.values().find(|stage| stage.end.as_deref() == Some("cancelled"));
        self.as_policy(|work| {
            work.withdraw_from(other, token)?;
            match (rules.transitions.get("cancel"), end) {
                (Some(transition), _) => {
                    let found = super::moves::Found::of_any(&*work.get(other)?, transition, token);
                    work.take(other, &found, None, BTreeMap::new())
                }
                (None, Some(end)) => work.end_in(other, token, &end.id),
                (None, None) => Ok(()),
            }
        })
    }

    fn send(&mut self, id: &Id, send: &Send, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        let all = self.to_be_sent(send, &self.frame(&record, locals))?;
        all.into_iter().for_each(|body| self.goes_out(id, body));
        Ok(())
    }

    /// Tells people, once the command is done.
    pub fn notify(&mut self, id: &Id, notice: &Notice, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        let frame: Frame = self.frame(&record, locals);
        if let Some(when) = &notice.when
            && when.holds(&frame)? != Some(true)
        {
            return Ok(());
        }
        let to = people::resolve_all(&notice.to, &frame)?;
        drop(record);
        self.tell(id, to, locals, &|frame| match &notice.text {
            Some(text) => text.render(frame),
            None => called(frame),
        })
    }
}

/// The value an effect gives, on a frame.
pub(super) fn given_on(given: &Given, frame: &Frame) -> Result<Value, Fault> {
    match given {
        Given::Value(value) => Ok(value.clone()),
        Given::Formula(formula) => formula.value(frame),
    }
}

/// How many times something is done: once, unless `count` says otherwise.
fn how_often(count: &Option<Expr>, frame: &Frame, what: &str) -> Result<usize, Fault> {
    use rust_decimal::prelude::ToPrimitive;
    let Some(count) = count else { return Ok(1) };
    let often = match count.value(frame)? {
        Value::None => Some(0),
        Value::Number(n) if n.fract().is_zero() => n.to_usize().filter(|n| *n <= MADE_MAX),
        _ => None,
    };
    often.ok_or_else(|| {
        Fault::new(
            crate::script::FaultKind::Argument,
            said!(
                "the `count` of {what} is no whole number to {MADE_MAX}",
                "{what} 的 `count` 不是 {MADE_MAX} 以内的整数"
            ),
        )
    })
}

/// An event as it goes to the outbox.
pub(super) fn outgoing(work: &Work, record: &Id, body: Body) -> event::Draft {
    event::Draft { record: Some(record.clone()), as_of: work.as_of(), actor: work.actor.clone(), body }
}

/// How any record is called, looked at from a frame.
pub(super) fn label_of(policy: &crate::policy::Policy, record: &Record, frame: &Frame) -> Result<String, Fault> {
    match policy.rules_of(record) {
        Some(workflow) => label(workflow, record, &frame.on(record)),
        None => Ok(record.id.to_string()),
    }
}

/// How a record is called: its workflow's `label`, else its title, else its id.
pub(super) fn label(workflow: &crate::policy::Workflow, record: &Record, frame: &Frame) -> Result<String, Fault> {
    let label = match &workflow.label {
        Some(template) => template.render(frame)?,
        None => record.fields.get("title").filter(|value| !value.is_blank()).map(Value::to_string).unwrap_or_default(),
    };
    Ok(if label.trim().is_empty() { record.id.to_string() } else { label })
}
