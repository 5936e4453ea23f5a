//! Targets: what a figure should be in a period, and how that is split over dimensions and time.

use std::{collections::BTreeMap, fmt::Write};

use rust_decimal::Decimal;

use super::People;
use crate::model::{Id, Value, number, time::Period};

/// What a figure should be in a period.
#[derive(Debug)]
pub struct Target {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// The measure or KPI.
    pub kpi: Id,
    /// The period.
    pub period: Period,
    /// The series it is for; empty: the total.
    pub by: BTreeMap<Id, Value>,
    /// What it should be.
    pub value: Decimal,
    /// Who may change it by command, beside administrators.
    pub who: People,
}

/// A target that is split over dimensions and time.
#[derive(Debug)]
pub struct Tree {
    /// The target at its root.
    pub target: Id,
    /// The target as a branch: how it is split, level by level.
    pub root: Branch,
}

/// A node of a target tree.
#[derive(Debug, Default)]
pub struct Branch {
    /// What it is, where it is not what the split gives it.
    pub value: Option<Decimal>,
    /// To which step its parts are rounded; none: as the node above.
    pub round: Option<Decimal>,
    /// How it is split, level by level; empty: as the levels above go on.
    pub splits: Vec<Split>,
    /// Nodes below that are written down, by the value of their dimension, a length of time by its name.
    pub parts: Vec<(Value, Branch)>,
}

/// One level of a split.
#[derive(Debug)]
pub struct Split {
    /// The dimension, or a length of period.
    pub by: Id,
    /// How much each part gets.
    pub share: Share,
}

/// How much each part of a split gets.
#[derive(Debug)]
pub enum Share {
    /// Written shares; a length of time stands by its name.
    Written(Vec<(Value, Decimal)>),
    /// In proportion to what the figure was in that period; where it was nothing, the same each.
    Like(Period),
    /// The same each.
    Even,
}

impl Target {
    /// All that the policy says of the target but its title and who may change it, in words that never change with the
    /// program.
    pub fn statement(&self, tree: Option<&Tree>) -> String {
        let mut said = format!("{} {}..{} {}", self.kpi, self.period.start, self.period.end, number::plain(self.value));
        for (dimension, value) in &self.by {
            _ = write!(said, " {dimension}={value}");
        }
        if let Some(tree) = tree {
            tree.root.say(&mut said);
        }
        said
    }
}

impl Branch {
    fn say(&self, said: &mut String) {
        for (word, number) in [("value", self.value), ("round", self.round)] {
            if let Some(number) = number {
                _ = write!(said, " {word} {}", number::plain(number));
            }
        }
        for split in &self.splits {
            _ = write!(said, " split {}", split.by);
            match &split.share {
                Share::Even => said.push_str(" even"),
                Share::Like(period) => _ = write!(said, " like {}..{}", period.start, period.end),
                Share::Written(shares) => {
                    for (part, share) in shares {
                        _ = write!(said, " {part}={}", number::plain(*share));
                    }
                }
            }
        }
        for (part, branch) in &self.parts {
            _ = write!(said, " part {part} (");
            branch.say(said);
            said.push(')');
        }
    }
}
