//! `preview` and `stuck`: the path ahead of a move, walked on a trial that nobody keeps; and what holds open records up.

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::{Asked, records::find};
use crate::{
    desk::{Reply, Request, State, Trial},
    engine::{self, View, WaitKind},
    model::{
        Actor, Command, Id, Lang, Record,
        record::{ChainRun, Seat, StepRun, StepState},
        time::Timestamp,
    },
    said,
    server::{
        Problem,
        eyes::{self, Eyes},
        shapes,
    },
};

/// How many decisions a preview goes through before it stops: a chain that sends itself back has no end.
const DECISIONS_MAX: usize = 200;
/// From how many records, the newest, a preview learns how long steps take.
const LEARNT_FROM: usize = 200;

/// A move that is asked about.
pub(super) struct Ahead {
    pub record: String,
    pub transition: String,
    pub with: Map<String, Json>,
    pub at: Option<String>,
}

/// What would follow if somebody made a move now, and everybody who is asked then said yes.
pub(super) fn preview(asked: &Asked, ahead: Ahead) -> Result<Json, Problem> {
    let person = asked.actor(None)?;
    let reader = Actor::Person(person.clone());
    eyes::look(&asked.state(), &reader, |state| previewed(asked, state, &person, ahead))
}

fn previewed(asked: &Asked, state: &Eyes, person: &Id, ahead: Ahead) -> Result<Json, Problem> {
    let reader = Actor::Person(person.clone());
    let before = find(state, &ahead.record)?;
    let why = engine::why(&state.policy, &**state, &reader, state.now, &before.id, Some(&ahead.transition));
    let mut trial = asked.desk().trial();
    let mut command = json!({"move": before.id, "do": ahead.transition, "with": ahead.with});
    if let Some(at) = ahead.at {
        command["at"] = json!(at);
    }
    try_out(&mut trial, command, person)?;
    let usual = usual(state, &before.workflow)?;
    let (steps, stops) = walk(&mut trial, &before, &usual, asked.lang)?;
    let days: Vec<Decimal> = steps.iter().filter_map(|step| step["expected_days"].as_str()?.parse().ok()).collect();
    let then = eyes::look(trial.state(), &reader, |after| then(state, after, &before))?;
    Ok(json!({
        "id": before.id,
        "label": shapes::label(state, &before),
        "transition": ahead.transition,
        "from": before.stages().collect::<Vec<_>>(),
        "conditions": why.ok().map_or(json!([]), |why| shapes::why(state, &before, &why, asked.lang)["ways"][0]["conditions"].clone()),
        "steps": steps,
        "expected_days": (!days.is_empty()).then(|| days.iter().sum::<Decimal>().normalize().to_string()),
        "stops": stops,
        "then": then,
    }))
}

/// How the record would stand then.
fn then(state: &Eyes, after: &Eyes, before: &Record) -> Result<Json, Problem> {
    let record = standing(after, &before.id)?;
    Ok(json!({
        "stages": record.stages().collect::<Vec<_>>(),
        "outcome": record.outcome,
        "waiting_for": shapes::record(after, &record)["waiting_for"],
        "fields": changed(state, after, before, &record),
        "makes": made(state, after, before)?,
    }))
}

/// A record of the trial, whoever looks.
fn standing(state: &State, id: &str) -> Result<Arc<Record>, Problem> {
    state.record(id)?.ok_or_else(|| super::not_found(said!("there is no record {id}", "没有记录 {id}")))
}

/// Says yes wherever a chain asks, until none does. The steps in the order they were reached, and why it could not go on
/// to the end, where it could not.
fn walk(
    trial: &mut Trial,
    before: &Record,
    usual: &BTreeMap<Id, Decimal>,
    lang: Lang,
) -> Result<(Vec<Json>, Option<Json>), Problem> {
    let known: Vec<u32> = before.chains.iter().map(|run| run.id).collect();
    let mut stops = None;
    for _ in 0..DECISIONS_MAX {
        let record = standing(trial.state(), &before.id)?;
        let open = record.running().flat_map(ChainRun::open_seats).next();
        let Some((task, who)) = open.map(|(_, seat)| (record.task_id(seat.task), seat.asked().first().cloned())) else {
            break;
        };
        let Some(who) = who else { break };
        let said = json!({"approve": task, "comment": "preview"});
        if let Err(problem) = try_out(trial, said, &who) {
            stops = Some(json!({"task": task, "who": who, "error": problem.told(lang)}));
            break;
        }
    }
    let record = standing(trial.state(), &before.id)?;
    let runs = record.chains.iter().filter(|run| !known.contains(&run.id));
    let steps = runs.flat_map(|run| run.steps.iter().map(move |step| (run, step)));
    Ok((steps.map(|(run, step)| ahead(trial.state(), &record.workflow, run, step, usual)).collect(), stops))
}

