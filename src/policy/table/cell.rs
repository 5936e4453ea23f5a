//! Cells on the left of a table: tests, and whether a value passes them.

use std::{cmp::Ordering, sync::Arc};

use crate::{
    model::{Id, Value, time::Calendar},
    script::Expr,
};

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
    /// It is one of the values in the first column of that list.
    In(Id, Arc<[Value]>),
    /// It is a list, and that value is in it.
    Has(Value),
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

/// Whether two values are the same, as a test of a cell sees it.
fn same(value: &Value, to: &Value, calendar: &Calendar) -> bool {
    !value.is_none() && (value == to || value.compare(to, calendar) == Some(Ordering::Equal))
}

impl Test {
    /// Whether a value passes. `none` passes only [`Test::IsNone`].
    pub fn passes(&self, value: &Value, calendar: &Calendar) -> bool {
        let order = |to: &Value| value.compare(to, calendar);
        match self {
            Test::IsNone => value.is_none(),
            Test::Is(to) => same(value, to, calendar),
            Test::In(_, all) => all.iter().any(|to| same(value, to, calendar)),
            Test::Has(one) => match value {
                Value::List(items) => items.iter().any(|item| same(item, one, calendar)),
                _ => false,
            },
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

    /// The values it compares with.
    pub fn constants(&self) -> Vec<&Value> {
        match self {
            Test::IsNone => Vec::new(),
            Test::Is(to) | Test::Compare(_, to) | Test::Has(to) => vec![to],
            Test::In(_, all) => all.iter().collect(),
            Test::Range(low, high) => [low, high].into_iter().filter_map(|bound| bound.value()).collect(),
        }
    }
}

impl Bound {
    /// The value it stands at.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Bound::Open => None,
            Bound::Included(value) | Bound::Excluded(value) => Some(value),
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

    /// Its tests; none of a cell that passes everything or computes.
    pub fn tests(&self) -> &[Test] {
        match self {
            Cell::Tests(tests) | Cell::Not(tests) => tests,
            Cell::Any | Cell::Formula(_) => &[],
        }
    }
}

/// As it is written in a table, or nearly so.
impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |tests: &[Test]| tests.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Cell::Any => f.write_str("-"),
            Cell::Tests(tests) => f.write_str(&list(tests)),
            Cell::Not(tests) => write!(f, "not({})", list(tests)),
            Cell::Formula(expr) => write!(f, "={}", expr.text()),
        }
    }
}

impl std::fmt::Display for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Test::Is(value) => write!(f, "{value}"),
            Test::Compare(op, value) => {
                let sign = match op {
                    CompareOp::Less => "<",
                    CompareOp::LessOrEqual => "<=",
                    CompareOp::Greater => ">",
                    CompareOp::GreaterOrEqual => ">=",
                    CompareOp::Not => "!=",
                };
                write!(f, "{sign} {value}")
            }
            Test::Range(low, high) => {
                match low {
                    Bound::Open => f.write_str("[")?,
                    Bound::Included(value) => write!(f, "[{value}")?,
                    Bound::Excluded(value) => write!(f, "({value}")?,
                }
                f.write_str("..")?;
                match high {
                    Bound::Open => f.write_str("]"),
                    Bound::Included(value) => write!(f, "{value}]"),
                    Bound::Excluded(value) => write!(f, "{value})"),
                }
            }
            Test::IsNone => f.write_str("none"),
            Test::In(list, _) => write!(f, "in {list}"),
            Test::Has(value) => write!(f, "has {value}"),
        }
    }
}
