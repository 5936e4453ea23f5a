//! The rules of saving, asked once per record at the very end, of the record as the command would leave it: field rules,
//! what its stages require, uniqueness, `[check]`s. Any no refuses the whole command.

use super::{Refused, index_entries, people, read, work::Work};
use crate::{
    model::{Code, Id, Record, Refusal, Said, Type, Value},
    policy::{Check, Field, Need, Workflow},
    said,
    script::{Context, Expr, Fault, Frame, standing_on},
};

impl Work<'_> {
    pub fn ask_rules(&self) -> Result<(), Refused> {
        for id in self.touched_ids() {
            let Some(touched) = self.touched(&id).filter(|touched| !touched.occasions.is_empty()) else {
                continue;
            };
            let rules = self.rules_of(&touched.now)?;
            self.single(&id, &touched.now)?;
            // An override passes what the policy says, never what makes one record of one.
            if self.overriding.is_some() {
                continue;
            }
            // While a chain runs, a field that was asked reads as its answer.
            let record = &*self.as_approvers_see(rules, &touched.now);
            self.bounds(rules, record)?;
            self.filled(rules, record)?;
            self.columns(rules, record)?;
            for check in rules.checks.iter() {
                if check.on.is_empty() || self.occurs(rules, &id, &check.on)? {
                    self.check(check, record)?;
                }
            }
        }
        Ok(())
    }

    /// `min`, `max`: blank is the business of `required`.
    fn bounds(&self, rules: &Workflow, record: &Record) -> Result<(), Refused> {
        let frame = self.frame(record, &[]);
        let mut wrong = Vec::new();
        for (slot, field) in rules.fields.iter().enumerate() {
            if field.min.is_none() && field.max.is_none() {
                continue;
            }
            let value = match field.is_computed() {
                true => self.formula(slot, &frame)?,
                false => record.fields.at(slot).clone(),
            };
            if let Some(message) = out_of_bounds(&field.ty, (&field.min, &field.max), &value, &frame)? {
                wrong.push((field.id.clone(), message));
            }
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(read::invalid(wrong)),
        }
    }

    /// `required` of fields and `require` of the stages the record stands in.
    fn filled(&self, rules: &Workflow, record: &Record) -> Result<(), Refused> {
        let frame = self.frame(record, &[]);
        let mut missing: Vec<&Field> = Vec::new();
        let mut said = None;
        for field in rules.fields.iter() {
            let needed = match &field.required {
                Need::Never => false,
                Need::Always => true,
                Need::When(when) => when.holds(&frame)? == Some(true),
            };
            if needed && self.is_blank(field, record, &frame)? {
                missing.push(field);
            }
        }
        for stage in record.stages().filter_map(|stage| rules.stages.get(stage)) {
            for require in &stage.require {
                if let Some(when) = &require.when
                    && when.holds(&frame)? != Some(true)
                {
                    continue;
                }
                for field in require.fields.iter().filter_map(|id| rules.field(id)) {
                    if self.is_blank(field, record, &frame)? && !missing.iter().any(|m| m.id == field.id) {
                        missing.push(field);
                        if let (None, Some(otherwise)) = (&said, &require.otherwise) {
                            said = Some(self.said(record, &[], |frame| Ok(otherwise.render(frame)?))?);
                        }
                    }
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let titles: Vec<&str> = missing.iter().map(|field| field.title.as_str()).collect();
        let ids: Vec<&str> = missing.iter().map(|field| &*field.id).collect();
        let message = said
            .map(Said::own)
            .unwrap_or_else(|| said!("to be filled in first: {}", "要先填写：{}", titles.join(", ")));
        Err(Refusal::new(Code::MissingFields, message).with("fields", ids).with("record", &*record.id))
    }

    /// The same of line items: each row by its columns.
    fn columns(&self, rules: &Workflow, record: &Record) -> Result<(), Refused> {
        let mut wrong = Vec::new();
        let mut missing = Vec::new();
        for lines in rules.lines.values() {
            let kind = Type::Rows(lines.kind.clone());
            for (n, row) in self.rows_of(record, lines).iter().enumerate() {
                let place = |column: &Field| -> Id { format!("{}.{}", lines.id, column.id).into() };
                let frame = self.frame(record, &[]);
                let mut look = |inside: &Frame| -> Result<(), Fault> {
                    for (slot, column) in lines.columns.iter().enumerate() {
                        let value = match (column.is_computed(), inside.record) {
                            (true, _) => self.formula(slot, inside)?,
                            (false, Some(row)) => row.fields.at(slot).clone(),
                            (false, None) => Value::None,
                        };
                        let needed = match &column.required {
                            Need::Never => false,
                            Need::Always => true,
                            Need::When(when) => when.holds(inside)? == Some(true),
                        };
                        if needed && value.is_blank() {
                            missing.push((place(column), said!("{} in row {}", "第 {1} 行的{0}", column.title, n + 1)));
                        }
                        if let Some(message) = out_of_bounds(&column.ty, (&column.min, &column.max), &value, inside)? {
                            let row = n + 1;
                            wrong.push((
                                place(column),
                                said!("row {row}: {message}", "第 {row} 行：{message}"; message),
                            ));
                        }
                    }
                    Ok(())
                };
                standing_on(&kind, row, &frame, &mut look)?;
            }
        }
        if !wrong.is_empty() {
            return Err(read::invalid(wrong));
        }
        match missing.is_empty() {
            true => Ok(()),
            false => {
                let titles: Vec<Said> = missing.iter().map(|(_, title)| title.clone()).collect();
                let titles = Said::joined(&titles, (", ", "、"));
                let ids: Vec<&str> = missing.iter().map(|(id, _)| &**id).collect();
                let message = said!("to be filled in first: {titles}", "要先填写：{titles}"; titles);
                Err(Refusal::new(Code::MissingFields, message).with("fields", ids).with("record", &*record.id))
            }
        }
    }

    fn is_blank(&self, field: &Field, record: &Record, frame: &Frame) -> Result<bool, Refused> {
        let slot = self.rules_of(record)?.layout.slot(&field.id);
        Ok(match slot.filter(|_| field.is_computed()) {
            Some(slot) => self.formula(slot, frame)?.is_blank(),
            None => record.fields.get(&field.id).is_none_or(Value::is_blank),
        })
    }

    /// Values that must be unique are not taken by another record.
    fn single(&self, id: &Id, record: &Record) -> Result<(), Refused> {
        for entry in index_entries(self.policy, record) {
            if let Some(balance) = entry.index.strip_prefix("balance:")
                && let Some(other) = self.holder_of(&entry, Some(id))?
            {
                let message = said!(
                    "{other} is the account of balance `{balance}` for this key already",
                    "{other} 已是余额 `{balance}` 中这个键的账户"
                );
                return Err(Refusal::new(Code::Duplicate, message).with("balance", balance).with("other", &*other));
            }
            // The key of an import (`workflow#key`) finds a record; only a unique field forbids a second.
            let Some((_, field)) = entry.index.split_once('.').filter(|_| !entry.index.contains('#')) else {
                continue;
            };
            if let Some(other) = self.holder_of(&entry, Some(id))? {
                let taken = |message: Said| Refusal::new(Code::Duplicate, message).with("fields", vec![field]);
                return Err(match self.reader_sees(&other)? {
                    true => {
                        taken(said!("{field} `{}` is taken by {other}", "{field} `{}` 已被 {other} 占用", entry.key))
                            .with("other", &*other)
                    }
                    false => taken(said!("{field} `{}` is taken already", "{field} `{}` 已被占用", entry.key)),
                });
            }
        }
        Ok(())
    }

    fn check(&self, check: &Check, record: &Record) -> Result<(), Refused> {
        let frame = self.frame(record, &[]);
        if let Some(person) = self.actor.person()
            && people::includes(&check.except, person, &frame)?
        {
            return Ok(());
        }
        if let Some(when) = &check.when
            && when.holds(&frame)? != Some(true)
        {
            return Ok(());
        }
        // Violated only when it is false: blank is the business of `required`.
        if check.must.holds(&frame)? != Some(false) {
            return Ok(());
        }
        let refusal = self.said(record, &[], |frame| {
            let message = match &check.otherwise {
                Some(otherwise) => Said::own(otherwise.render(frame)?),
                None => said!("check `{}` does not hold: {}", "检查 `{}` 不成立：{}", check.id, check.must.text()),
            };
            super::explain::with_conditions(Refusal::new(Code::Check, message), &check.must, frame)
        })?;
        let mut refusal = refusal.with("check", &*check.id).with("record", &*record.id);
        if let Some(field) = &check.field {
            refusal = refusal.with("fields", vec![&**field]);
        }
        Err(refusal)
    }
}

pub(super) fn out_of_bounds(
    ty: &Type,
    (min, max): (&Option<Expr>, &Option<Expr>),
    value: &Value,
    frame: &Frame,
) -> Result<Option<Said>, Fault> {
    let beyond = |bound: &Option<Expr>, wrong: std::cmp::Ordering| -> Result<Option<Value>, Fault> {
        let Some(bound) = bound else { return Ok(None) };
        let bound = bound.value(frame)?;
        Ok((value.compare(&bound, frame.context.calendar()) == Some(wrong)).then_some(bound))
    };
    let shown = |value: &Value| match (ty, value) {
        (Type::Percent, Value::Number(n)) => {
            format!("{}%", crate::model::number::plain(n.saturating_mul(rust_decimal::Decimal::ONE_HUNDRED)))
        }
        (_, value) => value.to_string(),
    };
    if let Some(min) = beyond(min, std::cmp::Ordering::Less)? {
        return Ok(Some(said!("{} is below {}", "{} 低于 {}", shown(value), shown(&min))));
    }
    if let Some(max) = beyond(max, std::cmp::Ordering::Greater)? {
        return Ok(Some(said!("{} is above {}", "{} 高于 {}", shown(value), shown(&max))));
    }
    Ok(None)
}
