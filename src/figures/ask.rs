//! Asking for a figure.

use std::cmp::Ordering;

use super::{
    Cells,
    attainment::attainment,
    frame,
    plan::{Axis, Group, Plan},
    recipe::Figure,
    series::compare_as,
    targets::{Aims, Ground},
};
use crate::{
    engine::{Measured, Refused},
    model::{
        Id, Type, Value,
        time::{Period, Timestamp},
    },
    policy::Policy,
    script::{Context, Fault, FaultKind},
};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// A measure or KPI.
    pub figure: Id,
    /// What it is cut by: its dimensions, and for flows `day week month quarter year`.
    pub by: Vec<Id>,
    /// The days that count; none: all there are. A stock is known for a period that today lies in.
    pub period: Option<Period>,
    /// Dimensions held to one value; of a list any of its values, and targets are those of the first.
    pub only: Vec<(Id, Value)>,
}

impl Question {
    /// A figure as a whole.
    pub fn total(figure: impl AsRef<str>, period: Option<Period>) -> Question {
        Question { figure: figure.as_ref().into(), by: Vec::new(), period, only: Vec::new() }
    }
}

/// One line of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is cut by, in the order asked; a time stands by the name of its period.
    pub by: Vec<(Id, Value)>,
    /// Its period: that of its times, else the one asked for.
    pub period: Option<Period>,
    /// The figure.
    pub value: Value,
    /// What it should be; none where nothing says so.
    pub target: Value,
    /// How much of the target is reached, as a fraction; above 1 is better than the target.
    pub attainment: Value,
}

/// Answers a question, a line for each series in which a measure of the figure has something: times first, rising,
/// then by value, choices as they are written. Without `by` there is one line always.
///
/// # Errors
/// An unknown figure is `not_found`; a dimension it has not, and a stock's past, are wrong usage.
pub fn ask(
    policy: &Policy,
    cells: &dyn Cells,
    context: &dyn Context,
    question: &Question,
    now: Timestamp,
) -> Result<Vec<Line>, Refused> {
    let plan = Plan::of(policy, question, policy.calendar.local_date(now))?;
    let mut groups: Vec<_> = plan.count(cells)?.into_iter().collect();
    groups.sort_by(|(a, _), (b, _)| order(&plan, a, b));
    let frame = frame(policy, context, None, &[], now);
    let ground = Ground { policy, cells, context, now };
    let aims = Aims::of(&ground, &question.figure, question.period.as_ref())?;
    let lines = groups.into_iter().map(|(group, sums)| {
        let value = plan.recipe.cook(&sums, &frame)?;
        let period = plan.period_of(&group);
        let target = match period {
            Some(period) => aims.target(&plan.dims_of(&group), &period),
            None => Value::None,
        };
        Ok(Line {
            by: named(&plan, &group),
            period,
            attainment: attainment(&value, &target, plan.figure.better()),
            value,
            target,
        })
    });
    Ok(lines.collect::<Result<_, Fault>>()?)
}

/// One number, as expressions ask for it.
///
/// # Errors
/// As [`ask`], as a fault.
pub fn value(
    policy: &Policy,
    cells: &dyn Cells,
    context: &dyn Context,
    figure: &str,
    only: &[(Id, Value)],
    period: Option<&Period>,
    now: Timestamp,
) -> Result<Value, Fault> {
    let question = Question { only: only.to_vec(), ..Question::total(figure, period.copied()) };
    let plan = Plan::of(policy, &question, policy.calendar.local_date(now))
        .map_err(|refused| Fault::new(FaultKind::Missing, refused.message))?;
    let sums = plan.count(cells)?.into_values().next().unwrap_or_default();
    plan.recipe.cook(&sums, &frame(policy, context, None, &[], now))
}

/// A figure in a period with what it should be, by a dimension or as a whole, as [`crate::engine::View::measured`] has
/// it: a stock as it stands now, against the target of that period.
///
/// # Errors
/// As [`ask`], as a fault.
pub fn measured(
    policy: &Policy,
    cells: &dyn Cells,
    context: &dyn Context,
    (figure, by, only): (&str, Option<&Id>, &[(Id, Value)]),
    period: &Period,
    now: Timestamp,
) -> Result<Vec<(Value, Measured)>, Fault> {
    let by: Vec<Id> = by.into_iter().cloned().collect();
    let question = Question { by, only: only.to_vec(), ..Question::total(figure, None) };
    let missing = |refused: Refused| Fault::new(FaultKind::Missing, refused.message);
    let mut plan = Plan::of(policy, &question, policy.calendar.local_date(now)).map_err(missing)?;
    if plan.recipe.flows() {
        plan.period = Some(*period);
    }
    let frame = frame(policy, context, None, &[], now);
    let aims = Aims::of(&Ground { policy, cells, context, now }, figure, Some(period))?;
    let mut all = Vec::new();
    for (group, sums) in plan.count(cells)? {
        let value = plan.recipe.cook(&sums, &frame)?;
        let target = aims.target(&plan.dims_of(&group), period);
        let attainment = attainment(&value, &target, plan.figure.better());
        let at = group.series.0.first().cloned().unwrap_or_default();
        all.push((at, Measured { value, target, attainment }));
    }
    Ok(all)
}

/// What a figure's values mean: money, a percentage, a number; none where the policy has no such figure.
pub fn unit<'a>(policy: &'a Policy, figure: &str) -> Option<&'a Type> {
    Figure::find(policy, figure).map(|figure| figure.ty())
}

fn order(plan: &Plan, a: &Group, b: &Group) -> Ordering {
    let dimensions = plan.axes.iter().filter_map(|axis| match axis {
        Axis::Dimension(id) => Some(plan.recipe.type_of(id)),
        Axis::Time(_) => None,
    });
    let both = a.series.0.iter().zip(&b.series.0).zip(dimensions);
    let by_value = both.map(|((a, b), ty)| compare_as(a, b, ty));
    a.pieces.cmp(&b.pieces).then_with(|| by_value.fold(Ordering::Equal, Ordering::then))
}

fn named(plan: &Plan, group: &Group) -> Vec<(Id, Value)> {
    let mut pieces = group.pieces.iter();
    let mut values = group.series.0.iter();
    let name = |axis: &Axis| match axis {
        Axis::Time(grain) => {
            let piece = pieces.next().map(|piece| Value::text(piece.name()));
            (grain.word().into(), piece.unwrap_or_default())
        }
        Axis::Dimension(id) => (id.clone(), values.next().cloned().unwrap_or_default()),
    };
    plan.axes.iter().map(name).collect()
}
