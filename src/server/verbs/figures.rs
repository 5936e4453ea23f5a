//! `kpi`, `scorecard`, `incentive` and `warnings`.

use serde_json::{Map, Value as Json, json};

use super::Asked;
use crate::{
    desk::State,
    engine::{self, View},
    figures::{self, Line, Question},
    model::{Code, Id, Refusal, time::Period},
    said,
    server::{Problem, eyes::Eyes, shapes},
};

/// Figures, cut by dimensions.
pub(super) fn kpi(asked: &Asked, names: &[String], by: &[String], period: Option<&str>) -> Result<Json, Problem> {
    asked.reader()?;
    let state = asked.state();
    let policy = &state.policy;
    let today = policy.calendar.local_date(state.now);
    let period = period
        .map(|text| Period::parse(text, today, policy.manifest.fiscal_year_starts))
        .transpose()
        .map_err(|error| Problem::new("usage", error.said()))?;
    let by: Vec<Id> = by.iter().map(|id| Id::from(id.as_str())).collect();
    let mut lines: Vec<Json> = Vec::new();
    let mut titles = Map::new();
    let mut refused = None;
    for kpi in asked_for(&state, names) {
        let question = Question { figure: kpi.clone(), by: by.clone(), period, only: Vec::new() };
        match figures::ask(policy, &state, &state.glass(), &question, state.now) {
            Ok(answer) => {
                lines.extend(answer.iter().map(|line: &Line| shapes::figure_line(&state, &kpi, line)));
                titles.insert(kpi.to_string(), json!(policy.figure_title(&kpi)));
            }
            // Of all KPIs those are shown that can be cut so.
            Err(refusal) if names.is_empty() && refusal.code == Code::Usage => {
                refused.get_or_insert(refusal);
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
    match refused {
        Some(refusal) if titles.is_empty() => Err(refusal.into()),
        _ => Ok(json!({"lines": lines, "names": titles})),
    }
}

/// What a scorecard or incentive comes to in a period, for all whom the reader may see it of.
pub(super) fn results(asked: &Asked, kind: &str, paid: bool, period: Option<&str>) -> Result<Json, Problem> {
    let reader = asked.reader()?;
    let state = asked.state();
    let policy = &state.policy;
    match (paid, policy.scorecards.contains_key(kind), policy.incentives.contains_key(kind)) {
        (true, true, _) => {
            let message = said!(
                "`{kind}` is a scorecard: salesflow scorecard {kind}",
                "`{kind}` 是评分卡：salesflow scorecard {kind}"
            );
            return Err(Refusal::new(Code::NotFound, message).into());
        }
        (false, _, true) => {
            let message = said!(
                "`{kind}` is an incentive: salesflow incentive {kind}",
                "`{kind}` 是激励：salesflow incentive {kind}"
            );
            return Err(Refusal::new(Code::NotFound, message).into());
        }
        _ => {}
    }
    let today = policy.calendar.local_date(state.now);
    let fiscal = policy.manifest.fiscal_year_starts;
    let wrong = |error: crate::model::time::TimeError| Problem::new("usage", error.said());
    let period = match (period, engine::result_period(policy, kind)) {
        (Some(text), _) => Period::parse(text, today, fiscal).map_err(wrong)?,
        (None, Some(grain)) => Period::containing(grain, today, fiscal).previous().map_err(wrong)?,
        // What is unknown is said to be so below.
        (None, None) => Period::ALL,
    };
    let standing = engine::standing(policy, &state, &reader, state.now, kind, &period)?;
    let results: Vec<Json> = standing.iter().map(|one| shapes::result(&state, kind, &period, one)).collect();
    let title = policy.workflow(kind).map(|rules| rules.title.clone());
    Ok(json!({"results": results, "title": title, "period": period.name()}))
}

fn asked_for(state: &State, names: &[String]) -> Vec<Id> {
    match names.is_empty() {
        true => state.policy.kpis.keys().cloned().collect(),
        false => names.iter().map(|name| Id::from(name.as_str())).collect(),
    }
}

/// Raised warnings; of one level, if named.
pub(super) fn warnings(asked: &Asked, level: Option<&str>) -> Result<Json, Problem> {
    asked.look(|state| Ok(json!({ "warnings": warnings_seen(state, level)? })))
}

/// The same for these eyes.
pub(super) fn warnings_seen(state: &Eyes, level: Option<&str>) -> Result<Vec<Json>, Problem> {
    let standing = state.standing(None)?;
    let mut warnings = Vec::new();
    for raised in standing.iter().filter(|it| level.is_none_or(|level| &*it.raised.level == level)) {
        let record = raised.record.as_ref().map_or(Ok(None), |id| state.record(id))?;
        if record.is_none_or(|record| state.sees(&record)) {
            warnings.push(shapes::warning(state, raised));
        }
    }
    Ok(warnings)
}
