//! Making records and changing their fields.

use std::collections::BTreeMap;

use super::{Refused, timers, work::Work};
use crate::{
    model::{Actor, Body, Code, Id, Record, Refusal, Value, command::With, record::Fields, time::Date},
    policy::{DutyAct, Given, IdFormat, IdPart, Workflow},
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
        let draft = self.draft(rules, &id, given, parent)?;
        self.may_create(rules, &draft)?;
        if let Some(person) = self.person()? {
            self.kept_apart(&draft, &DutyAct::Create(rules.id.clone()), &person)?;
        }
        self.pass(&rules.new.when, &draft, &[])?;
        let fields = draft.fields.filled().map(|(name, value)| (name.clone(), value.clone())).collect();
        let body = Body::Created {
            workflow: rules.id.clone(),
            fields,
            parent: parent.map(|parent| parent.id.clone()),
            sequence,
            number,
        };
        self.emit(&id, body)?;
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
        let mut draft = Record {
            id: id.clone(),
            workflow: rules.id.clone(),
            version: 0,
            policy: self.policy.version,
            created_at: self.moment,
            created_by: self.actor.clone(),
            changed_at: self.moment,
            fields: Fields::empty(rules.layout.clone()),
            tokens: Vec::new(),
            outcome: None,
            stays: Vec::new(),
            chains: Vec::new(),
            fired: BTreeMap::new(),
            parent: parent.map(|parent| parent.id.clone()),
            tasks: 0,
            tokens_put: 0,
            work: Vec::new(),
            checked: Vec::new(),
            movers: BTreeMap::new(),
            marks: Vec::new(),
        };
        let owner = match (parent, &self.actor) {
            (Some(parent), Actor::Policy) => parent.owner().cloned(),
            (Some(parent), Actor::Person(_)) if self.trusted => parent.owner().cloned(),
            (_, actor) => actor.person().cloned(),
        };
        draft.fields.set(&"owner".into(), owner.map_or(Value::None, Value::Text));
        given.iter().for_each(|(name, value)| draft.fields.set(name, value.clone()));
        for field in &rules.fields {
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
        Err(Refusal::new(Code::Fault, format!("no free id for a {workflow} was found")).with("kind", "ids"))
    }

    /// A token enters a stage: what stands there by itself is set going.
    pub fn enter(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        let timers = timers::of_stage(self, rules, &record, stage)?;
        drop(record);
        self.emit(id, Body::Entered { token, stage: stage.clone(), timers, since: None })?;
        self.make_tasks(id, token, stage)
    }

    pub fn set(&mut self, id: &Id, with: &With) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        self.may_change(&record)?;
        let given = self.read_fields(rules, with)?;
        let changed = differing(&record, given);
        let names: Vec<Id> = changed.keys().cloned().collect();
        self.may_edit(rules, &record, &names)?;
        drop(record);
        self.change(id, changed)?;
        Ok(id.clone())
    }

    /// Sets the fields of a record that differ from what they are.
    pub fn change(&mut self, id: &Id, fields: BTreeMap<Id, Value>) -> Result<(), Refused> {
        let record = self.get(id)?;
        let fields = differing(&record, fields);
        drop(record);
        match fields.is_empty() {
            true => Ok(()),
            false => self.emit(id, Body::Changed { fields }),
        }
    }

    pub fn comment(&mut self, id: &Id, text: &str) -> Result<Id, Refused> {
        self.get(id)?;
        self.person()?;
        if text.trim().is_empty() {
            return Err(Refusal::new(Code::MissingFields, "a comment needs words").with("fields", vec!["text"]));
        }
        self.emit(id, Body::Commented { text: text.to_owned() })?;
        Ok(id.clone())
    }
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
