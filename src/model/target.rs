//! What has become of a target since the policy stated it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Actor, Id, Value, time::Timestamp};

/// A target, or a part of it, that took another value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The target.
    pub target: Id,
    /// The series; empty: all the target is for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<Id, Value>,
    /// The part of time, by its name; none: all the target is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// What it should be from here on.
    pub value: Decimal,
    /// What it should have been until then.
    pub before: Decimal,
    /// Whether the parts beside it make up for it, so that their whole stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spread: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What happened to a target, with who did it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetLine {
    /// The number of its event.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// The record that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Id>,
    /// What the policy had stated, as a fingerprint.
    pub stated: String,
    /// The change; none: the policy stated the target anew.
    pub change: Option<Adjustment>,
}

/// The adjustments that are in force, oldest first: those since the policy last stated the target.
pub fn in_force(lines: &[TargetLine]) -> impl Iterator<Item = &Adjustment> {
    let since = lines.iter().rposition(|line| line.change.is_none()).map_or(0, |at| at + 1);
    lines[since..].iter().filter_map(|line| line.change.as_ref())
}
