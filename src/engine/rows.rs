//! Line items at work: rows that come in get their ids, defaults and rounding, computed columns their values.

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::Decimal;

use super::{Refused, effects::given_on, work::Work};
use crate::{
    model::{Id, Record, Row, Type, Value, row::RowPlace},
    policy::{Lines, Policy, Workflow},
    script::{Fault, FaultKind, Frame, split, standing_on},
};

impl Work<'_> {
    /// The rows of a record, each knowing whose it is.
    pub fn rows_of(&self, record: &Record, lines: &Lines) -> Vec<Value> {
        placed(record, lines)
    }

    /// Rows as they are kept: known ids keep what they do not say, new ones get an id and the defaults of their columns.
    pub fn kept_rows(&self, rules: &Workflow, record: &Record, field: &Id, value: Value) -> Result<Value, Refused> {
        let Some(lines) = rules.lines.get(field) else { return Ok(value) };
        let there: Vec<Arc<Row>> =
            record.fields.get(field).map_or(&[][..], Value::items).iter().filter_map(Value::as_row).cloned().collect();
        let given: Vec<&Arc<Row>> = value.items().iter().filter_map(Value::as_row).collect();
        let numbers = there.iter().chain(given.iter().copied()).filter_map(|row| row.id.parse::<u64>().ok());
        let mut last = numbers.max().unwrap_or(0);
        let mut kept: Vec<Value> = Vec::with_capacity(given.len());
        let mut taken: Vec<Id> = Vec::with_capacity(given.len());
        for row in given {
            let before = there.iter().find(|known| !row.id.is_empty() && known.id == row.id);
            let is_new = before.is_none();
            // A row of another record, or an id given twice, is a row of its own here.
            let id = match (row.id.is_empty() || taken.contains(&row.id), row.id.clone()) {
                (false, id) => id,
                (true, _) => {
                    last += 1;
                    last.to_string().into()
                }
            };
            taken.push(id.clone());
            let mut values: BTreeMap<Id, Value> = before.map_or_else(BTreeMap::new, |row| row.values.clone());
            for (name, value) in &row.values {
                let Some(column) = lines.column(name).filter(|column| !column.is_computed()) else { continue };
                values.insert(name.clone(), self.fit(&format!("{field}.{name}"), &column.ty, value.clone())?);
            }
            if is_new {
                self.default_columns(lines, record, &id, &mut values)?;
            }
            values.retain(|_, value| !value.is_none());
            kept.push(Value::Row(Row::new(id, values).into()));
        }
        Ok(Value::List(kept.into()))
    }

    fn default_columns(
        &self,
        lines: &Lines,
        record: &Record,
        id: &Id,
        values: &mut BTreeMap<Id, Value>,
    ) -> Result<(), Refused> {
        for column in lines.columns.iter() {
            let Some(default) = column.default.as_ref().filter(|_| !values.contains_key(&column.id)) else { continue };
            let frame = self.frame(record, &[]);
            let place = RowPlace { record: record.id.clone(), kind: lines.kind.clone() };
            let row = Row { id: id.clone(), values: values.clone(), place: Some(place) };
            let ty = Type::Rows(lines.kind.clone());
            let value =
                standing_on(&ty, &Value::Row(row.into()), &frame, &mut |inside: &Frame| given_on(default, inside))?;
            values.insert(column.id.clone(), self.fit(&column.id, &column.ty, value)?);
        }
        Ok(())
    }
}

fn placed(record: &Record, lines: &Lines) -> Vec<Value> {
    let rows = record.fields.get(&lines.id).map_or(&[][..], Value::items).iter().filter_map(Value::as_row);
    rows.map(|row| {
        let place = Some(RowPlace { record: record.id.clone(), kind: lines.kind.clone() });
        Value::Row(Row { place, ..Row::clone(row) }.into())
    })
    .collect()
}

/// The value of a computed column of the frame's row.
pub(super) fn column(policy: &Policy, lines: &Lines, slot: usize, frame: &Frame) -> Result<Value, Fault> {
    let (Some(row), Some(column)) = (frame.record, lines.columns.get(slot)) else {
        return Err(Fault::new(
            FaultKind::Missing,
            ("a computed column that this policy does not have", "本政策没有的计算列"),
        ));
    };
    // The record around the row: the one the expression stands on, unless the row is another's.
    let owner = row.parent.clone().unwrap_or_default();
    let near = frame.around.filter(|around| around.record.is_some_and(|record| record.id == owner));
    let far = match near {
        Some(_) => None,
        None => frame.context.record(&owner)?,
    };
    let base = match (near, &far) {
        (Some(near), _) => Frame { locals: &[], around: None, ..*near },
        (None, Some(record)) => frame.on(record),
        (None, None) => return Ok(Value::None),
    };
    if let Some(formula) = &column.formula {
        return formula.value(&Frame { locals: &[], around: Some(&base), old: None, ..*frame });
    }
    let (Some(part), Some(record)) = (&column.part, base.record) else { return Ok(Value::None) };
    let Value::Number(amount) = part.of.value(&base)? else { return Ok(Value::None) };
    let ty = Type::Rows(lines.kind.clone());
    let mut shares: Vec<Decimal> = Vec::new();
    let mut mine = None;
    for (n, other) in placed(record, lines).iter().enumerate() {
        if other.as_row().is_some_and(|other| other.id == row.id) {
            mine = Some(n);
        }
        let share = standing_on(&ty, other, &base, &mut |inside: &Frame| part.share.value(inside))?;
        shares.push(share.as_number().unwrap_or_default());
    }
    let digits = match column.ty {
        Type::Money => policy.manifest.minor_digits,
        _ => 2,
    };
    let parts = split(amount, &shares, digits)?;
    Ok(mine.and_then(|n| parts.get(n)).map_or(Value::None, |part| Value::Number(*part)))
}

/// Rows as people see them: computed columns filled in.
pub(super) fn shown(lines: &Lines, record: &Record, frame: &Frame) -> Value {
    let ty = Type::Rows(lines.kind.clone());
    let rows = placed(record, lines).into_iter().map(|item| {
        let Some(row) = item.as_row() else { return item };
        let mut row = row.kept();
        for (slot, column) in lines.columns.iter().enumerate().filter(|(_, column)| column.is_computed()) {
            let value = standing_on(&ty, &item, frame, &mut |inside: &Frame| inside.context.formula(slot, inside));
            // A column that fails shows as empty, as a field does.
            if let Ok(value) = value
                && !value.is_none()
            {
                row.values.insert(column.id.clone(), value);
            }
        }
        Value::Row(row.into())
    });
    Value::List(rows.collect())
}