fn ahead(state: &State, kind: &Id, run: &ChainRun, step: &StepRun, usual: &BTreeMap<Id, Decimal>) -> Json {
    let chain = state.policy.chain(&run.chain, kind);
    let rule = chain.and_then(|chain| chain.step(&step.step));
    let seats: Vec<Json> = step
        .seats
        .iter()
        .map(|seat| json!({"place": seat.place, "who": seat.holders, "filled": filled(seat)}))
        .collect();
    let due = step.seats.iter().flat_map(|seat| &seat.timers).filter(|timer| timer.name.starts_with("deadline"));
    let due = due.map(|timer| timer.due).min();
    let calendar = &state.policy.calendar;
    let days = |due: Timestamp| calendar_days(state, calendar.business_seconds_between(step.since, due));
    let expected = usual.get(&step_key(&run.chain, &step.step)).copied().or(due.map(days));
    json!({
        "chain": run.chain,
        "step": step.step,
        "title": rule.map(|rule| rule.title.clone()),
        "kind": match step.state {
            StepState::Skipped => "skipped",
            StepState::Copied => "copy",
            _ => "asked",
        },
        "when": rule.and_then(|rule| rule.when.as_ref()).map(|when| when.text()),
        "seats": seats,
        "due": due.map(|due| shapes::moment(state, due)),
        "expected_days": expected.map(|days| days.normalize().to_string()),
    })
}

/// Whether a seat was filled without being asked.
fn filled(seat: &Seat) -> bool {
    use crate::model::record::SeatState;
    matches!(&seat.state, SeatState::Decided { by: Actor::Policy, .. })
}

fn try_out(trial: &mut Trial, command: Json, who: &Id) -> Result<(), Problem> {
    let command = Command::from_json(command)?;
    let request = Request { command, actor: Actor::Person(who.clone()), writing: |_, _, _| Json::Null };
    match trial.answer(&request) {
        Ok(_) => Ok(()),
        Err(Reply::Refused(refusal)) => Err(refusal.into()),
        Err(Reply::Failure(message)) => Err(Problem::new("internal", message)),
    }
}

/// The business days that steps of a workflow's chains have taken, the middle of the newest records.
fn usual(state: &State, workflow: &Id) -> Result<BTreeMap<Id, Decimal>, Problem> {
    let mut taken: BTreeMap<Id, Vec<i64>> = BTreeMap::new();
    let calendar = &state.policy.calendar;
    for id in state.of_workflow(workflow)?.iter().rev().take(LEARNT_FROM) {
        let Some(record) = state.record(id)? else { continue };
        for run in &record.chains {
            for step in run.steps.iter().filter(|step| matches!(step.state, StepState::Approved | StepState::Rejected))
            {
                if let Some(end) = step.seats.iter().filter_map(decided_at).max() {
                    let seconds = calendar.business_seconds_between(step.since, end);
                    taken.entry(step_key(&run.chain, &step.step)).or_default().push(seconds);
                }
            }
        }
    }
    let middle = |mut all: Vec<i64>| {
        all.sort_unstable();
        calendar_days(state, all[all.len() / 2])
    };
    Ok(taken.into_iter().map(|(step, all)| (step, middle(all))).collect())
}

fn decided_at(seat: &Seat) -> Option<Timestamp> {
    match &seat.state {
        crate::model::record::SeatState::Decided { at, .. } => Some(*at),
        _ => None,
    }
}

fn step_key(chain: &str, step: &str) -> Id {
    format!("{chain}.{step}").into()
}

