//! Growing a tree: from the whole down, level by level, each part rounded so that they add up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    super::{Question, frame, plan::Plan, recipe::Recipe},
    Additive, Ground, Level, Piece, share,
};
use crate::{
    model::{
        Id, Type, Value,
        time::{Grain, Period},
    },
    policy::{Branch, Share, Split, Target},
    script::{Fault, FaultKind},
};

/// More pieces than these nobody reads: what would make more stays undivided.
const PIECES_MAX: usize = 20_000;

/// A node of a tree, as it is found from the root down.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub by: BTreeMap<Id, Value>,
    pub period: Period,
    /// Which part it comes of at each level.
    path: Vec<usize>,
}

/// The pieces of a target as the policy states it; what lies outside a period may stay undivided.
pub(super) fn pieces(
    ground: &Ground,
    target: &Target,
    adds: Additive,
    within: Option<&Period>,
) -> Result<Vec<Piece>, Fault> {
    Ok(grown(ground, target, adds, within)?.pieces)
}

/// The nodes of a target, each before those below it.
pub(super) fn nodes(ground: &Ground, target: &Target, adds: Additive) -> Result<Vec<Node>, Fault> {
    Ok(grown(ground, target, adds, None)?.nodes)
}

fn grown<'g>(
    ground: &'g Ground<'g>,
    target: &'g Target,
    adds: Additive,
    within: Option<&'g Period>,
) -> Result<Tree<'g>, Fault> {
    let mut tree = Tree { ground, target, adds, within, pieces: Vec::new(), nodes: Vec::new() };
    let whole = Node { by: target.by.clone(), period: target.period, path: Vec::new() };
    let root = ground.policy.trees.get(&target.id).map(|tree| &tree.root);
    let step = root.and_then(|root| root.round).unwrap_or_else(|| share::step(ground.policy, &target.kpi));
    let splits = root.map_or(&[][..], |root| &root.splits);
    tree.grow(whole, target.value, root, splits, step)?;
    Ok(tree)
}

struct Tree<'g> {
    ground: &'g Ground<'g>,
    target: &'g Target,
    adds: Additive,
    within: Option<&'g Period>,
    pieces: Vec<Piece>,
    nodes: Vec<Node>,
}

/// A part of a node: what it stands for, its share of the whole, and what is written of it.
struct Part<'g> {
    value: Value,
    period: Period,
    share: Decimal,
    branch: Option<&'g Branch>,
}

impl Node {
    /// How far from the root.
    pub fn depth(&self) -> usize {
        self.path.len()
    }
}

impl<'g> Tree<'g> {
    fn grow(
        &mut self,
        node: Node,
        value: Decimal,
        branch: Option<&'g Branch>,
        splits: &'g [Split],
        step: Decimal,
    ) -> Result<(), Fault> {
        self.nodes.push(node.clone());
        if let Some((split, below)) = splits.split_first()
            && self.nodes.len() < PIECES_MAX
            && self.within.is_none_or(|it| it.start < node.period.end && node.period.start < it.end)
        {
            let level = Level::of(&split.by);
            let parts = self.parts(&node, &level, &split.share, branch)?;
            let values = divided(value, &parts, step)?;
            for (at, (part, value)) in parts.iter().zip(values).enumerate() {
                let path = node.path.iter().copied().chain([at]).collect();
                let mut child = Node { by: node.by.clone(), period: part.period, path };
                if let Level::Dimension(id) = &level {
                    child.by.insert(id.clone(), part.value.clone());
                }
                // How a part that is written down is split replaces the levels below it.
                let own = part.branch.map(|branch| &branch.splits[..]).filter(|own| !own.is_empty());
                let step = part.branch.and_then(|branch| branch.round).unwrap_or(step);
                self.grow(child, value, part.branch, own.unwrap_or(below), step)?;
            }
            if !parts.is_empty() {
                return Ok(());
            }
        }
        let Node { by, period, path } = node;
        self.pieces.push(Piece { by, from: period.start, until: period.end, value, path });
        Ok(())
    }

