//! An event as programs read it: its kind and what it carries, flat.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::approval::more;
use crate::model::{
    Body, Event, Id, Value,
    json::write,
    number::plain,
    record::Timer,
    time::{Calendar, Timestamp},
};

/// An event.
pub(in crate::server) fn event(event: &Event, calendar: &Calendar) -> Json {
    let at = |at: Timestamp| calendar.format_timestamp(at);
    let mut json = json!({
        "seq": event.seq,
        "at": at(event.at),
        "as_of": event.as_of.map(at),
        "record": event.record,
        "actor": event.actor.as_str(),
        "kind": event.body.kind(),
        "policy": event.policy,
        "hash": hex(&event.hash),
    });
    if let (Json::Object(all), Json::Object(body)) = (&mut json, body(&event.body, calendar)) {
        all.extend(body);
    }
    json
}

/// What an event carries beside what every event has.
fn body(body: &Body, calendar: &Calendar) -> Json {
    let values = |values: &BTreeMap<Id, Value>| -> Map<String, Json> {
        values.iter().map(|(id, value)| (id.to_string(), write(value, calendar))).collect()
    };
    let at = |at: Timestamp| calendar.format_timestamp(at);
    let timers = |timers: &[Timer]| -> Vec<Json> {
        timers.iter().map(|timer| json!({"name": timer.name, "due": at(timer.due)})).collect()
    };
    match body {
        Body::Created { workflow, fields, parent, pipeline, sequence, number } => more(
            json!({
                "workflow": workflow, "fields": values(fields), "parent": parent, "sequence": sequence,
                "number": number,
            }),
            [("pipeline", pipeline.as_ref().map(|pipeline| json!(pipeline)))],
        ),
        Body::Changed { fields } => json!({"fields": values(fields)}),
        Body::Moved { transition, token, from, to, deviation, ask, edge, opens } => more(
            json!({
                "transition": transition, "token": token, "from": from, "to": to, "deviation": deviation,
                "ask": values(ask),
            }),
            [("edge", (*edge > 0).then(|| json!(edge))), ("opens", (!opens.is_empty()).then(|| json!(opens)))],
        ),
        Body::Joined { join, token, others, rounds, late } => json!({
            "join": join, "token": token, "others": others, "rounds": rounds, "late": late,
        }),
        Body::Queued { token, transition, lock, place } => {
            json!({"token": token, "transition": transition, "lock": lock, "place": place})
        }
        Body::TimerSet { token, timer, due } => json!({"token": token, "timer": timer, "due": due.map(at)}),
        Body::Entered { token, stage, timers: set, since, rounds, late, lock } => more(
            json!({"token": token, "stage": stage, "timers": timers(set)}),
            [
                ("since", since.map(|since| json!(at(since)))),
                ("rounds", (!rounds.is_empty()).then(|| json!(rounds))),
                ("late", (!late.is_empty()).then(|| json!(late))),
                ("lock", lock.as_ref().map(|lock| json!(lock))),
            ],
        ),
        Body::Removed { token, because } => json!({"token": token, "because": because.word()}),
        Body::Closed { outcome } => json!({"outcome": outcome}),
        Body::ChainEnded { run, outcome, comment } => {
            json!({"run": run, "outcome": outcome.word(), "comment": comment})
        }
        Body::TaskActed { act, task, comment, because } => json!({
            "act": act, "task": task.n, "name": task.task, "stage": task.stage, "token": task.token,
            "state": task.state.word(), "holder": task.holder, "offered": task.offered, "lender": task.lender,
            "helps": task.helps, "by": task.by, "form": values(&task.form), "timers": timers(&task.timers),
            "comment": comment, "because": because,
        }),
        Body::ItemChecked { token, stage, item, done } => {
            json!({"token": token, "stage": stage, "item": item, "done": done})
        }
        Body::Sought { seeking, because } => json!({
            "how": seeking.as_ref().map(|seeking| seeking.how.word()),
            "offered": seeking.as_ref().map(|seeking| &seeking.offered), "because": because,
        }),
        Body::Recycled { entry } => json!({"entry": entry}),
        Body::Turned { sequence, number } => json!({"sequence": sequence, "number": number}),
        Body::LeaveSet { leave } => json!({
            "person": leave.person, "from": at(leave.from), "until": leave.until.map(at), "stand_in": leave.stand_in,
        }),
        Body::LeaveCleared { person, from } => json!({"person": person, "from": from.map(at)}),
        Body::TargetChanged { change, .. } => json!({
            "target": change.target, "by": values(&change.by), "period": change.period, "value": plain(change.value),
            "before": plain(change.before), "rest": if change.spread { "spread" } else { "keep" },
            "reason": change.reason,
        }),
        Body::TargetRestated { target, value, .. } => json!({"target": target, "value": value.map(plain)}),
        Body::TimerFired { token, task, timer, due, refused } => json!({
            "token": token, "task": task, "timer": timer, "due": at(*due), "refused": refused,
        }),
        Body::StayClocked { .. }
        | Body::Clocked { .. }
        | Body::Scheduled { .. }
        | Body::Occurred { .. }
        | Body::OccurrenceRefused { .. } => super::time::body(body, calendar),
        Body::Commented { text } => json!({"text": text}),
        Body::Linked { to } => json!({"to": to}),
        Body::Noticed { to, text } => json!({"to": to, "text": text}),
        Body::Sent { channel, event, with } => json!({"channel": channel, "event": event, "with": values(with)}),
        Body::EventCame { event, with, key, sent, .. } => {
            json!({"event": event, "with": values(with), "key": key, "sent": sent})
        }
        Body::EventMet { came, event, rule, refused } => {
            json!({"came": came, "event": event, "rule": rule, "refused": refused})
        }
        Body::EventKept { came, event, until } => json!({"came": came, "event": event, "until": at(*until)}),
        Body::EventDropped { came, event, because } => json!({"came": came, "event": event, "because": because}),
        Body::MarkTaken { transition, of, times } => json!({"transition": transition, "of": of, "times": times}),
        Body::ChildrenTaken { transition, taken, rest } => {
            json!({"transition": transition, "taken": taken, "rest": rest})
        }
        Body::Called { call, token, stage, channel, with, attempt, timers: set } => json!({
            "call": call, "token": token, "stage": stage, "channel": channel, "with": values(with),
            "attempt": attempt, "timers": timers(set),
        }),
        Body::CallAnswered { call, with, late } => json!({"call": call, "with": values(with), "late": late}),
        Body::CallFailed { call, because, late } => json!({"call": call, "because": because, "late": late}),
        Body::Attached { parent } => json!({"parent": parent}),
        Body::Held { balance, account, reserved, waits } => json!({
            "balance": balance, "account": account, "reserved": plain(*reserved), "waits": plain(*waits),
        }),
        Body::Taken { balance, by, reserved, waits } => json!({
            "balance": balance, "by": by, "reserved": plain(*reserved), "waits": plain(*waits),
        }),
        Body::Warned { warning, by, period, level, value, target, because } => json!({
            "warning": warning, "by": values(by), "period": period, "level": level,
            "value": write(value, calendar), "target": write(target, calendar), "because": because,
        }),
        Body::PolicyTaken { version, fingerprint, files } => json!({
            "version": version, "fingerprint": fingerprint, "files": files.keys().collect::<Vec<_>>(),
        }),
        Body::PolicyRejected { fingerprint, findings } => {
            json!({"fingerprint": fingerprint, "findings": findings})
        }
        Body::Answered { key, command, answer } => json!({"key": key, "command": command, "answer": answer}),
        _ => super::approval::body(body, calendar),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
