//! Decision tables and decisions at run time: arguments go in, an answer comes out. Pure: they see their arguments, the
//! organisation, other tables and the moment, never the record they are asked on.

mod decision;
mod evaluate;
mod rows;
mod tiers;

pub use evaluate::{CellSeen, Evaluation, Kind, RowSeen, StepSeen, evaluate};

use std::cmp::Ordering;

use rows::Hits;
pub(super) use tiers::tiered;

use crate::{
    model::{Type, Value},
    policy::{Given, Hit, Policy, RowsAnswered, Table, TableRow},
    said,
    script::{Fault, FaultKind, Frame},
};

/// The answer of a table or decision, or one output of it.
pub(super) fn answer(
    policy: &Policy,
    name: &str,
    arguments: &[Value],
    output: Option<usize>,
    frame: &Frame,
) -> Result<Value, Fault> {
    match policy.tables.get(name) {
        Some(table) => of_table(table, arguments, output, policy.rows_answered.as_deref(), frame),
        None => match policy.decisions.get(name) {
            Some(decision) => decision::answer(decision, arguments, output, frame),
            None => Err(Fault::new(
                FaultKind::Missing,
                said!("the policy has no table or decision `{name}`", "政策中没有决策表或决策 `{name}`"),
            )),
        },
    }
}

fn of_table(
    table: &Table,
    arguments: &[Value],
    output: Option<usize>,
    told: Option<&RowsAnswered>,
    frame: &Frame,
) -> Result<Value, Fault> {
    let raw = Frame { record: None, old: None, around: None, locals: arguments, ..*frame };
    let tested = rows::tested(table, arguments, &raw)?;
    let hits = rows::hits(table, &tested, &raw)?;
    if let Some(told) = told {
        hits.rows().iter().for_each(|row| told.note(&table.id, *row));
    }
    Asked { table, tested: &tested, frame: &raw }.answer(&hits, output)
}

/// The numbers of the rows that match, from nought, in their order; only the first where the table says so.
pub(super) fn rows(policy: &Policy, table: &str, arguments: &[Value], frame: &Frame) -> Result<Vec<usize>, Fault> {
    let missing =
        || Fault::new(FaultKind::Missing, said!("the policy has no table `{table}`", "政策中没有决策表 `{table}`"));
    let table = policy.tables.get(table).ok_or_else(missing)?;
    let raw = Frame { record: None, old: None, around: None, locals: arguments, ..*frame };
    let tested = rows::tested(table, arguments, &raw)?;
    let mut matching = Vec::new();
    rows::each(table, &tested, &raw, |row| {
        matching.push(row);
        table.hit != Hit::First
    })?;
    Ok(matching)
}

/// A table with the values it was asked with.
struct Asked<'a> {
    table: &'a Table,
    tested: &'a [Value],
    frame: &'a Frame<'a>,
}

