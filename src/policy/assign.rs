//! Who gets a record, in which order work is taken, and what becomes of records nobody owns.

use super::{Finding, Notice, People};
use crate::{model::Id, script::Expr};

/// What `[assign]` says: who gets a new record.
#[derive(Debug)]
pub struct Assign {
    /// The table that names the owner, or those the owner is found among; none: `finding.who` does.
    pub table: Option<AssignTable>,
    /// How the owner is found.
    pub finding: Finding,
    /// What happens when everybody is at the limit, or the table has no answer.
    pub full: Full,
    /// Who takes over the records of somebody who has left.
    pub when_gone: People,
}

/// A table that answers with an owner.
#[derive(Debug)]
pub struct AssignTable {
    /// The table.
    pub table: Id,
    /// Its inputs: the fields named like its columns.
    pub inputs: Vec<Expr>,
    /// The place of `owner` among its outputs.
    pub owner: usize,
}

/// What happens to a record nobody has room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Full {
    /// It waits until somebody has.
    #[default]
    Wait,
    /// It is refused.
    Refuse,
    /// Nobody owns it; who wants may claim it.
    Pool,
}

/// What `[inbox]` says: in which order work is taken.
#[derive(Debug, Default)]
pub struct InboxRule {
    /// What comes first.
    pub order: Order,
    /// Which lines are shown; none: all. Whether the first must be taken asks all of them.
    pub show: Option<Expr>,
    /// Whether the first must be taken.
    pub strict: bool,
    /// How many tasks one person may have begun; none: any number.
    pub wip: Option<u32>,
}

/// What comes first in an inbox.
#[derive(Debug, Default)]
pub enum Order {
    /// What is due first.
    #[default]
    Due,
    /// What has waited longest.
    Since,
    /// What this is highest for; dates earliest first.
    By(Expr),
}

/// What `[pool]` says of records nobody owns.
#[derive(Debug)]
pub struct Pool {
    /// Who may claim one; none: who sees it.
    pub who: Option<People>,
    /// What must hold of the `person`.
    pub fits: Option<Expr>,
    /// When a record changes hands by itself; the first that holds.
    pub recycle: Vec<Recycle>,
    /// How many records one person may own.
    pub claim_limit: Option<Expr>,
    /// How long a claimed record is not recycled.
    pub protect: Option<Expr>,
    /// Who is told when a record goes back.
    pub notify: Vec<Notice>,
}

/// When a record goes back, and where.
#[derive(Debug)]
pub struct Recycle {
    /// When it goes.
    pub when: Expr,
    /// Who gets it; empty: the pool.
    pub to: People,
}
