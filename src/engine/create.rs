//! Making records and changing their fields.

use std::collections::BTreeMap;

use super::{Refused, timers, work::Work};
use crate::{
    model::{Actor, Body, Code, Id, Record, Refusal, Value, command::With, record::Fields, time::Date},
    policy::{DutyAct, Given, IdFormat, IdPart, Workflow},
    said,
};

/// Bound on looking for an id that is free (two workflows may write the same ids).
const ID_TRIES: usize = 1_000;

impl Work<'_> {
    pub fn new_record(&mut self, workflow: &Id, with: &With) -> Result<Id, Refused> {
        let rules = self.workflow(workflow)?;
        self.person()?;
        let given = self.read_fields(rules, with)?;
        self.make(rules, given, None)
    }

    /// Makes a record of these fields, defaults filled in, and lets it enter its start.
    pub fn make(
        &mut self,
        rules: &Workflow,
        given: BTreeMap<Id, Value>,
        parent: Option<&Record>,
    ) -> Result<Id, Refused> {
        let (id, sequence, number) = self.next_id(&rules.id_format, &rules.id)?;
        let mut draft = self.draft(rules, &id, given, parent)?;
        self.may_create(rules, &draft)?;
        if let Some(person) = self.person()? {
            self.kept_apart(&draft, &DutyAct::Create(rules.name().clone()), &person)?;
        }
        if let Some(above) = above(rules, &draft) {
            draft.parent = Some(above);
        }
        let lines: Vec<Id> = rules.lines.keys().filter(|id| draft.fields.get(id).is_some()).cloned().collect();
        for field in lines {
            let value = draft.fields.get(&field).cloned().unwrap_or_default();
            // What stands there is what comes in: a new record has no rows of before.
            draft.fields.set(&field, Value::None);
            let rows = self.kept_rows(rules, &draft, &field, value)?;
            draft.fields.set(&field, rows);
        }
        if let Some(other) = self.merges_into(rules, &draft)? {
            return Ok(other);
        }
        self.pass(&rules.new.when, &draft, &[])?;
        let fields = draft.fields.filled().map(|(name, value)| (name.clone(), value.clone())).collect();
        let (workflow, parent, pipeline) = (rules.id.clone(), draft.parent.clone(), rules.pipeline.clone());
        let body = Body::Created { workflow, fields, parent, pipeline, sequence, number };
        self.emit(&id, body)?;
        self.assign(&id, Vec::new())?;
        if let Some(start) = &rules.start {
            self.enter(&id, 1, start)?;
        }
        Ok(id)
    }

    /// The record as it would be made. Defaults are computed in the order of the fields and see what stands so far.
    fn draft(
        &self,
        rules: &Workflow,
        id: &Id,
        given: BTreeMap<Id, Value>,
        parent: Option<&Record>,
    ) -> Result<Record, Refused> {
        let fields = Fields::empty(rules.layout.clone());
        let (version, by) = (self.policy.version, self.actor.clone());
        let mut draft = Record::new(id.clone(), rules.id.clone(), version, self.moment, by, fields);
        draft.parent = parent.map(|parent| parent.id.clone());
        draft.pipeline = rules.pipeline.clone();
        let owner = match (parent, &self.actor) {
            // `[assign]` looks for the owner once it is made.
            _ if rules.assign.is_some() => None,
            (Some(parent), Actor::Policy) => parent.owner().cloned(),
            (Some(parent), Actor::Person(_)) if self.trusted => parent.owner().cloned(),
            (_, actor) => actor.person().cloned(),
        };
        draft.fields.set(&"owner".into(), owner.map_or(Value::None, Value::Text));
        given.iter().for_each(|(name, value)| draft.fields.set(name, value.clone()));
        for field in rules.fields.iter() {
            // An import may say that a field is empty; a person who leaves it out gets the default.
            if given.get(&field.id).is_some_and(|value| !value.is_none()) {
                continue;
            }
            let value = match &field.default {
                None => continue,
                Some(Given::Value(value)) => value.clone(),
                Some(Given::Formula(formula)) => {
                    let frame = crate::script::Frame { old: None, ..self.frame(&draft, &[]) };
                    formula.value(&frame)?
                }
            };
            if !value.is_none() {
                let value = self.fit(&field.id, &field.ty, value)?;
                draft.fields.set(&field.id, value);
            }
        }
        Ok(draft)
    }

    fn next_id(&mut self, format: &IdFormat, workflow: &str) -> Result<(Id, Id, u64), Refused> {
        let today = self.today();
        for _ in 0..ID_TRIES {
            let before = written(format.parts.iter().take_while(|part| !matches!(part, IdPart::Seq(_))), today, 0);
            let sequence = format!("{workflow}/{before}");
            let number = self.next_number(&sequence)?;
            let id = Id::from(written(format.parts.iter(), today, number));
            if crate::script::Context::record(self, &id)?.is_none() {
                return Ok((id, sequence.into(), number));
            }
        }
        Err(Refusal::new(Code::Fault, said!("no free id for a {workflow} was found", "{workflow} 找不到可用的编号"))
            .with("kind", "ids"))
    }

    /// A token enters a stage with what it carries from the one before.
    pub fn enter(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let known = record.token(token).map(|token| (token.rounds.clone(), token.late.clone()));
        drop(record);
        let (rounds, late) = known.unwrap_or_default();
        self.enter_as(id, token, rounds, late, stage)
    }

    /// A token of these rounds, late for these joins, enters a stage that has room for it: what stands there by itself is
    /// set going.
    pub fn enter_as(
        &mut self,
        id: &Id,
        token: u32,
        rounds: Vec<u32>,
        late: Vec<Id>,
        stage: &Id,
    ) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let lock = match rules.stages.get(stage) {
            Some(rule) => self.lock_of(rules, &record, (token, &late), rule)?,
            None => None,
        };
        let mut timers = self.stay_clock(&record, token, stage)?;
        timers.extend(timers::of_stage(self, rules, &record, stage)?);
        drop(record);
        self.emit(id, Body::Entered { token, stage: stage.clone(), timers, since: None, rounds, late, lock })?;
        self.stay_clocked(id, token)?;
        self.freeze(id, rules, stage)?;
        if let Some(rule) = rules.stages.get(stage) {
            self.apply(id, &rule.on_enter, &[])?;
        }
        self.results_follow(id, stage)?;
        self.make_tasks(id, token, stage)?;
        self.ask_program(id, token, stage)
    }

    /// Fixes the computed values that are fixed where this stage is entered.
    fn freeze(&mut self, id: &Id, rules: &Workflow, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let mut fixed = BTreeMap::new();
        for field in rules.fields.iter().filter(|field| field.freeze.as_ref() == Some(stage)) {
            if let Some(formula) = &field.formula {
                let value = formula.value(&self.frame(&record, &[]))?;
                fixed.insert(field.id.clone(), self.fit(&field.id, &field.ty, value)?);
            }
        }
        drop(record);
        self.change(id, fixed)
    }

    pub fn set(&mut self, id: &Id, with: &With) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        self.may_change(&record)?;
        let given = self.read_fields(rules, with)?;
        self.must_see_fields(rules, &record, given.keys())?;
        let changed = differing(&record, given);
        let names: Vec<Id> = changed.keys().cloned().collect();
        self.may_change_fields(rules, &record, &names)?;
        self.may_edit(rules, &record, &names)?;
        drop(record);
        self.change(id, changed)?;
        Ok(id.clone())
    }

    /// Sets the fields of a record that differ from what they are.
    pub fn change(&mut self, id: &Id, fields: BTreeMap<Id, Value>) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.policy.rules_of(&record);
        let mut kept = BTreeMap::new();
        for (name, value) in fields {
            let value = match rules {
                Some(rules) => self.kept_rows(rules, &record, &name, value)?,
                None => value,
            };
            kept.insert(name, value);
        }
        let fields = differing(&record, kept);
        if fields.is_empty() {
            return Ok(());
        }
        let (before, is_parent) = (record.parent.clone(), |name: &Id| {
            rules.and_then(|rules| rules.field(name)).is_some_and(|field| field.parent)
        });
        let moves = fields.keys().any(is_parent);
        drop(record);
        self.emit(id, Body::Changed { fields })?;
        let parent = match rules {
            Some(rules) if moves => above(rules, &*self.get(id)?),
            _ => return Ok(()),
        };
        match parent == before {
            true => Ok(()),
            false => self.emit(id, Body::Attached { parent }),
        }
    }

    pub fn comment(&mut self, id: &Id, text: &str) -> Result<Id, Refused> {
        self.get(id)?;
        self.person()?;
        if text.trim().is_empty() {
            return Err(Refusal::new(Code::MissingFields, ("a comment needs words", "评论不能为空"))
                .with("fields", vec!["text"]));
        }
        self.emit(id, Body::Commented { text: text.to_owned() })?;
        Ok(id.clone())
    }
}

