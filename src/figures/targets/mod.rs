//! What a figure should be: the policy's targets, split into their parts, with all that was adjusted since laid over.
//!
//! A target is held as pieces that add up to it: a series and a stretch of days each. A figure that adds up over time
//! (a flow) has pieces in time; one that does not (a stock, a mean, a ratio) aims at the same all the time, and a ratio
//! has no parts at all.

mod grow;
mod lay;
mod list;
mod refuse;
mod share;

pub use grow::is_called;
pub use list::{Part, parts};
pub use refuse::adjust;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{Cells, Series};
use crate::{
    model::{
        Id, Type, Value,
        target::Adjustment,
        time::{Date, Grain, Period, Timestamp},
    },
    policy::{Aggregate, Branch, Kpi, Measure, Policy, Target},
    script::{Context, Fault},
};
use lay::Cut;

/// What targets are worked out from.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The policy that states them.
    pub policy: &'a Policy,
    /// What was counted, and what was adjusted.
    pub cells: &'a dyn Cells,
    /// What expressions see.
    pub context: &'a dyn Context,
    /// The moment.
    pub now: Timestamp,
}

/// A part of a target that nothing divides further: a series, days, and what it should be.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    by: BTreeMap<Id, Value>,
    from: Date,
    until: Date,
    value: Decimal,
    /// Which part it comes of at each level, from the root down.
    path: Vec<usize>,
}

/// How a figure adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Additive {
    /// Over its dimensions.
    pub over_series: bool,
    /// Over time.
    pub over_time: bool,
    /// Whether a stretch inside its smallest part has its share of days. Of what a formula gives nobody knows.
    pub by_days: bool,
}

/// How a figure adds up: sums and counts do, means and ratios do not; a stock does not over time.
pub fn additive(measures: &IndexMap<Id, Measure>, kpis: &IndexMap<Id, Kpi>, figure: &str) -> Additive {
    let flows = flows(measures, kpis, figure, 0);
    match (measures.get(figure), kpis.get(figure)) {
        (Some(m), _) if m.aggregate != Aggregate::Avg => {
            Additive { over_series: true, over_time: flows, by_days: flows }
        }
        (None, Some(kpi)) if kpi.shown_as != Type::Percent => {
            Additive { over_series: true, over_time: flows, by_days: false }
        }
        _ => Additive { over_series: false, over_time: false, by_days: false },
    }
}

/// Whether all that a figure is made of counts at a time.
fn flows(measures: &IndexMap<Id, Measure>, kpis: &IndexMap<Id, Kpi>, figure: &str, depth: usize) -> bool {
    match (measures.get(figure), kpis.get(figure)) {
        (Some(measure), _) => measure.at.is_some(),
        (None, Some(kpi)) => {
            depth <= kpis.len() && kpi.figures.iter().all(|part| flows(measures, kpis, part, depth + 1))
        }
        (None, None) => false,
    }
}

/// A level of a tree.
#[derive(Clone, Debug, PartialEq)]
enum Level {
    Dimension(Id),
    Time(Grain),
}

impl Level {
    fn of(by: &Id) -> Level {
        Grain::parse(by).map_or_else(|_| Level::Dimension(by.clone()), Level::Time)
    }
}

/// A target in force.
struct Aim<'a> {
    target: &'a Target,
    adds: Additive,
    /// To which step its parts are rounded.
    step: Decimal,
    levels: Vec<Level>,
    pieces: Vec<Piece>,
    /// Those still to be laid over, of a figure that does not add up over time.
    adjustments: Vec<Adjustment>,
}

