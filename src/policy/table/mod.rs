//! Decision tables: rows of tests on the left, answers on the right.

mod cell;
mod index;
mod partition;
mod sets;
#[cfg(test)]
mod tests;

pub use cell::{Bound, Cell, CompareOp, Test};
pub use index::Index;
pub use partition::{Partition, Ranges, Sample};

use regex::Regex;
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use super::Given;
use crate::{
    model::{Id, Type, Value},
    script::{Expr, Place},
};

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Which of several matching rows answers.
    pub hit: Hit,
    /// Its inputs, in order.
    pub inputs: Vec<TableInput>,
    /// Its outputs, in order, with their types.
    pub outputs: Vec<(Id, Type)>,
    /// Its rows, in order.
    pub rows: Vec<TableRow>,
    /// The rows by what they test: finds those that match without asking each.
    pub index: Index,
    /// The answer where no row matches.
    pub default: Option<Vec<Given>>,
    /// Whether it is refused where no row matches and there is no default.
    pub refuse_nothing: bool,
    /// Where it is written, for faults.
    pub place: Place,
}

impl Table {
    /// Every formula of it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let values = self.inputs.iter().filter_map(|input| input.value.as_ref());
        let cells = self.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
            Cell::Formula(formula) => Some(&**formula),
            _ => None,
        });
        let answers = self.rows.iter().flat_map(|row| &row.answers).chain(self.default.iter().flatten());
        values.chain(cells).chain(answers.filter_map(|answer| match answer {
            Given::Formula(formula) => Some(&**formula),
            Given::Value(_) => None,
        }))
    }
}

/// Which of several matching rows answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// One row at most may match; several are refused.
    #[default]
    Unique,
    /// The first.
    First,
    /// Any of them: they must agree, else it is refused.
    Any,
    /// The one whose outputs stand first in the order of their `values`, the first output deciding first.
    Priority,
    /// All of them in that order.
    Ordered,
    /// All of them in the order of the rows.
    Collect,
    /// The sum of their outputs.
    Sum,
    /// The least of their outputs.
    Min,
    /// The greatest of their outputs.
    Max,
    /// How many there are.
    Count,
}

impl Hit {
    /// The words of the language, with what they mean.
    pub const WORDS: [(&str, Hit); 10] = [
        ("unique", Hit::Unique),
        ("first", Hit::First),
        ("any", Hit::Any),
        ("priority", Hit::Priority),
        ("ordered", Hit::Ordered),
        ("collect", Hit::Collect),
        ("sum", Hit::Sum),
        ("min", Hit::Min),
        ("max", Hit::Max),
        ("count", Hit::Count),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Hit::WORDS.iter().find(|(_, hit)| *hit == self).map_or("unique", |(word, _)| word)
    }

    /// Whether the answer is a list, an entry for each row that matches.
    pub fn is_many(self) -> bool {
        matches!(self, Hit::Collect | Hit::Ordered)
    }

    /// Whether one row at most answers.
    pub fn is_single(self) -> bool {
        matches!(self, Hit::Unique | Hit::First | Hit::Any | Hit::Priority)
    }
}

/// An input of a table.
#[derive(Debug)]
pub struct TableInput {
    /// Its id.
    pub id: Id,
    /// Its type.
    pub ty: Type,
    /// Another name of the argument: what its column says is tested, where that is a plain name.
    pub alias: Option<Id>,
    /// What is tested, where it is not the argument itself.
    pub value: Option<Expr>,
    /// Which values it may have at all; what is outside is `invalid_value`.
    pub range: Option<Cell>,
    /// What a whole text must match to be a value of it.
    pub pattern: Option<Regex>,
}

/// A row.
#[derive(Debug)]
pub struct TableRow {
    /// Its tests, one per input.
    pub cells: Vec<Cell>,
    /// Its answers, one per output.
    pub answers: Vec<Given>,
    /// The file it is written in.
    pub file: Id,
    /// The line it is written on.
    pub line: u32,
}

/// Plain rows: a `[list.x]`.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Its columns with their types, in order.
    pub columns: Vec<(Id, Type)>,
    /// Its rows: a list of the columns' values each.
    pub rows: Value,
}

impl List {
    /// The values of its first column: what `in list` looks into.
    pub fn first_column(&self) -> Vec<Value> {
        let Value::List(rows) = &self.rows else {
            return Vec::new();
        };
        let first = |row: &Value| match row {
            Value::List(values) => values.first().cloned().unwrap_or_default(),
            _ => Value::None,
        };
        rows.iter().map(first).collect()
    }
}

/// The names and types a table answers with to whoever calls it: a count is a number whatever the rows say.
pub fn answered(hit: Hit, outputs: &[(Id, Type)]) -> Vec<(Id, Type)> {
    match (hit, outputs.first()) {
        (Hit::Count, Some((id, _))) => vec![(id.clone(), Type::Number)],
        _ => outputs.to_vec(),
    }
}

/// Which rows of tables have answered: kept where somebody asks what tests exercise, and nowhere else.
#[derive(Debug, Default)]
pub struct RowsAnswered(Mutex<BTreeSet<(Id, usize)>>);

impl RowsAnswered {
    /// A row of a table has answered; rows count from 0.
    pub fn note(&self, table: &Id, row: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((table.clone(), row));
    }

    /// All that have.
    pub fn all(&self) -> BTreeSet<(Id, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
