//! Figures: measures over records, KPIs over measures, their targets, and the warnings that watch them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::People;
use crate::{
    model::{
        Id, Type, Value,
        time::{Grain, Period},
    },
    script::{Expr, Template},
};

/// A figure counted over the records of a workflow.
#[derive(Debug)]
pub struct Measure {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The workflow whose records it counts.
    pub of: Id,
    /// Which of them; none: all.
    pub filter: Option<Expr>,
    /// How they are put together.
    pub aggregate: Aggregate,
    /// What is put together; none for `count`.
    pub value: Option<Expr>,
    /// The business time a record counts at: a flow. None: a stock, which counts while `filter` holds.
    pub at: Option<Expr>,
    /// Its dimensions, each with the expression that gives a record's value.
    pub by: IndexMap<Id, Expr>,
    /// The type of its result.
    pub ty: Type,
    /// BLAKE3 of its definition: when it changes, the figure is counted anew.
    pub fingerprint: String,
}

/// How values are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// How many records.
    Count,
    /// The sum of their values.
    Sum,
    /// The mean of those that have a value.
    Avg,
}

/// A formula over measures and other KPIs.
#[derive(Debug)]
pub struct Kpi {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The formula; its locals are the figures of [`Kpi::figures`].
    pub formula: Expr,
    /// The figures its locals stand for, by index.
    pub figures: Vec<Id>,
    /// How people see it.
    pub shown_as: Type,
    /// Whether more or less is better.
    pub better: Better,
}

/// Whether more or less of a figure is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Better {
    /// More.
    #[default]
    Higher,
    /// Less.
    Lower,
}

/// What a figure should be in a period.
#[derive(Debug)]
pub struct Target {
    /// Its id.
    pub id: Id,
    /// The measure or KPI.
    pub kpi: Id,
    /// The period.
    pub period: Period,
    /// The series it is for; empty: the total.
    pub by: BTreeMap<Id, Value>,
    /// What it should be.
    pub value: Decimal,
}

/// Something to be told when a figure or record leaves its bounds.
#[derive(Debug)]
pub struct Warning {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// What it watches.
    pub over: Over,
    /// Its levels, rising, each with its condition.
    pub levels: Vec<Level>,
    /// When it clears; none: when no level's condition holds.
    pub clear: Option<Expr>,
    /// What those told read; none: a standing sentence.
    pub text: Option<Template>,
}

/// What a warning watches.
#[derive(Debug)]
pub enum Over {
    /// A figure, per series and period. The locals of its conditions are `value target attainment elapsed period level`
    /// and then its dimensions.
    Figure {
        /// The measure or KPI.
        kpi: Id,
        /// Its dimensions.
        by: Vec<Id>,
        /// How long a period is.
        period: Grain,
    },
    /// Records, each for itself. The local of its conditions is `level`.
    Records {
        /// Their workflow.
        of: Id,
        /// Which of them.
        filter: Option<Expr>,
    },
}

/// A level of a warning.
#[derive(Debug)]
pub struct Level {
    /// Its name: `yellow`, `red`, `催收`.
    pub name: Id,
    /// When it is reached.
    pub when: Expr,
    /// Who is told.
    pub notify: People,
}
