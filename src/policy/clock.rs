//! Clocks over several stages, and what happens when time is up.

use super::{Effects, People};
use crate::{
    model::Id,
    script::{Expr, Template},
};

/// A clock of a workflow.
#[derive(Debug)]
pub struct Clock {
    /// Its id, and that of its warning.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// When it begins.
    pub from: ClockMark,
    /// When it ends; none: when the record does.
    pub until: Option<ClockMark>,
    /// How long it may run.
    pub limit: Expr,
    /// Only for records of which this holds as it begins.
    pub when: Option<Expr>,
    /// Stages in which it stands still.
    pub pause_in: Vec<Id>,
    /// What happens when it has run longer, in the order it is written.
    pub on_overdue: Vec<Rung>,
}

/// A moment in the life of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockMark {
    /// It was made.
    Created,
    /// That stage is entered.
    Entered(Id),
    /// That stage is left.
    Left(Id),
    /// What that date field says.
    Field(Id),
}

/// Something that happens around the moment time is up.
#[derive(Debug)]
pub struct Rung {
    /// How long after; with `before`: ahead of it. None: at once.
    pub after: Option<Expr>,
    /// Whether it comes ahead.
    pub before: bool,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// Who is told.
    pub notify: People,
    /// What they are told; none: a standing sentence.
    pub text: Option<Template>,
    /// The level the overdue warning has from then on.
    pub level: Option<Id>,
    /// What becomes of the record.
    pub act: Option<RungAct>,
    /// What else happens.
    pub effects: Effects,
}

/// What becomes of a record whose time is up.
#[derive(Debug)]
pub enum RungAct {
    /// The managers of whom it waits for are told.
    Escalate,
    /// Whom it waits for is told.
    Remind,
    /// A transition is taken.
    Move(Id),
    /// Others own it.
    To(People),
}
