//! Figures: measures over records, KPIs over measures, and the warnings that watch them.

use indexmap::IndexMap;

use super::{Given, People};
use crate::{
    model::{Id, Type, time::Grain},
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

/// A figure counted for one of those who are rated or paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The measure or KPI.
    pub figure: Id,
    /// The dimension that says whose it is.
    pub by: Id,
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
    /// How long its condition must hold before it is raised.
    pub hold: Option<Expr>,
    /// How long after the last notice it is told again; none: never.
    pub repeat: Option<Expr>,
    /// Dimensions over which notices are gathered into one.
    pub group: Vec<Id>,
    /// Warnings that silence it while they are raised for the same thing.
    pub unless: Vec<Id>,
    /// Windows of the calendar in which nobody is told.
    pub mute: Vec<Id>,
    /// What happens where its figure has no value.
    pub no_data: NoData,
    /// Whether series are watched in which nothing has happened yet: of whom. None: only those that were seen.
    pub among: Option<People>,
    /// What is opened when it is raised.
    pub open: Vec<Opened>,
    /// Whether only the newest record per key counts: the field that is the key.
    pub latest: Option<Id>,
}

/// What happens to a warning whose figure has no value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoData {
    /// It stays as it is.
    #[default]
    Keep,
    /// It clears.
    Clear,
    /// It is raised at that level.
    Raise(Id),
}

/// A record that is made when a warning is raised.
#[derive(Debug)]
pub struct Opened {
    /// At which level; none: at any.
    pub at: Option<Id>,
    /// The workflow of the record.
    pub workflow: Id,
    /// Its fields, computed where the warning stands.
    pub with: Vec<(Id, Given)>,
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
