//! What follows a change, and when two records are the same.

use rust_decimal::Decimal;

use super::{Effects, Occasion, People};
use crate::{
    model::Id,
    script::{Expr, Template},
};

/// What follows a change, in the same commit: once per record and command.
#[derive(Debug)]
pub struct Reaction {
    /// Its id.
    pub id: Id,
    /// What it follows; empty: every change.
    pub on: Vec<Occasion>,
    /// Only while this holds.
    pub when: Option<Expr>,
    /// What it does.
    pub effects: Effects,
}

/// When two records are the same. Expressions stand on the record that is saved; `other.x` is the one found.
#[derive(Debug)]
pub struct Duplicate {
    /// Its id.
    pub id: Id,
    /// The kind of record among which is looked.
    pub of: Id,
    /// Fields that are equal after normalising case, width and spaces.
    pub same: Vec<Id>,
    /// Fields that are at least so alike.
    pub like: Vec<(Id, Decimal)>,
    /// What becomes of it.
    pub then: Double,
    /// Only while this holds.
    pub when: Option<Expr>,
    /// Among which others.
    pub among: Option<Expr>,
    /// When it is asked; empty: on creation, and when a field it names changes.
    pub on: Vec<Occasion>,
    /// Whom it does not bind.
    pub except: People,
    /// What a person is told.
    pub otherwise: Option<Template>,
}

/// What becomes of a double.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Double {
    /// It is refused.
    #[default]
    Refuse,
    /// It is saved, and whoever saved it is told.
    Warn,
    /// What the one found has not filled in is filled in there, and no second one is made.
    Merge,
}
