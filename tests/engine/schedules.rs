//! When schedules come round: once each time, whatever happens to the house in between.

use salesflow::model::Body;
use serde_json::json;

use crate::world::World;

const HOUSE: &str = r#"
== workflows/note.toml
id_format = "N-{seq:1}"
[field]
of  = { type = "date" }
n   = { type = "number", default = 0, max = 3 }
[stage.open]
sla = "1d"
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
== rules/schedules.toml
[schedule.daily]
every = "day 08:00"
create = [{ workflow = "note", with = { of = "=today", owner = "ana" } }]
[schedule.hourly]
every = "6h"
for = { records = "note" }
set = { n = "=n + 1" }
"#;

/// The occurrences of a schedule, as they were due.
fn occurred(world: &World, schedule: &str) -> Vec<String> {
    let calendar = &world.state().policy.calendar;
    let due = world.events().into_iter().filter_map(|event| match event.body {
        Body::Occurred { schedule: id, due, .. } if *id == *schedule => {
            Some(calendar.format_timestamp(due)[..16].to_owned())
        }
        _ => None,
    });
    due.collect()
}

fn notes(world: &World) -> Vec<String> {
    let state = world.state();
    let ids = salesflow::engine::View::of_workflow(&state, "note").unwrap();
    ids.iter().map(|id| world.record(id).fields.get("of").unwrap().to_string()).collect()
}

#[test]
fn after_a_stop_each_occurrence_fires_once_in_its_order() {
    let leap = |leaps: &[&str]| {
        let world = World::of(HOUSE);
        leaps.iter().for_each(|leap| world.waits(leap));
        let events = world.events().into_iter().filter(|event| !matches!(event.body, Body::PolicyTaken { .. }));
        let events: Vec<String> = events.map(|event| format!("{} {:?}", event.moment(), event.body)).collect();
        (occurred(&world, "daily"), notes(&world), events)
    };
    let (occurred, notes, events) = leap(&["5d"]);
    assert_eq!(occurred[0], "2026-03-03T08:00");
    assert_eq!(occurred.len(), 5);
    assert_eq!(notes, ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"]);
    let others = leap(&["1d"; 5]).2;
    for (one, other) in events.iter().zip(&others) {
        assert_eq!(one, other, "one leap of five days is five of one");
    }
    assert_eq!(events.len(), others.len());
}

#[test]
fn what_is_refused_is_written_down_on_its_record_and_comes_round_again() {
    let world = World::of(HOUSE);
    let id = world.does("ana", json!({"new": "note"}));
    let other = world.does("bo", json!({"new": "note"}));
    world.waits("12h");
    world.does("bo", json!({"set": other, "with": {"n": 0}}));
    world.waits("12h");
    world.expect(&id).has("n", "3");
    let refused = |id: &str| {
        let history = world.history(id).into_iter();
        history.filter(|event| matches!(event.body, Body::OccurrenceRefused { .. })).count()
    };
    assert_eq!((refused(&id), refused(&other)), (1, 0));
    world.expect(&other).has("n", "2");
}

#[test]
fn a_schedule_begins_with_the_policy_that_brings_it() {
    let mut world = World::of(HOUSE);
    world.waits("1d");
    assert_eq!(occurred(&world, "daily").len(), 1);
    let new = "[schedule.weekly]\nevery = \"mon 07:00\"\nnotify = [{ to = \"person:zoe\", text = \"a week\" }]\n[schedule.hourly]";
    world.changes("rules/schedules.toml", "[schedule.hourly]", new);
    world.waits("5d");
    assert!(world.told("zoe").is_empty());
    world.waits("1d");
    assert_eq!(world.told("zoe"), ["a week"]);
    // What has not changed goes on as it was; what has begins anew.
    assert_eq!(occurred(&world, "daily").len(), 7);
    world.changes("rules/schedules.toml", "day 08:00", "day 08:30");
    world.waits("1d");
    assert_eq!(occurred(&world, "daily").last().unwrap(), "2026-03-10T08:30");
    world.changes("rules/schedules.toml", "every = \"mon 07:00\"", "off = true\nevery = \"mon 07:00\"");
    world.waits("14d");
    assert_eq!(world.told("zoe").len(), 1);
    // Switched on again, nothing of in between is made up for.
    world.changes("rules/schedules.toml", "off = true\n", "");
    world.waits("1m");
    assert_eq!(world.told("zoe").len(), 1);
    world.waits("6d");
    assert_eq!(world.told("zoe").len(), 2);
}

#[test]
fn a_day_off_that_comes_later_moves_what_is_to_come() {
    let mut world = World::of(HOUSE);
    world.changes("rules/schedules.toml", "every = \"day 08:00\"", "every = \"day 08:00\"\nholiday = \"skip\"");
    world.waits("1d");
    world.changes("salesflow.toml", "locale = \"en-US\"", "locale = \"en-US\"\ncalendar.holidays = [\"2026-03-04\"]");
    world.waits("2d");
    assert_eq!(occurred(&world, "daily"), ["2026-03-03T08:00", "2026-03-05T08:00"]);
}
