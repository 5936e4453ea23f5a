//! Where the sums lie.

use std::collections::BTreeMap;

use super::{Contribution, Series, Sum};
use crate::{
    model::{Id, Value, target::Adjustment, time::Date},
    script::Fault,
};

/// What a visitor of cells is handed: a cell's day, the values of its dimensions, its sum.
pub type Each<'a> = dyn FnMut(Option<Date>, &[Value], &Sum) + 'a;

/// One sum per measure, day and dimensions: the desk's store, or a [`Tally`].
pub trait Cells {
    /// Every cell of a measure, in order of days where that is cheap; of a flow only those whose day lies in `days`
    /// (half-open). A stock's cells have no day. Each comes with its day, the values of the measure's dimensions in
    /// their order, and its sum; one cell may come in several parts.
    fn visit(&self, measure: &str, days: Option<(Date, Date)>, each: &mut Each<'_>) -> Result<(), Fault>;

    /// The same where only months matter and `days` are whole months: a store that keeps sums by month may hand these
    /// out, on any day of theirs.
    fn visit_months(&self, measure: &str, days: Option<(Date, Date)>, each: &mut Each<'_>) -> Result<(), Fault> {
        self.visit(measure, days, each)
    }

    /// What was adjusted of a target since the policy stated it, oldest first.
    fn adjustments(&self, _target: &str) -> Result<Vec<Adjustment>, Fault> {
        Ok(Vec::new())
    }
}

/// Cells in memory: for tests, scenarios, and recounts that are compared with what a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Id, BTreeMap<(Option<Date>, Series), Sum>>);

impl Tally {
    /// Puts a contribution in.
    pub fn add(&mut self, contribution: &Contribution) {
        self.change(contribution, Sum::merge);
    }

    /// Takes a contribution out.
    pub fn take_out(&mut self, contribution: &Contribution) {
        self.change(contribution, Sum::take_out);
    }

    fn change(&mut self, contribution: &Contribution, change: fn(&mut Sum, &Sum)) {
        let cells = self.0.entry(contribution.measure.clone()).or_default();
        let key = (contribution.day, contribution.dims.clone());
        let sum = cells.entry(key.clone()).or_default();
        change(sum, &contribution.sum);
        // An empty cell is no cell, so that two tallies of the same records are equal.
        if sum.is_empty() {
            cells.remove(&key);
        }
        if cells.is_empty() {
            self.0.remove(&contribution.measure);
        }
    }

    /// Every cell, in order.
    pub fn cells(&self) -> impl Iterator<Item = Contribution> {
        self.0.iter().flat_map(|(measure, cells)| {
            cells.iter().map(|((day, dims), sum)| Contribution {
                measure: measure.clone(),
                day: *day,
                dims: dims.clone(),
                sum: *sum,
            })
        })
    }
}

impl Cells for Tally {
    fn visit(&self, measure: &str, days: Option<(Date, Date)>, each: &mut Each<'_>) -> Result<(), Fault> {
        let Some(cells) = self.0.get(measure) else {
            return Ok(());
        };
        let key = |day| (Some(day), Series::default());
        match days {
            None => cells.range(..).for_each(|((day, dims), sum)| each(*day, &dims.0, sum)),
            Some((from, until)) => {
                cells.range(key(from)..key(until.max(from))).for_each(|((day, dims), sum)| each(*day, &dims.0, sum))
            }
        }
        Ok(())
    }
}
