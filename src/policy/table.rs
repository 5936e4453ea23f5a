//! Decision tables: rows of tests on the left, answers on the right.

use std::{
    cmp::Ordering,
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use super::Given;
use crate::{
    model::{Id, Type, Value, time::Calendar},
    script::{Expr, Place},
};

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its id.
    pub id: Id,
    /// Which of several matching rows answers.
    pub hit: Hit,
    /// Its inputs, in order.
    pub inputs: Vec<TableInput>,
    /// Its outputs, in order, with their types.
    pub outputs: Vec<(Id, Type)>,
    /// Its rows, in order.
    pub rows: Vec<TableRow>,
    /// The answer where no row matches.
    pub default: Option<Vec<Given>>,
    /// Whether it is refused where no row matches and there is no default.
    pub refuse_nothing: bool,
    /// Where it is written, for faults.
    pub place: Place,
}

/// Which of several matching rows answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// One row at most may match; several are refused.
    #[default]
    Unique,
    /// The first.
    First,
}

/// An input of a table.
#[derive(Debug)]
pub struct TableInput {
    /// Its id.
    pub id: Id,
    /// Its type.
    pub ty: Type,
    /// What is tested, where it is not the argument itself.
    pub value: Option<Expr>,
    /// Which values it may have at all; what is outside is `invalid_value`.
    pub range: Option<Cell>,
}

/// A row.
#[derive(Debug)]
pub struct TableRow {
    /// Its tests, one per input.
    pub cells: Vec<Cell>,
    /// Its answers, one per output.
    pub answers: Vec<Given>,
    /// The line it is written on.
    pub line: u32,
}

/// A test cell.
#[derive(Debug)]
pub enum Cell {
    /// `-`: whatever it is, none too.
    Any,
    /// One of these must hold; `none` passes only tests that ask for it.
    Tests(Vec<Test>),
    /// None of these may hold, and there must be a value.
    Not(Vec<Test>),
    /// `=…`: an expression over all inputs (the scope's locals, in order) and `value`, the last local.
    Formula(Box<Expr>),
}

/// One test of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is that value.
    Is(Value),
    /// It stands so to that value.
    Compare(CompareOp, Value),
    /// It lies between.
    Range(Bound, Bound),
    /// It is none.
    IsNone,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `!=`
    Not,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Left out.
    Open,
    /// That value belongs to it.
    Included(Value),
    /// That value does not.
    Excluded(Value),
}

impl Test {
    /// Whether a value passes. `none` passes only [`Test::IsNone`].
    pub fn passes(&self, value: &Value, calendar: &Calendar) -> bool {
        let order = |to: &Value| value.compare(to, calendar);
        match self {
            Test::IsNone => value.is_none(),
            Test::Is(to) => !value.is_none() && (value == to || order(to) == Some(Ordering::Equal)),
            Test::Compare(op, to) => match (op, order(to)) {
                (_, None) => false,
                (CompareOp::Less, Some(o)) => o == Ordering::Less,
                (CompareOp::LessOrEqual, Some(o)) => o != Ordering::Greater,
                (CompareOp::Greater, Some(o)) => o == Ordering::Greater,
                (CompareOp::GreaterOrEqual, Some(o)) => o != Ordering::Less,
                (CompareOp::Not, Some(o)) => o != Ordering::Equal,
            },
            Test::Range(low, high) => {
                let above = match low {
                    Bound::Open => Some(true),
                    Bound::Included(to) => order(to).map(|o| o != Ordering::Less),
                    Bound::Excluded(to) => order(to).map(|o| o == Ordering::Greater),
                };
                let below = match high {
                    Bound::Open => Some(true),
                    Bound::Included(to) => order(to).map(|o| o != Ordering::Greater),
                    Bound::Excluded(to) => order(to).map(|o| o == Ordering::Less),
                };
                !value.is_none() && above == Some(true) && below == Some(true)
            }
        }
    }
}

impl Cell {
    /// Whether a value passes a cell that is no formula.
    pub fn passes(&self, value: &Value, calendar: &Calendar) -> bool {
        match self {
            Cell::Any => true,
            Cell::Tests(tests) => tests.iter().any(|test| test.passes(value, calendar)),
            Cell::Not(tests) => !value.is_none() && !tests.iter().any(|test| test.passes(value, calendar)),
            Cell::Formula(_) => false,
        }
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
