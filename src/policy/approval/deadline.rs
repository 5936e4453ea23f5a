//! Deadlines of seats and what happens around them.

use crate::{
    policy::{Effects, People},
    script::Expr,
};

/// How long a seat may stay open.
#[derive(Debug)]
pub struct Deadline {
    /// From when.
    pub from: DeadlineFrom,
    /// How long.
    pub limit: Expr,
}

/// When a deadline begins to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeadlineFrom {
    /// When the seat is opened.
    #[default]
    Offer,
    /// When one of its holders has claimed it.
    Start,
}

/// Something that happens around a deadline.
#[derive(Debug)]
pub struct DeadlineRung {
    /// How long after the deadline; with `before`: ahead of it. None: at the deadline.
    pub offset: Option<Expr>,
    /// Whether it comes ahead of the deadline.
    pub before: bool,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// What happens to the seat.
    pub act: Option<DeadlineAct>,
    /// What else happens.
    pub effects: Effects,
}

/// What happens to a seat around its deadline.
#[derive(Debug)]
pub enum DeadlineAct {
    /// Its holders' managers are asked instead.
    Escalate,
    /// It counts as a yes.
    Approve,
    /// It counts as a no.
    Reject,
    /// Its holders are told.
    Remind,
    /// Others are asked instead.
    To(People),
}

/// How often the holders of a seat are reminded.
#[derive(Debug)]
pub struct Remind {
    /// How long between two reminders, and before the first.
    pub every: Expr,
    /// How many there are; none: as long as it is open.
    pub at_most: Option<u32>,
}
