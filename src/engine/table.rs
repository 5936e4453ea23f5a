//! Decision tables at run time: the arguments go in, the row that matches answers.

use crate::{
    model::Value,
    policy::{Cell, Given, Hit, Policy, Table, TableInput, TableRow},
    script::{Fault, FaultKind, Frame},
};

/// The outputs of a table in the order of `out`, as a list; none where nothing matched and there is no default.
pub(super) fn answer(policy: &Policy, table: &str, arguments: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let table = policy
        .tables
        .get(table)
        .ok_or_else(|| Fault::new(FaultKind::Missing, format!("the policy has no table `{table}`")))?;
    let raw = Frame { record: None, old: None, around: None, locals: arguments, ..*frame };
    let mut inputs = Vec::with_capacity(table.inputs.len());
    for (n, input) in table.inputs.iter().enumerate() {
        inputs.push(match &input.value {
            Some(value) => value.value(&raw)?,
            None => arguments.get(n).cloned().unwrap_or(Value::None),
        });
        within(table, input, &inputs[n], frame)?;
    }
    let mut hits = Vec::new();
    for row in &table.rows {
        if matches(row, &inputs, &raw)? {
            hits.push(row);
            if table.hit == Hit::First {
                break;
            }
        }
    }
    if let [first, second, ..] = hits.as_slice() {
        return Err(Fault::new(
            FaultKind::Unique,
            format!("table `{}`: the rows on lines {} and {} both match", table.id, first.line, second.line),
        )
        .at(&table.place));
    }
    match (hits.first(), &table.default) {
        (Some(row), _) => outputs(&row.answers, &inputs, &raw),
        (None, Some(default)) => outputs(default, &inputs, &raw),
        (None, None) if table.refuse_nothing => Err(nothing(table, &inputs)),
        (None, None) => Ok(Value::None),
    }
}

/// The numbers of the rows that match, in their order; only the first where the table says so.
pub(super) fn rows(policy: &Policy, table: &str, arguments: &[Value], frame: &Frame) -> Result<Vec<usize>, Fault> {
    let table = policy
        .tables
        .get(table)
        .ok_or_else(|| Fault::new(FaultKind::Missing, format!("the policy has no table `{table}`")))?;
    let raw = Frame { record: None, old: None, around: None, locals: arguments, ..*frame };
    let mut inputs = Vec::with_capacity(table.inputs.len());
    for (n, input) in table.inputs.iter().enumerate() {
        inputs.push(match &input.value {
            Some(value) => value.value(&raw)?,
            None => arguments.get(n).cloned().unwrap_or(Value::None),
        });
        within(table, input, &inputs[n], frame)?;
    }
    let mut hits = Vec::new();
    for (number, row) in table.rows.iter().enumerate() {
        if matches(row, &inputs, &raw)? {
            hits.push(number);
            if table.hit == Hit::First {
                break;
            }
        }
    }
    Ok(hits)
}

/// A value outside an input's range is no case of the table, not one for its `-` row.
fn within(table: &Table, input: &TableInput, value: &Value, frame: &Frame) -> Result<(), Fault> {
    match &input.range {
        Some(range) if !value.is_none() && !range.passes(value, frame.context.calendar()) => {
            let message = format!("{} {value} is outside the range of table `{}`", input.id, table.id);
            Err(Fault::new(FaultKind::Range, message).at(&table.place))
        }
        _ => Ok(()),
    }
}

fn matches(row: &TableRow, inputs: &[Value], frame: &Frame) -> Result<bool, Fault> {
    for (cell, value) in row.cells.iter().zip(inputs) {
        let passes = match cell {
            Cell::Formula(formula) => {
                let locals: Vec<Value> = inputs.iter().chain([value]).cloned().collect();
                formula.holds(&Frame { locals: &locals, ..*frame })? == Some(true)
            }
            cell => cell.passes(value, frame.context.calendar()),
        };
        if !passes {
            return Ok(false);
        }
    }
    Ok(true)
}

fn outputs(answers: &[Given], inputs: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let mut out = Vec::with_capacity(answers.len());
    for answer in answers {
        out.push(match answer {
            Given::Value(value) => value.clone(),
            Given::Formula(formula) => formula.value(&Frame { locals: inputs, ..*frame })?,
        });
    }
    Ok(Value::List(out.into()))
}

fn nothing(table: &Table, inputs: &[Value]) -> Fault {
    let mut fault =
        Fault::new(FaultKind::NoDecision, format!("table `{}` has no row for these values", table.id)).at(&table.place);
    fault.0.seen = table.inputs.iter().map(|input| input.id.to_string()).zip(inputs.iter().cloned()).collect();
    fault
}
