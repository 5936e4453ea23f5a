//! What a figure should be, and how much of that is reached.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Series, recipe::Figure};
use crate::{
    model::{
        Id, Type, Value,
        time::{Calendar, Period},
    },
    policy::{Aggregate, Better, Policy, Target},
};

/// The target of a figure for those dimensions and that period; none where there is none.
///
/// A period inside a target's period has its part (semantics, section 9): an amount its share by business days, a
/// rate, a mean or a stock the whole, since it does not add up. Which of these a KPI's formula gives is known of
/// percentages only; another KPI has no target but the written ones.
pub(super) fn target_of(policy: &Policy, figure: &str, by: &BTreeMap<Id, Value>, period: &Period) -> Value {
    let of_series = |target: &&Target| &*target.kpi == figure && target.by == *by;
    let targets = || policy.targets.values().filter(of_series);
    if let Some(target) = targets().find(|target| same_days(&target.period, period)) {
        return Value::Number(target.value);
    }
    let around = targets()
        .filter(|target| holds(&target.period, period))
        .min_by_key(|target| target.period.end.duration_since(target.period.start));
    let Some(target) = around else {
        return Value::None;
    };
    match part(policy, figure) {
        Part::Share => share(target, period, &policy.calendar).map_or(Value::None, Value::Number),
        Part::Whole => Value::Number(target.value),
        Part::Unknown => Value::None,
    }
}

fn same_days(a: &Period, b: &Period) -> bool {
    (a.start, a.end) == (b.start, b.end)
}

/// The series a figure has targets for in a period, written or as a part, for those dimensions.
pub(super) fn series_of(policy: &Policy, figure: &str, by: &[Id], period: &Period) -> Vec<Series> {
    let targets = policy.targets.values();
    let series = targets.filter_map(|target| {
        let here = &*target.kpi == figure
            && target.by.len() == by.len()
            && holds(&target.period, period)
            && !target_of(policy, figure, &target.by, period).is_none();
        let values = by.iter().map(|id| target.by.get(id).cloned());
        here.then(|| values.collect::<Option<Vec<Value>>>()).flatten()
    });
    series.map(Series).collect()
}

fn holds(outer: &Period, inner: &Period) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What a part of a target's period has of the target.
enum Part {
    Share,
    Whole,
    Unknown,
}

fn part(policy: &Policy, figure: &str) -> Part {
    match Figure::find(policy, figure) {
        Some(Figure::Measure(m)) if m.at.is_some() && m.aggregate != Aggregate::Avg => Part::Share,
        Some(Figure::Measure(_)) => Part::Whole,
        Some(Figure::Kpi(kpi)) if kpi.shown_as == Type::Percent => Part::Whole,
        Some(Figure::Kpi(_)) | None => Part::Unknown,
    }
}

fn share(target: &Target, period: &Period, calendar: &Calendar) -> Option<Decimal> {
    let days = |period: &Period| Decimal::from(calendar.business_days_between(period.start, period.end));
    target.value.checked_mul(days(period))?.checked_div(days(&target.period))
}

/// Value over target, or target over value where less is better; none where that can't be said.
pub(super) fn attainment(value: &Value, target: &Value, better: Better) -> Value {
    let (Some(value), Some(target)) = (value.as_number(), target.as_number()) else {
        return Value::None;
    };
    if target.is_zero() {
        return Value::None;
    }
    let reached = match better {
        Better::Higher => value.checked_div(target),
        Better::Lower => target.checked_div(value),
    };
    reached.map_or(Value::None, Value::Number)
}
