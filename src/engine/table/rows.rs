//! Which rows of a table answer: found by its index, then judged by its hit policy.

use std::borrow::Cow;

use super::Asked;
use crate::{
    model::{Said, Value},
    policy::{Cell, Hit, Table, TableInput, TableRow},
    said,
    script::{Fault, FaultKind, Frame},
};

/// The rows that answer, in the order in which they do.
pub(super) enum Hits {
    One([usize; 1]),
    Several(Vec<usize>),
}

impl Hits {
    pub fn rows(&self) -> &[usize] {
        match self {
            Hits::One(row) => row,
            Hits::Several(rows) => rows,
        }
    }
}

/// What a table tests: its arguments, or what its inputs make of them. What is outside an input's range is no case of the
/// table, not one for its `-` row.
pub(super) fn tested<'v>(table: &Table, arguments: &'v [Value], frame: &Frame) -> Result<Cow<'v, [Value]>, Fault> {
    let plain = arguments.len() == table.inputs.len() && table.inputs.iter().all(|input| input.value.is_none());
    let values = match plain {
        true => Cow::Borrowed(arguments),
        false => {
            let value = |(n, input): (usize, &TableInput)| match &input.value {
                Some(value) => value.value(frame),
                None => Ok(arguments.get(n).cloned().unwrap_or_default()),
            };
            Cow::Owned(table.inputs.iter().enumerate().map(value).collect::<Result<Vec<_>, Fault>>()?)
        }
    };
    for (input, value) in table.inputs.iter().zip(values.iter()) {
        within(table, input, value, frame)?;
    }
    Ok(values)
}

fn within(table: &Table, input: &TableInput, value: &Value, frame: &Frame) -> Result<(), Fault> {
    match &input.range {
        Some(range) if !value.is_none() && !range.passes(value, frame.context.calendar()) => {
            let message = said!(
                "{} {value} is outside the range {range} of table `{}`",
                "{} {value} 超出了决策表 `{}` 的范围 {range}",
                input.id,
                table.id
            );
            Err(Fault::new(FaultKind::Range, message).at(&table.place))
        }
        _ => match (&input.pattern, value) {
            (Some(pattern), Value::Text(text)) if !pattern.is_match(text) => {
                let message = said!(
                    "{} `{text}` does not match the pattern of table `{}`",
                    "{} `{text}` 不符合决策表 `{}` 的格式",
                    input.id,
                    table.id
                );
                Err(Fault::new(FaultKind::Range, message).at(&table.place))
            }
            _ => Ok(()),
        },
    }
}

/// The rows that answer.
pub(super) fn hits(table: &Table, tested: &[Value], frame: &Frame) -> Result<Hits, Fault> {
    if table.hit == Hit::First {
        let mut first = None;
        each(table, tested, frame, |row| {
            first = Some(row);
            false
        })?;
        return Ok(first.map_or_else(|| Hits::Several(Vec::new()), |row| Hits::One([row])));
    }
    let mut rows = Vec::new();
    each(table, tested, frame, |row| {
        rows.push(row);
        true
    })?;
    judged(&Asked { table, tested, frame }, rows)
}

/// What the hit policy makes of the rows that match.
pub(super) fn judged(asked: &Asked, mut rows: Vec<usize>) -> Result<Hits, Fault> {
    match (asked.table.hit, rows.as_slice()) {
        (Hit::First, [first, ..]) => return Ok(Hits::One([*first])),
        (Hit::Unique | Hit::Any | Hit::Priority, [only]) => return Ok(Hits::One([*only])),
        (Hit::Unique, [first, second, ..]) => return Err(clash(asked, *first, *second, ("both match", "都符合"))),
        (Hit::Any, [first, rest @ ..]) => {
            let answer = |row: usize| asked.of_row(asked.row(row)?, None);
            let agreed = answer(*first)?;
            for row in rest {
                if answer(*row)? != agreed {
                    return Err(clash(asked, *first, *row, ("both match and answer differently", "都符合而回答不同")));
                }
            }
            return Ok(Hits::One([*first]));
        }
        (Hit::Priority | Hit::Ordered, [_, ..]) => {
            let ranked = rows.iter().map(|row| Ok((asked.rank(*row)?, *row)));
            let mut ranked = ranked.collect::<Result<Vec<_>, Fault>>()?;
            // Rows of one rank stay in the order they are written.
            ranked.sort();
            rows = ranked.into_iter().map(|(_, row)| row).collect();
        }
        _ => {}
    }
    Ok(Hits::Several(rows))
}

