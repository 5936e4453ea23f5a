//! A row from another system becomes a record: made or found by its key, then its moves, each at its own business time.
//!
//! One row is one command: all of it or nothing. Guards and rules are asked as of everybody; `who` is not, for the past
//! cannot be asked who it was. The same row again changes nothing.

use std::collections::BTreeMap;

use super::{Refused, index, read, work::Work};
use crate::{
    model::{
        Code, Id, Refusal, Said, Value,
        command::{OnDouble, Row},
        time::Timestamp,
    },
    policy::Workflow,
    said,
};

impl Work<'_> {
    pub fn import(&mut self, row: &Row) -> Result<Id, Refused> {
        let rules = self.workflow(&row.workflow)?;
        let given = self.read_fields(rules, &row.with)?;
        let (id, is_new) = match self.known_by_key(rules, &row.key, &given)? {
            Some(id) => match row.on_double {
                OnDouble::Skip => return Ok(id),
                OnDouble::Reject => {
                    return Err(Refusal::new(Code::Duplicate, said!("{id} has this key already", "{id} 已有这个键"))
                        .with("fields", row.key.iter().map(|id| &**id).collect::<Vec<_>>())
                        .with("other", &*id));
                }
                OnDouble::Update => {
                    self.change(&id, given)?;
                    (id, false)
                }
            },
            None => {
                let id = self.at(row.created, |work| work.make(rules, given, None))?;
                (id, true)
            }
        };
        for step in &row.moves {
            let record = self.get(&id)?;
            // A move made in an earlier run is not made again.
            if !is_new && record.fired.contains_key(&step.to) {
                continue;
            }
            drop(record);
            self.at(step.at.or(row.created), |work| work.move_record(&id, &step.to, &step.with, None))?;
        }
        Ok(id)
    }

    /// Does something as of a business time, and lets automatic transitions that follow from it have the same.
    fn at<T>(
        &mut self,
        moment: Option<Timestamp>,
        act: impl FnOnce(&mut Self) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let before = self.moment;
        self.moment = moment.unwrap_or(before);
        if self.moment > self.now {
            let at = self.policy.calendar.format_timestamp(self.moment);
            self.moment = before;
            return Err(Refusal::new(Code::InvalidValue, said!("{at} lies in the future", "{at} 在将来")));
        }
        let done = act(self).and_then(|done| self.rest().map(|()| done));
        self.moment = before;
        done
    }

    fn known_by_key(&self, rules: &Workflow, key: &[Id], given: &BTreeMap<Id, Value>) -> Result<Option<Id>, Refused> {
        if key.is_empty() {
            return Ok(None);
        }
        let values: Vec<&Value> = key.iter().map(|id| given.get(id).unwrap_or(&Value::None)).collect();
        if let Some(blank) = key.iter().zip(&values).find(|(_, value)| value.is_blank()) {
            return Err(read::invalid(vec![(
                blank.0.clone(),
                Said::new("it is part of the key and empty", "它是键的一部分，不能为空"),
            )]));
        }
        if let [field] = key
            && rules.field(field).is_some_and(|field| field.unique)
        {
            let entry = super::Entry { index: index::unique_index(rules, field), key: index::key_text(values) };
            return self.holder_of(&entry, None);
        }
        if rules.imports.values().any(|import| import.key == key)
            && let Some(entry) = index::import_entry(rules, key, &values)
        {
            return self.holder_of(&entry, None);
        }
        // A key that no mapping of the policy names has no index: look at all.
        for id in self.view.of_workflow(&rules.id)? {
            let record = self.get(&id)?;
            if key.iter().zip(&values).all(|(id, value)| record.fields.get(id) == Some(value)) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}
