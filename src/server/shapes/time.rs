//! What happens by itself, as programs read it: clocks that stand still and go on, schedules that come round.

use serde_json::{Value as Json, json};

use crate::model::{
    Body,
    record::Timer,
    time::{Calendar, Timestamp},
};

/// What such an event carries.
pub(super) fn body(body: &Body, calendar: &Calendar) -> Json {
    let at = |at: &Timestamp| calendar.format_timestamp(*at);
    let timer = |timer: &Timer| match &timer.stopped {
        Some(stopped) => json!({"name": timer.name, "due": at(&timer.due), "stopped": at(stopped)}),
        None => json!({"name": timer.name, "due": at(&timer.due)}),
    };
    let timers = |timers: &[Timer]| -> Vec<Json> { timers.iter().map(timer).collect() };
    match body {
        Body::StayClocked { token, stage, timers: set } => {
            json!({"token": token, "stage": stage, "timers": timers(set)})
        }
        Body::Clocked { run, ended } => json!({
            "clock": run.clock, "since": at(&run.since), "limit": run.limit.to_string(), "timers": timers(&run.timers),
            "ended": ended,
        }),
        Body::Scheduled { schedule, every, since, next, .. } => {
            json!({"schedule": schedule, "every": every, "since": at(since), "next": next.as_ref().map(at)})
        }
        Body::Occurred { schedule, due, next } => {
            json!({"schedule": schedule, "due": at(due), "next": next.as_ref().map(at)})
        }
        Body::OccurrenceRefused { schedule, due, person, refused } => {
            json!({"schedule": schedule, "due": at(due), "person": person, "refused": refused})
        }
        _ => json!({}),
    }
}