impl Asked<'_> {
    /// The answer that these rows give.
    fn answer(&self, hits: &Hits, output: Option<usize>) -> Result<Value, Fault> {
        let rows = hits.rows();
        match (rows.first(), self.table.hit) {
            (None, _) => self.nothing(output),
            (Some(row), hit) if hit.is_single() => self.of_row(self.row(*row)?, output),
            (_, hit) if hit.is_many() => {
                let each = rows.iter().map(|row| self.of_row(self.row(*row)?, output));
                Ok(Value::List(each.collect::<Result<Vec<_>, Fault>>()?.into()))
            }
            (_, Hit::Count) => Ok(Value::int(i64::try_from(rows.len()).unwrap_or(i64::MAX))),
            _ => self.aggregated(rows, output),
        }
    }

    fn row(&self, row: usize) -> Result<&TableRow, Fault> {
        let missing = || {
            Fault::new(
                FaultKind::Missing,
                said!("table `{}` has no row {}", "决策表 `{}` 没有第 {} 行", self.table.id, row + 1),
            )
        };
        self.table.rows.get(row).ok_or_else(missing)
    }

    fn of_row(&self, row: &TableRow, output: Option<usize>) -> Result<Value, Fault> {
        self.given(&row.answers, output)
    }

    /// What no matching row means: the default, a refusal, or nothing at all.
    fn nothing(&self, output: Option<usize>) -> Result<Value, Fault> {
        let many = self.table.hit.is_many();
        match (&self.table.default, self.table.hit) {
            (Some(default), _) => {
                let answer = self.given(default, output)?;
                Ok(if many { Value::List([answer].into()) } else { answer })
            }
            (None, _) if self.table.refuse_nothing => Err(self.no_decision()),
            (None, Hit::Count) => Ok(Value::int(0)),
            (None, Hit::Sum) => match (output, self.table.outputs.len()) {
                (Some(_), _) | (None, 1) => Ok(Value::int(0)),
                (None, outputs) => Ok(Value::List(vec![Value::int(0); outputs].into())),
            },
            (None, _) if many => Ok(Value::List([].into())),
            (None, _) => Ok(Value::None),
        }
    }

    /// The asked output; all of them as a list where there are several.
    fn given(&self, answers: &[Given], output: Option<usize>) -> Result<Value, Fault> {
        match (output, answers) {
            (Some(at), answers) => answers.get(at).map_or(Ok(Value::None), |answer| self.value(answer)),
            (None, [one]) => self.value(one),
            (None, several) => {
                let all = several.iter().map(|answer| self.value(answer));
                Ok(Value::List(all.collect::<Result<Vec<_>, Fault>>()?.into()))
            }
        }
    }

    fn value(&self, answer: &Given) -> Result<Value, Fault> {
        match answer {
            Given::Value(value) => Ok(value.clone()),
            Given::Formula(formula) => formula.value(&Frame { locals: self.tested, ..*self.frame }),
        }
    }

    /// The sum, the least or the greatest of what the rows answer; blank answers are passed over.
    fn aggregated(&self, rows: &[usize], output: Option<usize>) -> Result<Value, Fault> {
        let one = |at: usize| -> Result<Value, Fault> {
            let mut made = if self.table.hit == Hit::Sum { Value::int(0) } else { Value::None };
            for row in rows {
                let next = self.of_row(self.row(*row)?, Some(at))?;
                made = self.joined(made, next)?;
            }
            Ok(made)
        };
        match (output, self.table.outputs.len()) {
            (Some(at), _) => one(at),
            (None, 1) => one(0),
            (None, outputs) => Ok(Value::List((0..outputs).map(one).collect::<Result<Vec<_>, Fault>>()?.into())),
        }
    }

    fn joined(&self, made: Value, next: Value) -> Result<Value, Fault> {
        let wanted = match self.table.hit {
            Hit::Min => Ordering::Less,
            _ => Ordering::Greater,
        };
        Ok(match (made, next, self.table.hit) {
            (made, Value::None, _) => made,
            (Value::Number(a), Value::Number(b), Hit::Sum) => Value::Number(a.checked_add(b).ok_or_else(|| {
                let message =
                    said!("the sum of table `{}` has too many digits", "决策表 `{}` 的合计位数太多", self.table.id);
                Fault::new(FaultKind::Overflow, message).at(&self.table.place)
            })?),
            (Value::None, next, _) => next,
            (made, next, _) => match next.compare(&made, self.frame.context.calendar()) {
                Some(order) if order == wanted => next,
                _ => made,
            },
        })
    }

    fn no_decision(&self) -> Fault {
        let message =
            said!("table `{}` has no row for these values", "决策表 `{}` 没有适用于这些值的行", self.table.id);
        self.with_values(Fault::new(FaultKind::NoDecision, message))
    }

    fn with_values(&self, fault: Fault) -> Fault {
        let mut fault = fault.at(&self.table.place);
        let names = self.table.inputs.iter().map(|input| input.id.to_string());
        fault.0.seen = names.zip(self.tested.iter().cloned()).collect();
        fault
    }

    /// Where an answer stands in the order of the outputs' `values`: smaller is first.
    fn rank(&self, row: usize) -> Result<Vec<usize>, Fault> {
        let mut rank = Vec::new();
        for (at, (_, ty)) in self.table.outputs.iter().enumerate() {
            if let Type::Choice(choices) = ty {
                let value = self.of_row(self.row(row)?, Some(at))?;
                let place = value.as_text().and_then(|id| choices.values.iter().position(|(known, _)| known == id));
                rank.push(place.unwrap_or(usize::MAX));
            }
        }
        Ok(rank)
    }
}
