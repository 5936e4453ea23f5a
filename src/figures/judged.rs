//! What judging says, and what is kept of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Series;
use crate::{
    model::{Id, Value, time::Timestamp},
    script::Fault,
};

/// The state a raised warning has, for one series and period or one record, as the desk keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raised {
    /// Its level.
    pub level: Id,
    /// When it was raised, whatever its level was then.
    pub since: Timestamp,
    /// The figure when its level last changed.
    pub value: Value,
    /// The target then.
    pub target: Value,
}

/// What happened to a warning's level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was none.
    Raised,
    /// It rose.
    Up,
    /// It fell, but not off the ladder.
    Down,
    /// There is none any more.
    Cleared,
}

/// A change of level.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The warning.
    pub warning: Id,
    /// The values of its dimensions, in their order: with `period` the key of what the desk keeps.
    pub series: Series,
    /// The same by name.
    pub by: BTreeMap<Id, Value>,
    /// The name of the period; none for records.
    pub period: Option<String>,
    /// The record; none for figures.
    pub record: Option<Id>,
    /// What happened.
    pub change: Change,
    /// The level now; none: cleared.
    pub level: Option<Id>,
    /// The figure; none for records.
    pub value: Value,
    /// What it should be.
    pub target: Value,
    /// Why it cleared without its condition: `period_over`, `ended`.
    pub because: Option<&'static str>,
    /// Who is told: where it was raised or rose, the people of its level. Getting better tells nobody.
    pub notify: Vec<Id>,
    /// What they read.
    pub text: String,
}

impl Judged {
    /// What the desk keeps from now on; none: nothing.
    pub fn raised(&self, before: Option<&Raised>, now: Timestamp) -> Option<Raised> {
        Some(Raised {
            level: self.level.clone()?,
            since: before.map_or(now, |before| before.since),
            value: self.value.clone(),
            target: self.target.clone(),
        })
    }
}

/// What judging led to.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Every change of level, by series.
    pub changes: Vec<Judged>,
    /// Conditions, people and texts that failed. A condition that fails is taken as unknown.
    pub faults: Vec<Fault>,
}
