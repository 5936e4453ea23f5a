//! Figures and raised warnings.

use serde_json::{Map, Value as Json, json};

use super::moment;
use crate::{
    desk::{Standing, State},
    engine,
    figures::{self, Line},
    model::{Id, Type, Value, json::write, number, time::Period},
    policy::Over,
};

/// A line of a figure.
pub(in crate::server) fn figure_line(state: &State, kpi: &Id, line: &Line) -> Json {
    let policy = &state.policy;
    let ty = figures::unit(policy, kpi);
    let shown = |value: &Value| match (value, ty) {
        // Money is shown in whole minor units; everything else as exact as it is.
        (Value::Number(amount), Some(Type::Money)) => {
            write(&Value::Number(number::round(*amount, policy.manifest.minor_digits)), &policy.calendar)
        }
        _ => write(value, &policy.calendar),
    };
    json!({
        "kpi": kpi,
        "period": line.period.map(|period| period.name()),
        "by": by(state, &line.by),
        "value": shown(&line.value),
        "target": shown(&line.target),
        "attainment": write(&line.attainment, &policy.calendar),
        "unit": ty.map(Type::word),
    })
}

/// What a scorecard or incentive comes to for one of those it is for.
pub(in crate::server) fn result(state: &State, kind: &str, period: &Period, standing: &engine::Standing) -> Json {
    let policy = &state.policy;
    let unit = match policy.scorecards.contains_key(kind) {
        true => Type::Number,
        false => Type::Money,
    };
    let write = |value: &Value| write(value, &policy.calendar);
    json!({
        "kind": kind,
        "period": period.name(),
        "owner": standing.owner,
        "rated": standing.rated,
        "label": standing.label,
        "record": standing.record,
        "stage": standing.stage,
        "value": write(&standing.value),
        "grade": standing.grade,
        "now": standing.now.as_ref().map(write),
        "unit": unit.word(),
    })
}

/// A raised warning: `value` and `target` are what its level was last changed on, `now` is the figure as it stands.
pub(in crate::server) fn warning(state: &State, standing: &Standing) -> Json {
    let write = |value: &Value| write(value, &state.policy.calendar);
    let (now, unit) = watched(state, standing);
    json!({
        "warning": standing.warning,
        "title": title(state, &standing.warning),
        "level": standing.raised.level,
        "by": by(state, &standing.by),
        "period": standing.period,
        "record": standing.record,
        "state": "raised",
        "since": moment(state, standing.raised.since),
        "value": write(&standing.raised.value),
        "target": write(&standing.raised.target),
        "now": write(&now),
        "unit": unit.map(Type::word),
    })
}

/// The figure a warning watches, as it stands for its series and period, and its unit; none where it watches records.
fn watched<'s>(state: &'s State, standing: &Standing) -> (Value, Option<&'s Type>) {
    let policy = &state.policy;
    let Some(Over::Figure { kpi, .. }) = policy.warnings.get(&standing.warning).map(|warning| &warning.over) else {
        return (Value::None, None);
    };
    let today = policy.calendar.local_date(state.now);
    let period = standing.period.as_deref();
    let period = period.and_then(|name| Period::parse(name, today, policy.manifest.fiscal_year_starts).ok());
    // A past stock is not known; then only what it was raised on is shown.
    let now = figures::value(policy, state, &state.glass(), kpi, &standing.by, period.as_ref(), state.now);
    (now.unwrap_or_default(), figures::unit(policy, kpi))
}

/// What people call a warning; one of a stay is called by its workflow and stage.
fn title(state: &State, warning: &str) -> String {
    if let Some(rule) = state.policy.warnings.get(warning) {
        return rule.title.clone();
    }
    let stage = warning.split_once('.').and_then(|(workflow, stage)| {
        let workflow = state.policy.workflow(workflow)?;
        let stage = workflow.stages.get(stage)?;
        Some(format!("{} · {}", workflow.title, stage.title))
    });
    stage.unwrap_or_else(|| warning.to_owned())
}

fn by(state: &State, by: &[(Id, Value)]) -> Map<String, Json> {
    dimensions(state, by.iter().map(|(id, value)| (id, value)))
}

/// Dimensions and their values.
pub(in crate::server) fn dimensions<'a>(
    state: &State,
    by: impl Iterator<Item = (&'a Id, &'a Value)>,
) -> Map<String, Json> {
    by.map(|(id, value)| (id.to_string(), write(value, &state.policy.calendar))).collect()
}
