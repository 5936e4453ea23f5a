//! What happens besides moving: fields set, records made and changed, people told.

use std::collections::BTreeMap;

use super::{Refused, people, work::Work};
use crate::{
    model::{Id, Record, Value},
    policy::{Create, Effects, Given, Notice, Update},
    script::Frame,
};

impl Work<'_> {
    /// `set`: each sees what the ones before it have set.
    pub fn apply_set(&mut self, id: &Id, effects: &Effects, locals: &[Value]) -> Result<(), Refused> {
        for (field, given) in &effects.set {
            let record = self.get(id)?;
            let ty = self.workflow(&record.workflow)?.field(field).map(|field| field.ty.clone());
            let value = self.given(given, &record, locals)?;
            let value = match ty {
                Some(ty) => self.fit(field, &ty, value)?,
                None => value,
            };
            drop(record);
            self.change(id, BTreeMap::from([(field.clone(), value)]))?;
        }
        Ok(())
    }

    /// `create` and `update`, after the record has moved; notices wait until the end of the command.
    pub fn apply_rest(&mut self, id: &Id, effects: &Effects, locals: &[Value]) -> Result<(), Refused> {
        for create in &effects.create {
            self.create(id, create, locals)?;
        }
        for update in &effects.update {
            self.update(id, update, locals)?;
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

    fn given(&self, given: &Given, record: &Record, locals: &[Value]) -> Result<Value, Refused> {
        match given {
            Given::Value(value) => Ok(value.clone()),
            Given::Formula(formula) => Ok(formula.value(&self.frame(record, locals))?),
        }
    }

    pub fn create(&mut self, id: &Id, create: &Create, locals: &[Value]) -> Result<(), Refused> {
        let parent = self.get(id)?;
        if let Some(when) = &create.when
            && when.holds(&self.frame(&parent, locals))? != Some(true)
        {
            return Ok(());
        }
        let rules = self.workflow(&create.workflow)?;
        let mut with = BTreeMap::new();
        for (field, given) in &create.with {
            let value = self.given(given, &parent, locals)?;
            let value = match rules.field(field) {
                Some(rule) => self.fit(field, &rule.ty, value)?,
                None => value,
            };
            if !value.is_none() {
                with.insert(field.clone(), value);
            }
        }
        // `[new] who` does not bind what a rule makes; `[new] when` does.
        let trusted = std::mem::replace(&mut self.trusted, true);
        let made = self.make(rules, with, Some(&parent));
        self.trusted = trusted;
        made.map(drop)
    }

    fn update(&mut self, id: &Id, update: &Update, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        if let Some(when) = &update.when
            && when.holds(&self.frame(&record, locals))? != Some(true)
        {
            return Ok(());
        }
        let Some(Value::Text(other)) = record.fields.get(&update.record).cloned() else {
            return Ok(());
        };
        let rules = self.workflow(&self.get(&other)?.workflow)?;
        let mut fields = BTreeMap::new();
        for (field, given) in &update.set {
            let value = self.given(given, &record, locals)?;
            let value = match rules.field(field) {
                Some(rule) => self.fit(field, &rule.ty, value)?,
                None => value,
            };
            fields.insert(field.clone(), value);
        }
        self.change(&other, fields)
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
        let text = match &notice.text {
            Some(text) => text.render(&frame)?,
            None => self.label(&record)?,
        };
        self.tell(id, to, text);
        Ok(())
    }

    /// How a record is called in lists.
    pub fn label(&self, record: &Record) -> Result<String, Refused> {
        Ok(label(self.workflow(&record.workflow)?, record, &self.frame(record, &[]))?)
    }
}

/// How any record is called, looked at from a frame.
pub(super) fn label_of(
    policy: &crate::policy::Policy,
    record: &Record,
    frame: &Frame,
) -> Result<String, crate::script::Fault> {
    match policy.workflow(&record.workflow) {
        Some(workflow) => label(workflow, record, &frame.on(record)),
        None => Ok(record.id.to_string()),
    }
}

/// How a record is called: its workflow's `label`, else its title, else its id.
pub(super) fn label(
    workflow: &crate::policy::Workflow,
    record: &Record,
    frame: &Frame,
) -> Result<String, crate::script::Fault> {
    let label = match &workflow.label {
        Some(template) => template.render(frame)?,
        None => record.fields.get("title").filter(|value| !value.is_blank()).map(Value::to_string).unwrap_or_default(),
    };
    Ok(if label.trim().is_empty() { record.id.to_string() } else { label })
}
