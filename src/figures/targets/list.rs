//! The parts of a target, as people read them: each node of its tree, with what it should be now.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Aim, Ground, grow};
use crate::{
    model::{Id, Value, time::Period},
    policy::Target,
    script::Fault,
};

/// A node of a target's tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// How far from the whole.
    pub depth: usize,
    /// Its series.
    pub by: BTreeMap<Id, Value>,
    /// Its period.
    pub period: Period,
    /// What it should be now.
    pub value: Decimal,
}

/// The whole of a target, and its parts, each before those below it; down to a depth.
///
/// # Errors
/// Where the cells cannot be read.
pub fn parts(ground: &Ground, target: &Target, depth: usize) -> Result<Vec<Part>, Fault> {
    let aim = Aim::of(ground, target, &[], None)?;
    let nodes = grow::nodes(ground, target, aim.adds)?;
    let part = |node: grow::Node| {
        let value = aim.value(ground.policy, &node.by, &node.period)?;
        Some(Part { depth: node.depth(), by: node.by, period: node.period, value })
    };
    Ok(nodes.into_iter().filter(|node| node.depth() <= depth).filter_map(part).collect())
}