impl<'a> Aim<'a> {
    fn of(
        ground: &Ground<'a>,
        target: &'a Target,
        more: &[Adjustment],
        within: Option<&Period>,
    ) -> Result<Aim<'a>, Fault> {
        let root = ground.policy.trees.get(&target.id).map(|tree| &tree.root);
        let adds = additive(&ground.policy.measures, &ground.policy.kpis, &target.kpi);
        let mut levels = Vec::new();
        if let Some(root) = root {
            gather(root, &mut levels);
        }
        let step = root.and_then(|root| root.round).unwrap_or_else(|| share::step(ground.policy, &target.kpi));
        let mut adjustments = ground.cells.adjustments(&target.id)?;
        adjustments.extend(more.iter().filter(|change| change.target == target.id).cloned());
        // Changes reach beyond the period that is asked for.
        let pieces = grow::pieces(ground, target, adds, within.filter(|_| adjustments.is_empty()))?;
        let mut aim = Aim { target, adds, step, levels, pieces, adjustments: Vec::new() };
        match adds.over_time {
            true => {
                for change in &adjustments {
                    // One whose part is there no more changes nothing.
                    _ = aim.take(ground.policy, change);
                }
            }
            false => aim.adjustments = adjustments,
        }
        Ok(aim)
    }

    /// Lays an adjustment over the pieces; what its part was before.
    fn take(&mut self, policy: &Policy, change: &Adjustment) -> Result<Decimal, lay::Unfit> {
        let cut = Cut::of(policy, self.target, change)?;
        lay::lay(self, policy, &cut, change)
    }

    /// What it says of a series and a period; none where it says nothing of them.
    fn value(&self, policy: &Policy, by: &BTreeMap<Id, Value>, period: &Period) -> Option<Decimal> {
        if !is_within(&self.target.by, by) || !holds(&self.target.period, period) {
            return None;
        }
        if self.adds.over_time {
            let divides = self.adds.by_days;
            return lay::sum(&self.pieces, &policy.calendar, by, (period.start, period.end), divides);
        }
        let pieces = self.at(policy, period);
        lay::sum(&pieces, &policy.calendar, by, (self.target.period.start, self.target.period.end), false)
    }

    /// The pieces of a figure that does not add up over time, as they stand in a period.
    fn at(&self, policy: &Policy, period: &Period) -> Vec<Piece> {
        let mut then =
            Aim { pieces: self.pieces.clone(), levels: self.levels.clone(), adjustments: Vec::new(), ..*self };
        for change in &self.adjustments {
            let within = Cut::of(policy, self.target, change).is_ok_and(|cut| cut.holds(period));
            if within {
                _ = then.take(policy, &Adjustment { period: None, ..change.clone() });
            }
        }
        then.pieces
    }
}

/// The levels of a tree, from the root down, each once.
fn gather(branch: &Branch, levels: &mut Vec<Level>) {
    for split in &branch.splits {
        let level = Level::of(&split.by);
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    branch.parts.iter().for_each(|(_, part)| gather(part, levels));
}

/// The targets of a figure.
pub(super) struct Aims<'a> {
    policy: &'a Policy,
    aims: Vec<Aim<'a>>,
}

impl<'a> Aims<'a> {
    /// Those that reach into a period; none: all.
    pub(super) fn of(ground: &Ground<'a>, figure: &str, period: Option<&Period>) -> Result<Aims<'a>, Fault> {
        let reaches = |target: &&Target| {
            let whole = &target.period;
            *target.kpi == *figure && period.is_none_or(|it| it.start < whole.end && whole.start < it.end)
        };
        let aims = ground.policy.targets.values().filter(reaches).map(|target| Aim::of(ground, target, &[], period));
        Ok(Aims { policy: ground.policy, aims: aims.collect::<Result<_, Fault>>()? })
    }

    /// What the figure should be for those dimensions and that period: what the target of just these says, else the
    /// one with the shortest period around it that knows the series.
    pub(super) fn target(&self, by: &BTreeMap<Id, Value>, period: &Period) -> Value {
        let mut around: Vec<&Aim> = self.aims.iter().filter(|aim| holds(&aim.target.period, period)).collect();
        around.sort_by_key(|aim| {
            let whole = &aim.target.period;
            let is_it = aim.target.by == *by && same_days(whole, period);
            let fixed = aim.target.by.len();
            (!is_it, whole.end.duration_since(whole.start), std::cmp::Reverse(fixed))
        });
        let value = around.into_iter().find_map(|aim| aim.value(self.policy, by, period));
        value.map_or(Value::None, Value::Number)
    }

    /// The series of those dimensions that there is a target for in a period.
    pub(super) fn series(&self, by: &[Id], period: &Period) -> Vec<Series> {
        let mut all: Vec<Series> = Vec::new();
        for aim in self.aims.iter().filter(|aim| holds(&aim.target.period, period)) {
            for piece in &aim.pieces {
                let values = by.iter().map(|id| piece.by.get(id).cloned()).collect::<Option<Vec<Value>>>();
                all.extend(values.map(Series));
            }
        }
        all.sort();
        all.dedup();
        all.retain(|series| {
            let dims = by.iter().cloned().zip(series.0.iter().cloned()).collect();
            !self.target(&dims, period).is_none()
        });
        all
    }
}

fn same_days(a: &Period, b: &Period) -> bool {
    (a.start, a.end) == (b.start, b.end)
}

fn holds(outer: &Period, inner: &Period) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a series lies within another: it has all its values.
fn is_within(outer: &BTreeMap<Id, Value>, inner: &BTreeMap<Id, Value>) -> bool {
    outer.iter().all(|(id, value)| inner.get(id) == Some(value))
}