impl Work<'_> {
    /// Puts a file or an address beside a record. It is kept as it was given; what lies there is none of our business.
    pub fn link(&mut self, id: &Id, to: &str) -> Result<Id, Refused> {
        self.person()?;
        let to = to.trim();
        if to.is_empty() {
            return Err(Refusal::new(Code::MissingFields, ("link to what?", "链接到哪里？")).with("fields", vec!["to"]));
        }
        if to.chars().count() > LINK_MAX || to.chars().any(char::is_control) {
            let message = said!(
                "a link is one line of at most {LINK_MAX} characters",
                "链接须在一行之内，最多 {LINK_MAX} 个字符"
            );
            return Err(Refusal::new(Code::InvalidValue, message).with("fields", vec!["to"]));
        }
        if self.get(id)?.links.iter().all(|known| known.to != to) {
            self.emit(id, Body::Linked { to: to.to_owned() })?;
        }
        Ok(id.clone())
    }
}

/// How many characters a link has at most.
const LINK_MAX: usize = 2_000;

/// The record that a field puts above one.
fn above(rules: &Workflow, record: &Record) -> Option<Id> {
    let mut fields = rules.fields.iter().enumerate().filter(|(_, field)| field.parent);
    fields.find_map(|(slot, _)| record.fields.at(slot).as_text().cloned())
}

/// Those of the values that are not what the record holds already.
fn differing(record: &Record, fields: BTreeMap<Id, Value>) -> BTreeMap<Id, Value> {
    fields.into_iter().filter(|(name, value)| record.fields.get(name).unwrap_or(&Value::None) != value).collect()
}

fn written<'p>(parts: impl Iterator<Item = &'p IdPart>, today: Date, number: u64) -> String {
    parts
        .map(|part| match part {
            IdPart::Text(text) => text.clone(),
            IdPart::Year => format!("{:04}", today.year()),
            IdPart::ShortYear => format!("{:02}", today.year().rem_euclid(100)),
            IdPart::Month => format!("{:02}", today.month()),
            IdPart::Day => format!("{:02}", today.day()),
            IdPart::Seq(digits) => format!("{number:0digits$}"),
        })
        .collect()
}