    /// The parts of a node; none where it can't be split so.
    fn parts(
        &self,
        node: &Node,
        level: &Level,
        share: &Share,
        branch: Option<&'g Branch>,
    ) -> Result<Vec<Part<'g>>, Fault> {
        let written = branch.map_or(&[][..], |branch| &branch.parts);
        match level {
            Level::Time(_) if !self.adds.over_time => Ok(Vec::new()),
            Level::Dimension(_) if !self.adds.over_series => Ok(Vec::new()),
            Level::Time(grain) => self.in_time(node, *grain, share, written),
            Level::Dimension(id) => self.in_series(node, id, share, written),
        }
    }

    fn in_time(
        &self,
        node: &Node,
        grain: Grain,
        share: &Share,
        written: &'g [(Value, Branch)],
    ) -> Result<Vec<Part<'g>>, Fault> {
        let fiscal = self.ground.policy.manifest.fiscal_year_starts;
        let all = self.target.period.split(grain, fiscal);
        let actual = match share {
            Share::Like(period) => self.actual(node, &grain.word().into(), period)?,
            _ => Vec::new(),
        };
        let part = |period: Period| {
            let is_it = |value: &Value| {
                let name = value.to_string();
                is_called(&period, all.iter().position(|piece| *piece == period), &name)
            };
            let share = match share {
                Share::Even => Decimal::ONE,
                Share::Written(shares) => {
                    shares.iter().find(|(name, _)| is_it(name)).map_or(Decimal::ZERO, |(_, n)| *n)
                }
                Share::Like(of) => {
                    let then = before(&period, of).or_else(|| {
                        of.split(grain, fiscal).get(all.iter().position(|piece| *piece == period)?).copied()
                    });
                    let mut sums = actual.iter().filter(|(_, sum, _)| Some(*sum) == then);
                    sums.next().map_or(Decimal::ZERO, |(_, _, n)| *n)
                }
            };
            let branch = written.iter().find(|(name, _)| is_it(name)).map(|(_, branch)| branch);
            Part { value: Value::text(period.name()), period, share, branch }
        };
        Ok(node.period.split(grain, fiscal).into_iter().map(part).collect())
    }

    fn in_series(
        &self,
        node: &Node,
        dimension: &Id,
        share: &Share,
        written: &'g [(Value, Branch)],
    ) -> Result<Vec<Part<'g>>, Fault> {
        let recipe = Recipe::of(self.ground.policy, &self.target.kpi)?;
        let choices: Vec<Value> = match recipe.type_of(dimension) {
            Some(Type::Choice(choices)) => choices.values.iter().map(|(id, _)| Value::Text(id.clone())).collect(),
            _ => Vec::new(),
        };
        let mut shares: Vec<(Value, Decimal)> = match share {
            Share::Written(shares) => shares.clone(),
            Share::Even => choices.into_iter().map(|value| (value, Decimal::ONE)).collect(),
            Share::Like(period) => {
                let actual = self.actual(node, dimension, period)?;
                let of = |value: &Value| actual.iter().find(|(known, ..)| known == value).map(|(.., n)| *n);
                let mut shares: Vec<(Value, Decimal)> =
                    choices.into_iter().map(|value| (value.clone(), of(&value).unwrap_or_default())).collect();
                for (value, _, n) in &actual {
                    if !value.is_none() && !shares.iter().any(|(known, _)| known == value) {
                        shares.push((value.clone(), *n));
                    }
                }
                shares
            }
        };
        // Of people and units those share evenly that are written down.
        let lone = matches!(share, Share::Even) && shares.is_empty();
        for (value, _) in written {
            if !shares.iter().any(|(known, _)| known == value) {
                shares.push((value.clone(), if lone { Decimal::ONE } else { Decimal::ZERO }));
            }
        }
        let branch = |value: &Value| written.iter().find(|(known, _)| known == value).map(|(_, branch)| branch);
        let part = |(value, share): (Value, Decimal)| {
            let branch = branch(&value);
            Part { value, period: node.period, share, branch }
        };
        Ok(shares.into_iter().map(part).collect())
    }

    /// What the figure was for the series of a node in a past period, cut once: by value, or by piece of time.
    fn actual(&self, node: &Node, by: &Id, period: &Period) -> Result<Vec<(Value, Period, Decimal)>, Fault> {
        let Ground { policy, cells, context, now } = *self.ground;
        let question = Question {
            figure: self.target.kpi.clone(),
            by: vec![by.clone()],
            period: Some(*period),
            only: node.by.iter().map(|(id, value)| (id.clone(), value.clone())).collect(),
        };
        // A figure of which nobody knows what it was then was nothing then.
        let Ok(plan) = Plan::of(policy, &question, policy.calendar.local_date(now)) else { return Ok(Vec::new()) };
        let frame = frame(policy, context, None, &[], now);
        let mut actual = Vec::new();
        for (group, sums) in plan.count(cells)? {
            let value = plan.recipe.cook(&sums, &frame)?.as_number().unwrap_or_default().max(Decimal::ZERO);
            let series = group.series.0.first().cloned().unwrap_or_default();
            actual.push((series, group.pieces.first().copied().unwrap_or(*period), value));
        }
        Ok(actual)
    }
}

/// What each part of a value is: those that are written have what is written, the others share the rest.
fn divided(value: Decimal, parts: &[Part], step: Decimal) -> Result<Vec<Decimal>, Fault> {
    let fixed = |part: &Part| part.branch.and_then(|branch| branch.value);
    let shares: Vec<Decimal> = parts.iter().filter(|part| fixed(part).is_none()).map(|part| part.share).collect();
    let too_big = || Fault::new(FaultKind::Overflow, ("a target has more than 28 digits", "目标值超过 28 位"));
    let written = share::total(parts.iter().filter_map(fixed)).ok_or_else(too_big)?;
    let rest = value.checked_sub(written).ok_or_else(too_big)?.max(Decimal::ZERO);
    let mut shared = share::divide(rest, &shares, step).ok_or_else(too_big)?.into_iter();
    Ok(parts.iter().map(|part| fixed(part).or_else(|| shared.next()).unwrap_or_default()).collect())
}

/// Whether a piece of time goes by a name: `2026-Q1`, `Q1`, or the number of its place, from 1.
pub fn is_called(period: &Period, place: Option<usize>, name: &str) -> bool {
    let own = period.name();
    let name = name.trim();
    let ends = |own: &str| own.split_once('-').is_some_and(|(_, end)| end.eq_ignore_ascii_case(name));
    own.eq_ignore_ascii_case(name)
        || period.grain().is_some_and(|grain| grain != Grain::Day) && ends(&own)
        || place.is_some_and(|place| name.parse() == Ok(place + 1))
}

/// The same period some years before, inside another; none where that does not hold it.
fn before(period: &Period, within: &Period) -> Option<Period> {
    let mut then = period.year_before().ok()?;
    while then.start > within.start {
        if super::holds(within, &then) {
            return Some(then);
        }
        then = then.year_before().ok()?;
    }
    super::holds(within, &then).then_some(then)
}
