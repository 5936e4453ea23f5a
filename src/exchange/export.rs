//! Rows out: records of a workflow, or the events, page by page.

use std::ops::ControlFlow;

use serde_json::{Map, Value as Json, json};

use crate::{
    desk::{Desk, Trouble},
    engine::{self, Sight, View},
    model::{Actor, Event, Id, Record, json::write, time::Calendar},
    policy::Workflow,
};

/// Columns every record has, before its fields.
const RECORD: [&str; 6] = ["id", "stages", "outcome", "version", "created_at", "changed_at"];

/// Columns every event has; what each kind carries comes behind them.
const EVENT: [&str; 8] = ["seq", "at", "as_of", "record", "actor", "kind", "policy", "hash"];

/// What events carry.
const CARRIED: [&str; 38] = [
    "workflow",
    "fields",
    "parent",
    "sequence",
    "number",
    "transition",
    "token",
    "from",
    "to",
    "deviation",
    "ask",
    "stage",
    "timers",
    "outcome",
    "run",
    "chain",
    "requester",
    "step",
    "skipped",
    "task",
    "seat",
    "who",
    "because",
    "yes",
    "comment",
    "timer",
    "due",
    "refused",
    "text",
    "warning",
    "by",
    "period",
    "level",
    "value",
    "target",
    "version",
    "fingerprint",
    "files",
];

/// Rows, as objects, and where the next ones begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The columns of all pages, in order.
    pub columns: Vec<String>,
    /// The rows; a column that is missing is empty.
    pub rows: Vec<Map<String, Json>>,
    /// What to ask with for the rows behind these; none at the end.
    pub cursor: Option<String>,
}

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
pub enum NoRows {
    /// There is nothing of that name.
    #[error("there is no workflow `{what}`; there is {known}, and `events`")]
    Unknown {
        /// What was asked for.
        what: String,
        /// The workflows there are.
        known: String,
    },
    /// The cursor is none of ours.
    #[error("`{0}` is no cursor of an earlier answer")]
    Cursor(String),
    /// They can't be read.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// A page of a workflow's records, oldest first, or of the events where `what` is `events`; `shape` says how an event
/// is written. There is no more in them than the reader sees.
pub fn rows(
    desk: &Desk,
    reader: &Actor,
    what: &str,
    cursor: Option<&str>,
    limit: usize,
    shape: fn(&Event, &Calendar) -> Json,
) -> Result<Page, NoRows> {
    let after = cursor.map(|text| text.parse::<u64>().map_err(|_| NoRows::Cursor(text.to_owned()))).transpose()?;
    let policy = desk.policy();
    match policy.workflow(what) {
        Some(workflow) => Ok(records(desk, reader, workflow, after, limit.max(1))?),
        None if what == "events" => Ok(events(desk, reader, after, limit.max(1), shape)?),
        None => {
            let known: Vec<&str> = policy.workflows.keys().map(|id| &**id).collect();
            Err(NoRows::Unknown { what: what.to_owned(), known: known.join(", ") })
        }
    }
}

fn records(
    desk: &Desk,
    reader: &Actor,
    workflow: &Workflow,
    after: Option<u64>,
    limit: usize,
) -> Result<Page, Trouble> {
    let state = desk.state();
    let glass = state.glass();
    let sight = Sight::of(&state.policy, &glass, reader, state.now)?;
    let (ids, next) = state.page(&workflow.id, after, limit)?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in &ids {
        if let Some(record) = state.record(id)?
            && workflow.names(&record)
            && sight.sees(&record)?
        {
            let hidden = sight.hidden(&record)?;
            let mut fields = engine::fields(&state.policy, &state, &record, state.now);
            fields.retain(|(field, _)| !hidden.contains(field));
            rows.push(record_row(&record, fields, &state.policy.calendar));
        }
    }
    let fields = workflow.fields.iter().map(|field| &*field.id);
    Ok(Page { columns: columns(RECORD.into_iter().chain(fields)), rows, cursor: next.map(|next| next.to_string()) })
}

fn record_row(record: &Record, fields: Vec<(Id, crate::model::Value)>, calendar: &Calendar) -> Map<String, Json> {
    let Record { id, outcome, version, created_at, changed_at, .. } = record;
    let own = [
        json!(id),
        json!(record.stages().collect::<Vec<_>>()),
        json!(outcome),
        json!(version),
        json!(calendar.format_timestamp(*created_at)),
        json!(calendar.format_timestamp(*changed_at)),
    ];
    let own = RECORD.into_iter().map(str::to_owned).zip(own);
    own.chain(fields.into_iter().map(|(id, value)| (id.to_string(), write(&value, calendar)))).collect()
}

fn events(
    desk: &Desk,
    reader: &Actor,
    after: Option<u64>,
    limit: usize,
    shape: fn(&Event, &Calendar) -> Json,
) -> Result<Page, Trouble> {
    let state = desk.state();
    let (policy, glass) = (state.policy.clone(), state.glass());
    let sight = Sight::of(&policy, &glass, reader, state.now)?;
    let (mut rows, mut last, mut more, mut failed) = (Vec::new(), None, false, None);
    desk.events(after.map_or(1, |after| after.saturating_add(1)), &mut |event| {
        if rows.len() == limit {
            more = true;
            return ControlFlow::Break(());
        }
        last = Some(event.seq.to_string());
        let event = match sight.event(event) {
            Ok(Some(event)) => event,
            Ok(None) => return ControlFlow::Continue(()),
            Err(fault) => {
                failed = Some(fault);
                return ControlFlow::Break(());
            }
        };
        match shape(&event, &policy.calendar) {
            Json::Object(row) => rows.push(row),
            other => rows.push(Map::from_iter([("seq".to_owned(), json!(event.seq)), ("kind".to_owned(), other)])),
        }
        ControlFlow::Continue(())
    })?;
    if let Some(fault) = failed {
        return Err(fault.into());
    }
    Ok(Page { columns: columns(EVENT.into_iter().chain(CARRIED)), rows, cursor: last.filter(|_| more) })
}

fn columns<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for name in names {
        if !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    }
    columns
}
