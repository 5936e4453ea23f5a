//! Events of approval chains as programs read them. What an event does not say is left out.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::model::{
    Body, Id, Value,
    json::write,
    record::{LeftOver, Timer},
    time::Calendar,
};

/// What an event of a chain carries; nothing where it is another.
pub(super) fn body(body: &Body, calendar: &Calendar) -> Json {
    let values = |values: &BTreeMap<Id, Value>| -> Map<String, Json> {
        values.iter().map(|(id, value)| (id.to_string(), write(value, calendar))).collect()
    };
    let timer = |timer: &Timer| json!({"name": timer.name, "due": calendar.format_timestamp(timer.due)});
    let timers = |timers: &[Timer]| -> Vec<Json> { timers.iter().map(timer).collect() };
    match body {
        Body::Submitted { run, chain, transition, edge, goal, token, from, requester, ask, choices } => {
            let said = json!({
                "run": run, "chain": chain, "transition": transition, "token": token, "from": from,
                "requester": requester, "ask": values(ask),
            });
            more(
                said,
                [
                    ("choose", (!choices.is_empty()).then(|| json!(choices))),
                    ("edge", (*edge > 0).then(|| json!(edge))),
                    ("goal", goal.as_ref().map(|goal| json!(goal))),
                ],
            )
        }
        Body::Resubmitted { run, ask, choices } => {
            let choices = (!choices.is_empty()).then(|| json!(choices));
            more(json!({"run": run, "ask": values(ask)}), [("choose", choices)])
        }
        Body::Branched { run, branch } => json!({"run": run, "branch": branch}),
        Body::Chosen { run, choices } => json!({"run": run, "choose": choices}),
        Body::StepReached { run, step, skipped, copied, by } => more(
            json!({"run": run, "step": step, "skipped": skipped}),
            [("to", copied.as_ref().map(|to| json!(to))), ("by", by.map(Json::from))],
        ),
        Body::StepMade { run, step, records } => json!({"run": run, "step": step, "records": records}),
        Body::SeatOpened { run, step, task, place, holders, timers: set, because, weight, after, beside } => more(
            json!({
                "run": run, "step": step, "task": task, "seat": place, "who": holders, "timers": timers(set),
                "because": because,
            }),
            [
                ("weight", weight.map(|weight| json!(weight.normalize().to_string()))),
                ("after", after.map(Json::from)),
                ("beside", beside.map(Json::from)),
            ],
        ),
        Body::SeatHanded { task, holders, because } => json!({"task": task, "who": holders, "because": because}),
        Body::SeatHeld { task, after } => json!({"task": task, "after": after}),
        Body::SeatStarted { task, timers: set } | Body::Claimed { task, timers: set } => {
            json!({"task": task, "timers": timers(set)})
        }
        Body::Released { task } => json!({"task": task}),
        Body::Lent { task, to, last } => json!({"task": task, "to": to, "final": last}),
        Body::GivenBack { task, yes, comment } => json!({"task": task, "yes": yes, "comment": comment}),
        Body::Abstained { task, comment } | Body::SignerRemoved { task, comment } => {
            json!({"task": task, "comment": comment})
        }
        Body::Returned { run, step, task, to, closed, undone, comment } => json!({
            "run": run, "step": step, "task": task, "to": to, "closed": closed, "undone": undone, "comment": comment,
        }),
        Body::Voided { run, tasks, steps, facts } => {
            json!({"run": run, "tasks": tasks, "steps": steps, "facts": facts})
        }
        Body::TakenBack { task, undone } => json!({"task": task, "undone": undone}),
        Body::Reminded { task, next } => json!({"task": task, "next": next.as_ref().map(timer)}),
        Body::Copied { task, to } => json!({"task": task, "to": to}),
        Body::Decided { task, yes, comment, because, form, facts } => more(
            json!({"task": task, "yes": yes, "comment": comment, "because": because}),
            [
                ("form", (!form.is_empty()).then(|| json!(values(form)))),
                ("facts", (!facts.is_empty()).then(|| json!(values(facts)))),
            ],
        ),
        Body::StepEnded { run, step, yes, left } => {
            let left = match left {
                LeftOver::Cancel => None,
                LeftOver::Absorb => Some(json!("absorb")),
                LeftOver::Hold => Some(json!("hold")),
            };
            more(json!({"run": run, "step": step, "yes": yes}), [("left", left)])
        }
        _ => json!({}),
    }
}

/// The same with those keys that have something to say.
pub(super) fn more<const N: usize>(mut said: Json, keys: [(&str, Option<Json>); N]) -> Json {
    if let Json::Object(map) = &mut said {
        map.extend(keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    }
    said
}
