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

use serde_json::{Map, Value as Json, json};

pub(super) use chain::{chains, move_line, task};
pub(super) use decision::evaluation;
pub(super) use event::event;
pub(super) use figure::{figure_line, warning};
pub(super) use why::why;
pub(super) use work::{call, checklist, leave, work};

use crate::{
    desk::{CameTo, Done, State},
    engine,
    model::{Id, Record, Type, json, time::Timestamp},
    policy::Field,
};

/// A record.
pub(super) fn record(state: &State, record: &Record) -> Json {
    let fields: Map<String, Json> = engine::fields(&state.policy, state, record, state.now)
        .into_iter()
        .map(|(id, value)| (id.to_string(), json::write(&value, &state.policy.calendar)))
        .collect();
    json!({
        "id": record.id,
        "workflow": record.workflow,
        "stages": record.stages().collect::<Vec<_>>(),
        "outcome": record.outcome,
        "version": record.version,
        "label": label(state, record),
        "owner": record.owner(),
        "fields": fields,
        "waiting_for": waiting_for(state, record),
        "policy": record.policy,
        "created_at": moment(state, record.created_at),
        "changed_at": moment(state, record.changed_at),
    })
}

/// The fields of a workflow's records in their order: `[{id, title, type}]`, and for money the `digits` people see.
pub(super) fn columns(state: &State, workflow: &str) -> Json {
    let fields = state.policy.workflow(workflow).map(|rules| rules.fields.as_slice()).unwrap_or_default();
    let column = |field: &Field| match field.ty {
        Type::Money => {
            json!({"id": field.id, "title": field.title, "type": "money", "digits": state.policy.manifest.minor_digits})
        }
        _ => json!({"id": field.id, "title": field.title, "type": field.ty.word()}),
    };
    fields.iter().map(column).collect()
}

/// What a command led to: the record it was about, the numbers of the events that followed.
pub(super) fn done(state: &State, done: &Done) -> Json {
    if let Some(again) = &done.again {
        return again.clone();
    }
    let mut json = done.record.as_ref().map_or_else(|| json!({}), |it| record(state, it));
    if let Some(came) = &done.came {
        json = self::came(state, came);
    }
    json["events"] = json!(done.events);
    if done.events.is_empty() {
        json["unchanged"] = json!(true);
    }
    json
}

/// What became of an event from outside: who took it, until when it is kept, what was refused.
fn came(state: &State, came: &CameTo) -> Json {
    let refused = came.refused.iter().map(|(record, why)| json!({"record": record, "message": why}));
    json!({
        "event": came.event,
        "taken": came.taken,
        "kept": came.kept.map(|until| moment(state, until)),
        "dropped": came.taken.is_empty() && came.kept.is_none(),
        "refused": refused.collect::<Vec<_>>(),
    })
}

/// How a record is called.
pub(super) fn label(state: &State, record: &Record) -> String {
    engine::label(&state.policy, state, record, state.now)
}

/// A moment in the policy's zone.
pub(super) fn moment(state: &State, at: Timestamp) -> String {
    state.policy.calendar.format_timestamp(at)
}

/// Whom a record waits for; nobody where the rules that say so fail (`why` names the reason).
fn waiting_for(state: &State, record: &Record) -> Vec<Id> {
    engine::waiting(&state.policy, state, record, state.now).map(|waiting| waiting.people()).unwrap_or_default()
}
