//! Approval chains of a record, and the tasks that wait for somebody.

use serde_json::{Value as Json, json};

use super::{label, moment};
use crate::{
    desk::State,
    model::{
        Id, Record,
        record::{ChainRun, Seat, SeatState, StepRun, StepState, Timer, Token},
        time::Timestamp,
    },
};

/// Every chain a record has gone through, oldest first.
pub(in crate::server) fn chains(state: &State, record: &Record) -> Json {
    record.chains.iter().map(|run| chain(state, record, run)).collect()
}

fn chain(state: &State, record: &Record, run: &ChainRun) -> Json {
    json!({
        "run": run.id,
        "chain": run.chain,
        "transition": run.transition,
        "state": run.state.word(),
        "requester": run.requester,
        "started": moment(state, run.started),
        "ended": run.ended.map(|at| moment(state, at)),
        "steps": run.steps.iter().map(|it| step(state, record, it)).collect::<Vec<_>>(),
    })
}

fn step(state: &State, record: &Record, step: &StepRun) -> Json {
    let word = match step.state {
        StepState::Open => "open",
        StepState::Approved => "approved",
        StepState::Rejected => "rejected",
        StepState::Skipped => "skipped",
        StepState::Cancelled => "cancelled",
    };
    json!({
        "step": step.step,
        "state": word,
        "since": moment(state, step.since),
        "seats": step.seats.iter().map(|it| seat(state, record, it)).collect::<Vec<_>>(),
    })
}

fn seat(state: &State, record: &Record, seat: &Seat) -> Json {
    let (word, by, at, comment) = match &seat.state {
        SeatState::Open => ("open", None, None, None),
        SeatState::Decided { yes, by, at, comment } => {
            let word = if *yes { "approved" } else { "rejected" };
            (word, Some(by.as_str()), Some(moment(state, *at)), comment.as_deref())
        }
        SeatState::NotNeeded => ("not_needed", None, None, None),
        SeatState::Cancelled => ("cancelled", None, None, None),
    };
    json!({
        "task": record.task_id(seat.task),
        "seat": seat.place,
        "who": seat.holders,
        "state": word,
        "by": by,
        "at": at,
        "comment": comment,
        "due": due(&seat.timers).map(|due| moment(state, due)),
    })
}

/// A task: an open seat.
pub(in crate::server) fn task(state: &State, record: &Record, run: &ChainRun, step: &StepRun, seat: &Seat) -> Json {
    json!({
        "task": record.task_id(seat.task),
        "record": record.id,
        "workflow": record.workflow,
        "label": label(state, record),
        "chain": run.chain,
        "step": step.step,
        "seat": seat.place,
        "who": seat.holders,
        "since": moment(state, seat.since),
        "due": due(&seat.timers).map(|due| moment(state, due)),
        "allow": ["approve", "reject"],
    })
}

/// A record that waits for somebody to move it.
pub(in crate::server) fn move_line(
    state: &State,
    record: &Record,
    person: &Id,
    since: Timestamp,
    moves: &[Id],
) -> Json {
    let tokens = record.tokens.iter().filter(|token| record.chain_on(token.id).is_none());
    let due = tokens.filter_map(|token: &Token| due(&token.timers)).min();
    json!({
        "task": null,
        "record": record.id,
        "workflow": record.workflow,
        "label": label(state, record),
        "chain": null,
        "step": null,
        "seat": null,
        "who": [person],
        "since": moment(state, since),
        "due": due.map(|due| moment(state, due)),
        "allow": ["move"],
        "moves": moves,
        "stages": record.stages().collect::<Vec<_>>(),
    })
}

/// When a stay or a seat is overdue: its own deadline, or what comes first of it.
fn due(timers: &[Timer]) -> Option<Timestamp> {
    let named = timers.iter().find(|timer| &*timer.name == "sla" || &*timer.name == "deadline");
    let first =
        || timers.iter().filter(|timer| timer.name.starts_with("deadline") && !timer.fired).min_by_key(|t| t.due);
    named.or_else(first).map(|timer| timer.due)
}
