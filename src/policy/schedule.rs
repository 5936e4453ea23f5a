//! Schedules: what happens by itself when its time comes round.

use super::{Effects, People};
use crate::{
    model::{
        Id,
        time::{OnHoliday, Rhythm},
    },
    script::Expr,
};

/// A schedule.
#[derive(Debug)]
pub struct Schedule {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// When it comes round.
    pub every: Rhythm,
    /// What happens on days the company is closed.
    pub holiday: OnHoliday,
    /// For whom or what it happens, once each.
    pub over: Each,
    /// It happens only where this holds.
    pub when: Option<Expr>,
    /// What happens: effects on each record, or on none. The local of their expressions is `person`, none but for
    /// [`Each::Person`].
    pub effects: Effects,
    /// The transition each record takes; a record that can't is passed over.
    pub transition: Option<Id>,
    /// The report that is made.
    pub report: Option<Id>,
    /// The import that runs: its workflow and name.
    pub import: Option<(Id, Id)>,
}

/// For whom or what a schedule happens.
#[derive(Debug)]
pub enum Each {
    /// Once.
    Once,
    /// Once for each of these people.
    Person(People),
    /// Once for each record of a workflow that holds.
    Record {
        /// The workflow.
        of: Id,
        /// Which of them; none: all that have not ended.
        filter: Option<Expr>,
    },
    /// Once for each of those a scorecard or incentive is for: its record is made, for the period that is over.
    Result(Id),
}
