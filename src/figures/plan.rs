//! A question understood: which measures are read, over which days, into which series.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cells, Question, Series, Sum,
    recipe::{Figure, Recipe},
};
use crate::{
    engine::Refused,
    model::{
        Code, Id, Refusal, Value,
        time::{Date, Grain, Period},
    },
    policy::{Measure, Policy},
    said,
    script::Fault,
};

/// A question that can be answered.
pub(super) struct Plan<'a> {
    pub(super) policy: &'a Policy,
    pub(super) figure: Figure<'a>,
    pub(super) recipe: Recipe<'a>,
    /// What each entry of the question's `by` is.
    pub(super) axes: Vec<Axis>,
    only: Vec<(Id, Value)>,
    /// The days asked for; none: all there are.
    pub(super) period: Option<Period>,
    /// The only series wanted, if not all.
    pub(super) among: Option<BTreeSet<Series>>,
}

/// What a line is cut by.
pub(super) enum Axis {
    Time(Grain),
    Dimension(Id),
}

/// What makes a line: a period per time axis, a value per dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    pub(super) pieces: Vec<Period>,
    pub(super) series: Series,
}

impl<'a> Plan<'a> {
    pub(super) fn of(policy: &'a Policy, question: &Question, today: Date) -> Result<Plan<'a>, Refused> {
        let name = &*question.figure;
        let figure = Figure::find(policy, name).ok_or_else(|| unknown(policy, name))?;
        let recipe = Recipe::of(policy, name)?;
        let axes = question.by.iter();
        let axes = axes.map(|by| axis(&recipe, name, by)).collect::<Result<Vec<Axis>, Refused>>()?;
        for (by, _) in &question.only {
            if let Axis::Time(_) = axis(&recipe, name, by)? {
                let message = said!("`{by}` is a time: ask for a period instead", "`{by}` 是时间：请改用期间");
                return Err(Refusal::new(Code::Usage, message));
            }
        }
        let period = question.period.filter(|period| *period != Period::ALL);
        if let Some(period) = period
            && !period.contains(today)
            && !recipe.flows()
        {
            return Err(not_then(policy, name, &period));
        }
        Ok(Plan { policy, figure, recipe, axes, only: question.only.clone(), period, among: None })
    }

    /// One sum per measure for every series in which any of them has one. Without dimensions there is always one.
    pub(super) fn count(&self, cells: &dyn Cells) -> Result<BTreeMap<Group, Vec<Sum>>, Fault> {
        let mut groups = BTreeMap::new();
        if self.axes.is_empty() {
            groups.insert(Group::default(), vec![Sum::default(); self.recipe.measures.len()]);
        }
        for (place, measure) in self.recipe.measures.iter().enumerate() {
            self.count_measure(cells, measure, place, &mut groups)?;
        }
        Ok(groups)
    }

    fn count_measure(
        &self,
        cells: &dyn Cells,
        measure: &Measure,
        place: usize,
        groups: &mut BTreeMap<Group, Vec<Sum>>,
    ) -> Result<(), Fault> {
        let index = |dimension: &Id| measure.by.get_index_of(dimension);
        let columns: Vec<usize> = self.dimensions().filter_map(index).collect();
        let only: Vec<(usize, &Value)> = self.only.iter().filter_map(|(by, value)| Some((index(by)?, value))).collect();
        let mut group = Group::default();
        let mut each = |day: Option<Date>, dims: &[Value], sum: &Sum| {
            let at = |column: usize| dims.get(column).unwrap_or(&Value::None);
            if sum.is_empty() || only.iter().any(|(column, value)| !is_among(at(*column), value)) {
                return;
            }
            group.series.0.clear();
            let values = columns.iter().map(|column| at(*column).clone());
            group.series.0.extend(values);
            if self.among.as_ref().is_some_and(|among| !among.contains(&group.series)) {
                return;
            }
            self.cut(day, &mut group.pieces);
            if let Some(sums) = groups.get_mut(&group) {
                sums[place].merge(sum);
            } else {
                let mut sums = vec![Sum::default(); self.recipe.measures.len()];
                sums[place].merge(sum);
                groups.insert(group.clone(), sums);
            }
        };
        // A stock has no days: it is asked for as it is now.
        let days = self.period.filter(|_| measure.at.is_some());
        let days = days.map(|period| (period.start, period.end));
        if self.in_months() {
            cells.visit_months(&measure.id, days, &mut each)
        } else {
            cells.visit(&measure.id, days, &mut each)
        }
    }

    /// The pieces a day lies in, one per time axis, cut to the period asked for. Cells come by day, so that the last
    /// pieces mostly still fit.
    fn cut(&self, day: Option<Date>, pieces: &mut Vec<Period>) {
        let Some(day) = day else { return };
        if !pieces.is_empty() && pieces.iter().all(|piece| piece.contains(day)) {
            return;
        }
        let fiscal = self.policy.manifest.fiscal_year_starts;
        let piece = |grain| {
            let whole = Period::containing(grain, day, fiscal);
            self.period.map_or(whole, |asked| overlap(&whole, &asked))
        };
        pieces.clear();
        pieces.extend(self.grains().map(piece));
    }

    /// Whether days of one month never lie in different lines, nor some inside and some outside.
    fn in_months(&self) -> bool {
        let first = |date: Date| date.day() == 1;
        self.grains().all(|grain| grain >= Grain::Month)
            && self.period.is_none_or(|period| first(period.start) && first(period.end))
    }

    fn grains(&self) -> impl Iterator<Item = Grain> {
        self.axes.iter().filter_map(|axis| match axis {
            Axis::Time(grain) => Some(*grain),
            Axis::Dimension(_) => None,
        })
    }

    fn dimensions(&self) -> impl Iterator<Item = &Id> {
        self.axes.iter().filter_map(|axis| match axis {
            Axis::Dimension(id) => Some(id),
            Axis::Time(_) => None,
        })
    }

    /// The period of a line: where its pieces overlap, else the one asked for.
    pub(super) fn period_of(&self, group: &Group) -> Option<Period> {
        let pieces = group.pieces.iter().copied();
        pieces.reduce(|a, b| overlap(&a, &b)).or(self.period)
    }

    /// The dimensions of a line and what they are held to.
    pub(super) fn dims_of(&self, group: &Group) -> BTreeMap<Id, Value> {
        let line = self.dimensions().cloned().zip(group.series.0.iter().cloned());
        let held = self.only.iter().map(|(by, value)| (by.clone(), value.items().first().unwrap_or(value).clone()));
        line.chain(held).collect()
    }
}

/// Whether a value is the one that is meant, or one of those.
fn is_among(value: &Value, meant: &Value) -> bool {
    match meant {
        Value::List(all) => all.contains(value),
        one => value == one,
    }
}

/// What two overlapping periods share.
fn overlap(a: &Period, b: &Period) -> Period {
    let (start, last) = (a.start.max(b.start), a.last_day().min(b.last_day()));
    let is = |period: &&Period| (period.start, period.last_day()) == (start, last);
    match [a, b].into_iter().find(is) {
        Some(period) => *period,
        None => Period::of_days(start, last).unwrap_or(*a),
    }
}

fn axis(recipe: &Recipe, figure: &str, by: &Id) -> Result<Axis, Refused> {
    // A dimension of the measure's own wins over the time of the same name.
    if recipe.dimensions().contains(&by) {
        return Ok(Axis::Dimension(by.clone()));
    }
    let flows = recipe.flows();
    if flows && let Ok(grain) = Grain::parse(by) {
        return Ok(Axis::Time(grain));
    }
    let mut has: Vec<&str> = recipe.dimensions().iter().map(|id| &***id).collect();
    if flows {
        has.extend(Grain::ALL.map(Grain::word));
    }
    let message = match has.is_empty() {
        true => said!("`{figure}` has no dimensions", "`{figure}` 没有维度"),
        false => said!(
            "`{figure}` has no dimension `{by}`; it has {}",
            "`{figure}` 没有维度 `{by}`；它有 {}",
            has.join(", ")
        ),
    };
    Err(Refusal::new(Code::Usage, message).with("dimensions", has))
}

fn unknown(policy: &Policy, name: &str) -> Refused {
    let known = policy.kpis.keys().chain(policy.measures.keys());
    let near = known
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let message = match near {
        Some((_, near)) => {
            said!("no figure is called `{name}`; did you mean `{near}`?", "没有指标叫 `{name}`；是否指 `{near}`？")
        }
        None => said!("no figure is called `{name}`", "没有指标叫 `{name}`"),
    };
    Refusal::new(Code::NotFound, message)
}

fn not_then(policy: &Policy, name: &str, period: &Period) -> Refused {
    let title = policy.figure_title(name);
    let message = said!(
        "{title} is a stock: it is known as it stands now, not as it stood in {period}",
        "{title} 是存量：只知道现在的数，不知道 {period} 当时的数"
    );
    Refusal::new(Code::Usage, message)
}