/// Business seconds as business days, to a tenth.
fn calendar_days(state: &State, seconds: i64) -> Decimal {
    let day = state.policy.calendar.open_seconds_per_day().max(1);
    (Decimal::from(seconds) / Decimal::from(day)).round_dp(1)
}

/// The fields that would have other values.
fn changed(before: &Eyes, after: &Eyes, was: &Record, is: &Record) -> Json {
    let fields = |state: &Eyes, record: &Record| shapes::record(state, record)["fields"].clone();
    let (old, new) = (fields(before, was), fields(after, is));
    let new = new.as_object().cloned().unwrap_or_default();
    Json::Object(new.into_iter().filter(|(id, value)| old[id] != *value).collect())
}

/// The records that would be made.
fn made(before: &Eyes, after: &Eyes, record: &Record) -> Result<Vec<Json>, Problem> {
    let known = before.children(&record.id)?;
    let mut made = Vec::new();
    for id in after.children(&record.id)?.into_iter().filter(|id| !known.contains(id)) {
        if let Some(child) = after.record(&id)?.filter(|child| after.sees(child)) {
            made.push(json!({"workflow": child.workflow, "label": shapes::label(after, &child)}));
        }
    }
    Ok(made)
}

/// What holds open records up, longest first.
pub(super) fn stuck(asked: &Asked, workflow: Option<&str>, limit: usize) -> Result<Json, Problem> {
    asked.look(|state| held_up(state, workflow, limit))
}

fn held_up(state: &Eyes, workflow: Option<&str>, limit: usize) -> Result<Json, Problem> {
    let policy = state.policy.clone();
    if let Some(named) = workflow
        && policy.workflow(named).is_none()
    {
        return Err(super::not_found(said!("the policy has no workflow `{named}`", "政策中没有流程 `{named}`")));
    }
    let mut lines: Vec<(Timestamp, Json)> = Vec::new();
    let mut stuck = 0;
    let chosen = workflow.and_then(|named| policy.workflow(named));
    let all = policy.workflows.values().filter(|_| chosen.is_none());
    for rules in all.chain(chosen) {
        for id in state.of_workflow(&rules.id)? {
            let seen = |record: &Arc<Record>| rules.names(record) && state.sees(record);
            let Some(record) = state.record(&id)?.filter(seen) else { continue };
            stuck += waits_of(state, &record, &mut lines)?;
        }
    }
    lines.sort_by(|a, b| (a.0, a.1["record"].as_str()).cmp(&(b.0, b.1["record"].as_str())));
    let total = lines.len();
    let waits: Vec<Json> = lines.into_iter().take(limit).map(|(_, line)| line).collect();
    Ok(json!({"waits": waits, "total": total, "stuck": stuck}))
}

/// Those of the people waited for whose work may be seen.
fn seen_among<'w>(state: &Eyes, record: &Record, who: &'w [Id]) -> Vec<&'w Id> {
    let sees = |one: &&Id| state.sight.sees_work(record, std::slice::from_ref(*one)).unwrap_or(false);
    who.iter().filter(sees).collect()
}

/// The waits of a record as lines; 1 where nothing can ever end them.
fn waits_of(state: &Eyes, record: &Arc<Record>, lines: &mut Vec<(Timestamp, Json)>) -> Result<usize, Problem> {
    let waits = engine::waits(&state.policy, &**state, record, state.now)?;
    if waits.is_empty() {
        return Ok(0);
    }
    let stuck = engine::is_stuck(&waits);
    let calendar = &state.policy.calendar;
    for wait in &waits {
        let days = calendar_days(state, calendar.business_seconds_between(wait.since, state.now));
        let line = json!({
            "record": record.id,
            "label": shapes::label(state, record),
            "workflow": record.workflow,
            "stage": wait.stage,
            "kind": wait.kind.word(),
            "what": wait.what,
            "who": seen_among(state, record, &wait.who),
            "since": shapes::moment(state, wait.since),
            "due": wait.due.map(|due| shapes::moment(state, due)),
            "overdue": wait.due.is_some_and(|due| due <= state.now) && wait.kind != WaitKind::Timer,
            "business_days": days.normalize().to_string(),
            "note": wait.note,
            "stuck": stuck,
        });
        lines.push((wait.since, line));
    }
    Ok(usize::from(stuck))
}
