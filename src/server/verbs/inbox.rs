//! `inbox`: what waits for somebody, what they were told.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Asked, records};
use crate::{
    compiler,
    engine::{self, View},
    model::{Actor, Id, time::Timestamp},
    said,
    script::{Expect, Expr},
    server::{
        Problem,
        eyes::{self, Eyes},
        shapes,
    },
};

/// How many notices are shown, newest first.
const NOTICES_MAX: usize = 50;

/// What waits for whoever asks, in the order it is to be taken.
pub(super) fn inbox(asked: &Asked, filter: Option<&str>, all: bool) -> Result<Json, Problem> {
    let person = asked.actor(None)?;
    eyes::look(&asked.state(), &Actor::Person(person.clone()), |state| lines(state, &person, filter, all))
}

fn lines(state: &Eyes, person: &Id, filter: Option<&str>, all: bool) -> Result<Json, Problem> {
    let Some(who) = state.policy.org.people.get(person) else {
        return Err(super::not_found(said!("the organisation has nobody called `{person}`", "组织中没有 `{person}`")));
    };
    let everything = state.inbox(person)?;
    let shown = match all {
        true => everything.clone(),
        false => engine::inbox_shown(&state.policy, &**state, person, everything.clone(), state.now),
    };
    let hidden = everything.len() - shown.len();
    let waiting = match filter {
        Some(filter) => wanted(state, shown, filter)?,
        None => shown,
    };
    // An order that can't be computed keeps nobody from their work.
    let by_age = waiting.clone();
    let waiting = engine::inbox_order(&state.policy, &**state, person, waiting, state.now).unwrap_or(by_age);
    let mut tasks = Vec::with_capacity(waiting.len());
    for (record, task, since) in waiting {
        tasks.extend(line(state, person, &record, task, since)?);
    }
    let notices: Vec<Json> = state
        .notices(person, NOTICES_MAX)?
        .iter()
        .map(|notice| json!({"at": shapes::moment(state, notice.at), "record": notice.record, "text": notice.text}))
        .collect();
    Ok(json!({"person": person, "name": who.name, "tasks": tasks, "hidden": hidden, "notices": notices}))
}

/// Lines of records for which an expression holds. A workflow it can't be read on has none.
fn wanted(state: &Eyes, lines: Vec<(Id, u32, Timestamp)>, filter: &str) -> Result<Vec<(Id, u32, Timestamp)>, Problem> {
    let mut compiled: BTreeMap<Id, Option<Expr>> = BTreeMap::new();
    let mut wrong = None;
    let mut wanted = Vec::new();
    for line in lines {
        let Some(record) = state.record(&line.0)? else { continue };
        let expr = compiled.entry(record.workflow.clone()).or_insert_with(|| {
            compiler::expression(&state.policy, &record.workflow, filter, Expect::Condition)
                .map_err(|problems| wrong = Some(Problem::expression(filter, &problems)))
                .ok()
        });
        if let Some(expr) = expr
            && records::asked_of(state, &record, &|frame| expr.holds(frame))? == Some(true)
        {
            wanted.push(line);
        }
    }
    match wrong {
        Some(wrong) if compiled.values().all(Option::is_none) => Err(wrong),
        _ => Ok(wanted),
    }
}

/// Who is away.
pub(super) fn leaves(asked: &Asked, person: Option<&str>) -> Result<Json, Problem> {
    let state = asked.state();
    let leaves = engine::leave_of(&state.policy, &state, person, state.now)?;
    Ok(json!({"leaves": leaves.iter().map(|leave| shapes::leave(&state, leave)).collect::<Vec<_>>()}))
}

/// One line; none where it has gone since it was looked up.
fn line(state: &Eyes, person: &Id, record: &Id, task: u32, since: Timestamp) -> Result<Option<Json>, Problem> {
    let Some(record) = state.record(record)? else { return Ok(None) };
    if let Some((run, step, seat)) = record.seat(task).filter(|_| task > 0) {
        return Ok(Some(shapes::task(state, &record, run, step, seat)));
    }
    if let Some(run) = record.task(task).filter(|_| task > 0) {
        return Ok(run.state.is_open().then(|| shapes::work(state, &record, run)));
    }
    let moves = engine::moves_for(&state.policy, &**state, &record, person, state.now)?;
    let offered = !record.offered().is_empty();
    Ok((task == 0 && (offered || !moves.is_empty())).then(|| shapes::move_line(state, &record, person, since, &moves)))
}
