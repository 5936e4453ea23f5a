//! What a record adds to the figures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Series, Sum, frame, measures_of};
use crate::{
    model::{
        Id, Record, Said, Value,
        time::{Date, Timestamp},
    },
    policy::{Aggregate, Measure, Policy},
    said,
    script::{Context, Expr, Fault, FaultKind, Frame},
};

/// What one record adds to one measure. It is kept beside the record: what is taken out later must be what was put in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The measure.
    pub measure: Id,
    /// The local date of its `at`; none for a stock.
    pub day: Option<Date>,
    /// The values of its dimensions, in the order of [`Measure::by`].
    pub dims: Series,
    /// What is added.
    pub sum: Sum,
}

/// What a record adds to all measures of its workflow.
#[derive(Debug, Default)]
pub struct Contributed {
    /// At most one per measure, in the policy's order.
    pub adds: Vec<Contribution>,
    /// Measures that could not be computed on this record, which adds nothing to them.
    pub faults: Vec<(Id, Fault)>,
}

/// What a record adds to all measures of its workflow.
///
/// # Errors
/// Only where the store could not be read; what is wrong with a formula or a value is in [`Contributed::faults`].
pub fn contributions(
    policy: &Policy,
    context: &dyn Context,
    record: &Record,
    now: Timestamp,
) -> Result<Contributed, Fault> {
    let mut contributed = Contributed::default();
    let frame = frame(policy, context, Some(record), &[], now);
    for measure in measures_of(policy, &record.workflow) {
        match count(measure, &frame) {
            Ok(add) => contributed.adds.extend(add),
            Err(fault) if fault.0.kind == FaultKind::Store => return Err(fault),
            Err(fault) => contributed.faults.push((measure.id.clone(), fault)),
        }
    }
    Ok(contributed)
}

/// What a record adds to one measure of its workflow: for a recount of that measure alone.
pub fn contribution(
    policy: &Policy,
    context: &dyn Context,
    measure: &Measure,
    record: &Record,
    now: Timestamp,
) -> Result<Option<Contribution>, Fault> {
    count(measure, &frame(policy, context, Some(record), &[], now))
}

fn count(measure: &Measure, frame: &Frame) -> Result<Option<Contribution>, Fault> {
    if let Some(filter) = &measure.filter
        && filter.holds(frame)? != Some(true)
    {
        return Ok(None);
    }
    let day = match &measure.at {
        Some(at) => match day_of(at, frame)? {
            Some(day) => Some(day),
            None => return Ok(None),
        },
        None => None,
    };
    let sum = match (&measure.value, measure.aggregate) {
        (None, _) | (_, Aggregate::Count) => Sum::RECORD,
        (Some(value), _) => sum_of(value, frame)?,
    };
    let dims = measure.by.values();
    let dims = dims.map(|by| by.value(frame).map(plain)).collect::<Result<Vec<Value>, Fault>>()?;
    Ok(Some(Contribution { measure: measure.id.clone(), day, dims: Series(dims), sum }))
}

fn day_of(at: &Expr, frame: &Frame) -> Result<Option<Date>, Fault> {
    match at.value(frame)? {
        Value::None => Ok(None),
        Value::Date(day) => Ok(Some(day)),
        Value::Moment(moment) => Ok(Some(frame.context.calendar().local_date(moment))),
        other => Err(wrong(at, said!("`at` is no date: {other}", "`at` 不是日期：{other}"))),
    }
}

fn sum_of(value: &Expr, frame: &Frame) -> Result<Sum, Fault> {
    match value.value(frame)? {
        Value::None => Ok(Sum::RECORD),
        Value::Number(number) => Sum::of(number)
            .ok_or_else(|| wrong(value, said!("{number} is too great to count", "{number} 太大，无法计入"))),
        other => Err(wrong(value, said!("{other} is no number", "{other} 不是数字"))),
    }
}

fn wrong(expr: &Expr, message: Said) -> Fault {
    let fault = Fault::new(FaultKind::Argument, message);
    match expr.place() {
        Some(place) => fault.at(place),
        None => fault,
    }
}

/// One form per number: 1.0 and 1.00 are one series, and one key in a store.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.normalize()),
        other => other,
    }
}

/// What must be merged into the cells when a record's contributions change: the new ones less the old ones, one per
/// cell, none where a cell stays as it is.
pub fn difference(before: &[Contribution], after: &[Contribution]) -> Vec<Contribution> {
    let mut cells: BTreeMap<(&Id, Option<Date>, &Series), Sum> = BTreeMap::new();
    fn cell(add: &Contribution) -> (&Id, Option<Date>, &Series) {
        (&add.measure, add.day, &add.dims)
    }
    for add in after {
        cells.entry(cell(add)).or_default().merge(&add.sum);
    }
    for add in before {
        cells.entry(cell(add)).or_default().take_out(&add.sum);
    }
    cells
        .into_iter()
        .filter(|(_, sum)| !sum.is_empty())
        .map(|((measure, day, dims), sum)| Contribution { measure: measure.clone(), day, dims: dims.clone(), sum })
        .collect()
}
