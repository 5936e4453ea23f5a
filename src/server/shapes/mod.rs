//! The shapes of answers, one function per shape of the table in [`super::call`]. They are an API: fields are added,
//! never renamed or removed, whatever the engine calls things.

mod approval;
mod chain;
mod decision;
mod event;
mod figure;
mod time;
mod why;
mod work;

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

pub(super) use chain::{chains, move_line, task};
pub(super) use decision::evaluation;
pub(super) use event::event;
pub(super) use figure::{dimensions, figure_line, result, warning};
pub(super) use why::why;
pub(super) use work::{call, checklist, leave, work};

use super::eyes::{Eyes, look};
use crate::{
    desk::{CameTo, Done, State},
    engine,
    model::{Actor, Id, Record, Type, Value, json, time::Timestamp},
    policy::Field,
    script::Fault,
};

/// A record.
pub(super) fn record(state: &Eyes, record: &Record) -> Json {
    let fields: Map<String, Json> = fields(state, record)
        .into_iter()
        .map(|(id, value)| (id.to_string(), json::write(&value, &state.policy.calendar)))
        .collect();
    let mut shape = json!({
        "id": record.id,
        "workflow": record.workflow,
        "stages": record.stages().collect::<Vec<_>>(),
        "outcome": record.outcome,
        "version": record.version,
        "label": label(state, record),
        "owner": record.owner().filter(|_| !is_hidden(state, record, "owner")),
        "fields": fields,
        "waiting_for": waiting_for(state, record),
        "policy": record.policy,
        "created_at": moment(state, record.created_at),
        "changed_at": moment(state, record.changed_at),
    });
    if let Some(pipeline) = &record.pipeline {
        shape["pipeline"] = json!(pipeline);
    }
    shape
}

/// The fields of a workflow's records in their order: `[{id, title, type}]`, and for money the `digits` people see,
/// without those that are absent in all of these records.
pub(super) fn columns(state: &Eyes, workflow: &str, records: &[Arc<Record>]) -> Json {
    let is_absent = |field: &Field| !records.is_empty() && records.iter().all(|it| is_hidden(state, it, &field.id));
    let fields = state.policy.workflow(workflow).map(|rules| rules.fields.as_slice()).unwrap_or_default();
    let column = |field: &Field| match field.ty {
        Type::Money => {
            json!({"id": field.id, "title": field.title, "type": "money", "digits": state.policy.manifest.minor_digits})
        }
        _ => json!({"id": field.id, "title": field.title, "type": field.ty.word()}),
    };
    fields.iter().filter(|field| !is_absent(field)).map(column).collect()
}

/// A record's fields, those that are there for who looks.
pub(in crate::server) fn fields(state: &Eyes, record: &Record) -> Vec<(Id, Value)> {
    let mut fields = engine::fields(&state.policy, &**state, record, state.now);
    // What the rules of access fail on is hidden: what they cost nobody is told.
    match state.sight.hidden(record) {
        Ok(hidden) => fields.retain(|(field, _)| !hidden.contains(field)),
        Err(_) => fields.clear(),
    }
    fields
}

fn is_hidden(state: &Eyes, record: &Record, field: &str) -> bool {
    !state.sight.sees_field(record, field).unwrap_or(false)
}

/// What a command led to: the record it was about, the numbers of the events that followed. Of a record that whoever
/// gave the command does not see, or sees no more, its id is all.
pub(super) fn done(state: &State, done: &Done, actor: &Actor) -> Json {
    if let Some(again) = &done.again {
        return again.clone();
    }
    let seen = |it: &Arc<Record>| {
        let shown = look(state, actor, |eyes| Ok::<_, Fault>(eyes.sees(it).then(|| record(eyes, it))));
        shown.ok().flatten().unwrap_or_else(|| json!({"id": it.id, "workflow": it.workflow}))
    };
    let mut json = done.record.as_ref().map_or_else(|| json!({}), seen);
    if let Some(came) = &done.came {
        let told = look(state, actor, |eyes| Ok::<_, Fault>(self::came(eyes, came)));
        json = told.unwrap_or_else(|_| json!({"event": came.event}));
    }
    json["events"] = json!(done.events);
    if done.events.is_empty() {
        json["unchanged"] = json!(true);
    }
    json
}

/// What became of an event from outside: who took it, until when it is kept, what was refused. Records whoever sent it
/// does not see are left out; why one was refused is told with values, and so to those from whom nothing is hidden.
fn came(state: &Eyes, came: &CameTo) -> Json {
    let known = |id: &Id| engine::View::record(&**state, id).ok().flatten();
    let seen = |id: &&Id| known(id).is_none_or(|record| state.sees(&record));
    let told =
        |id: &Id| known(id).is_none_or(|record| state.sight.hidden(&record).is_ok_and(|hidden| hidden.is_empty()));
    let refused = came
        .refused
        .iter()
        .filter(|(record, _)| seen(&record))
        .map(|(record, why)| json!({"record": record, "message": told(record).then_some(why)}));
    json!({
        "event": came.event,
        "taken": came.taken.iter().filter(seen).collect::<Vec<_>>(),
        "kept": came.kept.map(|until| moment(state, until)),
        "dropped": came.taken.is_empty() && came.kept.is_none(),
        "refused": refused.collect::<Vec<_>>(),
    })
}

/// How a record is called.
pub(super) fn label(state: &Eyes, record: &Record) -> String {
    match state.sight.is_clear() {
        true => engine::label(&state.policy, &**state, record, state.now),
        false => state.sight.label(record).unwrap_or_else(|_| record.id.to_string()),
    }
}

/// A moment in the policy's zone.
pub(super) fn moment(state: &State, at: Timestamp) -> String {
    state.policy.calendar.format_timestamp(at)
}

/// Whom a record waits for; nobody where the rules that say so fail (`why` names the reason).
fn waiting_for(state: &Eyes, record: &Record) -> Vec<Id> {
    let waiting = engine::waiting(&state.policy, &**state, record, state.now);
    let seen = waiting.and_then(|waiting| state.sight.waiting(record, waiting));
    seen.map(|waiting| waiting.people()).unwrap_or_default()
}
