//! `target list`: the targets, their parts with what was reached, and what has become of them.

use serde_json::{Value as Json, json};

use super::Asked;
use crate::{
    engine::View,
    figures::{self, Ground, Line},
    model::{
        Actor, Id, Record, Type, Value, number,
        record::{ChainState, SeatState},
        target::TargetLine,
        time::Timestamp,
    },
    policy::Target,
    server::{
        Problem,
        eyes::Eyes,
        shapes::{self, figure_line},
    },
};

/// The targets of the policy, or one of them; parts down to a depth.
pub(super) fn targets(asked: &Asked, target: Option<&str>, depth: usize) -> Result<Json, Problem> {
    asked.look(|state| {
        let all = state.policy.targets.values();
        let wanted: Vec<&Target> = all.filter(|one| target.is_none_or(|id| *one.id == *id)).collect();
        if let (Some(id), true) = (target, wanted.is_empty()) {
            let message = crate::said!("there is no target `{id}`", "没有目标 `{id}`");
            return Err(super::not_found(message));
        }
        let told = wanted.into_iter().map(|target| told(state, target, depth));
        Ok(json!({ "targets": told.collect::<Result<Vec<Json>, Problem>>()? }))
    })
}

fn told(state: &Eyes, target: &Target, depth: usize) -> Result<Json, Problem> {
    let glass = state.glass();
    let policy = &state.policy;
    let ground = Ground { policy, cells: &**state, context: &glass, now: state.now };
    let mut parts = Vec::new();
    for part in figures::parts(&ground, target, depth)? {
        let by: Vec<(Id, Value)> = part.by.into_iter().collect();
        // What a stock was in a past period nobody knows.
        let value = figures::value(policy, &**state, &glass, &target.kpi, &by, Some(&part.period), state.now);
        let (value, aim) = (value.unwrap_or_default(), Value::Number(part.value));
        let attainment = figures::attained(policy, &target.kpi, &value, &aim);
        let line = Line { by, period: Some(part.period), value, target: aim, attainment };
        let mut line = figure_line(state, &target.kpi, &line);
        line["depth"] = json!(part.depth);
        parts.push(line);
    }
    let lines = state.target_lines(&target.id)?;
    let history = lines.iter().map(|line| since(state, line)).collect::<Result<Vec<Json>, Problem>>()?;
    Ok(json!({
        "target": target.id,
        "title": target.title,
        "kpi": target.kpi,
        "period": target.period.name(),
        "stated": number::plain(target.value),
        "unit": figures::unit(&state.policy, &target.kpi).map(Type::word),
        "parts": parts,
        "history": history,
    }))
}

/// What has become of it once: who, when, by which record and who approved, why. A record that the reader may not see
/// is not named.
fn since(state: &Eyes, line: &TargetLine) -> Result<Json, Problem> {
    let record = line.record.as_ref().map_or(Ok(None), |id| state.record(id))?;
    let seen = record.filter(|record| state.sees(record));
    let hidden = line.record.is_some() && seen.is_none();
    let approved_by = seen.as_ref().map(|record| approved_by(record, line.at)).unwrap_or_default();
    let told = json!({
        "seq": line.seq,
        "at": shapes::moment(state, line.at),
        "actor": line.actor.as_str(),
        "record": seen.map(|record| record.id.clone()),
        "approved_by": approved_by,
        "change": line.change.as_ref().map(|change| json!({
            "by": shapes::dimensions(state, change.by.iter()),
            "period": change.period,
            "value": number::plain(change.value),
            "before": number::plain(change.before),
            "rest": if change.spread { "spread" } else { "keep" },
            "reason": change.reason.as_ref().filter(|_| !hidden),
        })),
    });
    Ok(told)
}

/// Who said yes in the chain of a record that ended at that moment.
fn approved_by(record: &Record, at: Timestamp) -> Vec<Id> {
    let runs = record.chains.iter().filter(|run| run.state == ChainState::Approved && run.ended == Some(at));
    let seats = runs.flat_map(|run| &run.steps).flat_map(|step| &step.seats);
    let yes = seats.filter_map(|seat| match &seat.state {
        SeatState::Decided { yes: true, by: Actor::Person(person), .. } => Some(person.clone()),
        _ => None,
    });
    yes.collect()
}
