//! Duties that must not meet in one person.

use crate::model::Id;

/// A duty: acts of which one person may do only one.
#[derive(Debug)]
pub struct Duty {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The acts.
    pub acts: Vec<DutyAct>,
    /// Whether nobody may hold two of them at all; else only not on one record.
    pub per_person: bool,
}

/// Something somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyAct {
    /// Makes a record of that workflow: `deal.new`.
    Create(Id),
    /// Takes a transition: `deal.submit_quote`.
    Move(Id, Id),
    /// Does a task: `deal.survey`.
    Task(Id, Id),
    /// Decides a chain: `approval:quote`; a step of it: `approval:quote.legal`.
    Decide(Id, Option<Id>),
}
