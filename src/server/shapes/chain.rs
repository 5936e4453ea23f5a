//! Approval chains of a record, and the tasks that wait for somebody.

use serde_json::{Value as Json, json};

use super::{super::eyes::Eyes, label, moment};
use crate::{
    desk::State,
    model::{
        Actor, Id, Record,
        record::{ChainRun, Seat, SeatState, StepRun, StepState, Timer, Token},
        time::Timestamp,
    },
    policy::{Give, Permit, StepAct},
};

/// Every chain a record has gone through, oldest first.
pub(in crate::server) fn chains(state: &Eyes, record: &Record) -> Json {
    record.chains.iter().map(|run| chain(state, record, run)).collect()
}

fn chain(state: &Eyes, record: &Record, run: &ChainRun) -> Json {
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

fn step(state: &Eyes, record: &Record, step: &StepRun) -> Json {
    let word = match step.state {
        StepState::Open => "open",
        StepState::Approved => "approved",
        StepState::Rejected => "rejected",
        StepState::Skipped => "skipped",
        StepState::Copied => "copied",
        StepState::Returned => "cancelled_by_return",
        StepState::Cancelled => "cancelled",
    };
    let word = if step.undone && step.state != StepState::Returned { "undone" } else { word };
    json!({
        "step": step.step,
        "state": word,
        "since": moment(state, step.since),
        "seats": step.seats.iter().filter(|it| sees(state, record, it.task)).map(|it| seat(state, record, it)).collect::<Vec<_>>(),
    })
}

fn seat(state: &Eyes, record: &Record, seat: &Seat) -> Json {
    let said = |by: &'_ Actor, at: &Timestamp| (Some(by.to_string()), Some(moment(state, *at)));
    let (word, (by, at), comment) = match &seat.state {
        SeatState::Planned => ("planned", (None, None), None),
        SeatState::Open => ("open", (None, None), None),
        SeatState::Decided { yes, by, at, comment } => {
            let word = if *yes { "approved" } else { "rejected" };
            (if seat.void { "void" } else { word }, said(by, at), comment.as_deref())
        }
        SeatState::Abstained { by, at, comment } => ("abstained", said(by, at), comment.as_deref()),
        SeatState::Returned { by: Some(by), at, comment } => ("returned", said(by, at), comment.as_deref()),
        SeatState::Returned { by: None, at, .. } => ("cancelled_by_return", (None, Some(moment(state, *at))), None),
        SeatState::Removed => ("removed", (None, None), None),
        SeatState::NotNeeded => ("not_needed", (None, None), None),
        SeatState::Cancelled => ("cancelled", (None, None), None),
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

fn sees(state: &Eyes, record: &Record, task: u32) -> bool {
    state.sight.sees_task(record, task).unwrap_or(false)
}

/// A task: an open seat.
pub(in crate::server) fn task(state: &Eyes, record: &Record, run: &ChainRun, step: &StepRun, seat: &Seat) -> Json {
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
        "allow": allowed(state, &record.workflow, run, step),
    })
}

/// What may be done with a task: deciding it, and what its step allows besides.
fn allowed(state: &State, kind: &Id, run: &ChainRun, step: &StepRun) -> Vec<&'static str> {
    let rules = state.policy.chain(&run.chain, kind).and_then(|chain| chain.step(&step.step));
    let acts = StepAct::WORDS.iter().filter(|(_, act)| {
        let talk = matches!(act, StepAct::Comment | StepAct::Remind | StepAct::TakeBack);
        !talk && rules.is_some_and(|step| !matches!(step.allow.permit(*act), Permit::No))
    });
    let declines = rules.is_some_and(|step| step.finding.give == Give::OfferOne).then_some("decline");
    ["approve", "reject"].into_iter().chain(declines).chain(acts.map(|(word, _)| *word)).collect()
}

/// A record that waits for somebody to move it.
pub(in crate::server) fn move_line(state: &Eyes, record: &Record, person: &Id, since: Timestamp, moves: &[Id]) -> Json {
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
        "allow": if record.offered().is_empty() { vec!["move"] } else { vec!["claim", "decline"] },
        "moves": moves,
        "stages": record.stages().collect::<Vec<_>>(),
    })
}

/// When a stay or a seat is overdue: its own deadline, or what comes first of it.
fn due(timers: &[Timer]) -> Option<Timestamp> {
    let named = timers.iter().find(|timer| &*timer.name == "sla" || &*timer.name == "deadline");
    // What stands still is due at no moment yet.
    let named = named.filter(|timer| timer.stopped.is_none_or(|stopped| timer.due <= stopped));
    let first =
        || timers.iter().filter(|timer| timer.name.starts_with("deadline") && !timer.fired).min_by_key(|t| t.due);
    named.or_else(first).map(|timer| timer.due)
}