/// Visits the rows that match, in order, for as long as `visit` wants more.
pub(super) fn each(
    table: &Table,
    tested: &[Value],
    frame: &Frame,
    mut visit: impl FnMut(usize) -> bool,
) -> Result<(), Fault> {
    let by_index = table.index.visit(tested, frame.context.calendar(), |row, loose| {
        let passes = match (loose, table.rows.get(row)) {
            ([], Some(_)) => true,
            (loose, Some(row)) => passes(row, loose.iter().copied(), tested, frame)?,
            (_, None) => false,
        };
        Ok::<bool, Fault>(!passes || visit(row))
    })?;
    match by_index {
        true => Ok(()),
        false => by_asking(table, tested, frame, visit),
    }
}

/// The same without the index: asks every row.
pub(super) fn by_asking(
    table: &Table,
    tested: &[Value],
    frame: &Frame,
    mut visit: impl FnMut(usize) -> bool,
) -> Result<(), Fault> {
    for (n, row) in table.rows.iter().enumerate() {
        if passes(row, 0..row.cells.len(), tested, frame)? && !visit(n) {
            break;
        }
    }
    Ok(())
}

/// Whether values pass these cells of a row. Formulas are asked last, so that one that would fail on values its row does
/// not mean is never asked.
fn passes(
    row: &TableRow,
    cells: impl Iterator<Item = usize> + Clone,
    tested: &[Value],
    frame: &Frame,
) -> Result<bool, Fault> {
    let pairs = cells.filter_map(|at| Some((row.cells.get(at)?, tested.get(at).unwrap_or(&Value::None))));
    let calendar = frame.context.calendar();
    let plain = |(cell, value): (&Cell, &Value)| matches!(cell, Cell::Formula(_)) || cell.passes(value, calendar);
    if !pairs.clone().all(plain) {
        return Ok(false);
    }
    for (cell, value) in pairs {
        if !holds(cell, value, tested, frame)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a value passes a cell.
pub(super) fn holds(cell: &Cell, value: &Value, tested: &[Value], frame: &Frame) -> Result<bool, Fault> {
    match cell {
        Cell::Formula(formula) => {
            let locals: Vec<Value> = tested.iter().chain([value]).cloned().collect();
            Ok(formula.holds(&Frame { locals: &locals, ..*frame })? == Some(true))
        }
        cell => Ok(cell.passes(value, frame.context.calendar())),
    }
}

fn clash(asked: &Asked, first: usize, second: usize, how: (&str, &str)) -> Fault {
    let place = |row: usize| match asked.table.rows.get(row) {
        Some(row) if row.file == asked.table.place.file => said!("line {}", "第 {} 行", row.line),
        Some(row) => said!("line {} of {}", "{1} 第 {0} 行", row.line, row.file),
        None => Said::own(""),
    };
    let (id, a, b, how) = (&asked.table.id, place(first), place(second), Said::from(how));
    let (first, second) = (first + 1, second + 1);
    let message = said!("table `{id}`: rows {first} ({a}) and {second} ({b}) {how}", "决策表 `{id}`：行 {first}（{a}）与行 {second}（{b}）{how}"; a, b, how);
    asked.with_values(Fault::new(FaultKind::Unique, message))
}
