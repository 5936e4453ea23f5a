//! What happens by itself at a moment.

use salesflow::model::time::{Calendar, CalendarSpec, Date};
use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
label = "{id}"
[field]
ready = { type = "bool", default = false }
limit = { type = "duration" }
[stage.open]
title = "Open"
sla = "2bd"
on_overdue = [
  { notify = "owner", text = "{id} is late" },
  { after = "4bh", notify = "manager_of(owner)", level = "red" },
  { after = "1bd", notify = "person:zoe", level = "red" },
]
[stage.cold]
sla = "limit"
on_overdue = [{ notify = "owner", level = "red" }]
[stage.gone]
end = "gone"
[stage.done]
end = "done"
[transition.chill]
from = "open"
to = "cold"
[transition.drop]
from = "cold"
to = "gone"
after = "3d"
when = "ready"
[transition.finish]
from = ["open", "cold"]
to = "done"
[transition.stay]
from = "open"
to = "open"
"#;

#[test]
fn an_overdue_stay_is_told_rung_by_rung_in_business_time() {
    let world = World::of(DEAL);
    world.becomes("2026-03-06T15:00");
    let id = world.does("ana", json!({"new": "deal"}));
    world.becomes("2026-03-10T14:59");
    assert!(world.raised("deal.open").is_empty());
    world.becomes("2026-03-10T15:00");
    assert_eq!(world.raised("deal.open"), [(id.clone(), "yellow".to_owned())]);
    assert_eq!((world.told("ana"), world.told("mia")), (vec!["D-1 is late".to_owned()], vec![]));
    // Four open hours on: three today, one tomorrow.
    world.becomes("2026-03-11T09:59");
    assert!(world.told("mia").is_empty());
    world.becomes("2026-03-11T10:00");
    assert_eq!(world.told("mia"), ["D-1: Open"]);
    assert_eq!(world.raised("deal.open"), [(id.clone(), "red".to_owned())]);
    world.becomes("2026-03-11T15:00");
    assert_eq!(world.told("zoe").len(), 1);
    world.does("ana", json!({"move": id, "do": "chill"}));
    assert!(world.raised("deal.open").is_empty());
    assert_eq!(world.levels("deal.open"), ["yellow", "red", "red", "-"]);
}

#[test]
fn a_level_at_once_is_not_undone() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"limit": "1h"}}));
    world.does("ana", json!({"move": id, "do": "chill"}));
    world.waits("2h");
    assert_eq!(world.raised("deal.cold"), [(id.clone(), "red".to_owned())]);
    assert_eq!(world.levels("deal.cold").last().unwrap(), "red");
    world.does("ana", json!({"move": id, "do": "finish"}));
    assert!(world.raised("deal.cold").is_empty());
}

#[test]
fn entering_anew_begins_the_clock_anew() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    world.waits("1bd");
    world.does("ana", json!({"move": id, "do": "stay"}));
    world.waits("1bd");
    assert!(world.raised("deal.open").is_empty());
    world.waits("1bd");
    assert_eq!(world.raised("deal.open").len(), 1);
    world.does("ana", json!({"move": id, "do": "stay"}));
    assert!(world.raised("deal.open").is_empty());
}

#[test]
fn a_condition_that_fails_when_due_is_waited_for() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"move": id, "do": "chill"}));
    world.does("ana", json!({"set": id, "with": {"ready": true}}));
    world.expect(&id).stage("cold");
    world.does("ana", json!({"set": id, "with": {"ready": false}}));
    world.waits("4d");
    world.expect(&id).stage("cold");
    world.refuses("ana", json!({"move": id, "do": "drop"}), "not_permitted");
    world.does("ana", json!({"set": id, "with": {"ready": true}}));
    world.expect(&id).outcome("gone");
    assert_eq!(world.moves(&id), ["chill", "drop"]);
}

const ORDER: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
label = "{id}"
[field]
days = { type = "number", default = 1 }
n    = { type = "number", default = 0 }
seen = { type = "text", default = "" }
[stage.a]
[stage.b]
[stage.end]
end = "done"
[transition.tick]
from = "a"
after = "days(days)"
set = { n = "=n + 1" }
[transition.zeta]
from = "a"
after = "5d"
set = { seen = "=seen + 'z'" }
[transition.alpha]
from = "a"
after = "5d"
set = { seen = "=seen + 'a'" }
[transition.on]
from = "a"
to = "b"
after = "10d"
[transition.finish]
from = ["a", "b"]
to = "end"
"#;

#[test]
fn after_a_long_stop_all_fires_once_in_the_order_it_was_due() {
    let world = World::of(ORDER);
    let late = world.does("ana", json!({"new": "deal", "with": {"days": 3}}));
    let soon = world.does("ana", json!({"new": "deal", "with": {"days": 1}}));
    let begun = world.now();
    world.waits("30d");
    world.expect(&late).stage("b").has("n", "1").has("seen", "za");
    world.expect(&soon).stage("b").has("n", "1");
    let hours = |id: &str| {
        let fired = world.fired(id).into_iter();
        fired.map(|(name, due, _)| (name, (due.as_second() - begun.as_second()) / 3600)).collect::<Vec<_>>()
    };
    let expected = |first: i64| {
        let all = [("after:tick", first * 24), ("after:zeta", 120), ("after:alpha", 120), ("after:on", 240)];
        all.map(|(name, at)| (name.to_owned(), at)).to_vec()
    };
    assert_eq!((hours(&late), hours(&soon)), (expected(3), expected(1)));
    let order: Vec<(String, i64)> = world
        .events()
        .iter()
        .filter_map(|event| match &event.body {
            salesflow::model::Body::TimerFired { due, .. } => {
                Some((event.record.clone().unwrap().to_string(), due.as_second()))
            }
            _ => None,
        })
        .collect();
    assert!(order.is_sorted_by_key(|(_, due)| *due), "{order:?}");
    world.waits("30d");
    world.expect(&late).has("n", "1");
    assert_eq!(hours(&late).len(), 4);
}

#[test]
fn what_a_timer_cannot_do_is_written_down_and_it_rests() {
    let world = World::of(
        &ORDER
            .replace("[stage.b]", "[stage.b]\nrequire = [\"word\"]")
            .replace("[stage.a]", "word = { type = \"text\" }\n[stage.a]"),
    );
    let id = world.does("ana", json!({"new": "deal"}));
    world.waits("30d");
    world.expect(&id).stage("a").has("n", "1");
    let refused = world.fired(&id).pop().unwrap();
    assert_eq!(refused.0, "after:on");
    assert!(refused.2.unwrap().contains("word"));
    world.does("ana", json!({"set": id, "with": {"word": "x"}}));
    world.expect(&id).stage("b");
}

const REVIEW: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
state = { type = "text" }
[stage.open]
[stage.review]
[stage.lapsed]
end = "lapsed"
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
approval = "ok"
meanwhile = "review"
submitted = { set = { state = "asked" } }
withdrawn = { set = { state = "not asked" } }
[transition.lapse]
from = "review"
to = "lapsed"
after = "5d"
[transition.stop]
from = "*"
to = "lapsed"
who = ["role:finance"]
== rules/approve.toml
[[approval.ok.step]]
id = "manager"
who = ["role:manager"]
"#;

#[test]
fn a_timer_and_a_move_from_anywhere_withdraw_what_is_being_approved() {
    let world = World::of(REVIEW);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"move": id, "do": "finish"}));
    world.expect(&id).stage("review").chain("running").has("state", "asked");
    world.waits("5d");
    world.expect(&id).stage("lapsed").chain("withdrawn").has("state", "not asked");
    assert!(world.inbox("mia").is_empty());
    world.refuses("mia", json!({"approve": id}), "closed");
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"move": id, "do": "finish"}));
    world.refuses("ana", json!({"move": id, "do": "stop"}), "not_permitted");
    world.does("fin", json!({"move": id, "do": "stop"}));
    world.expect(&id).stage("lapsed").chain("withdrawn").has("state", "not asked");
}

#[test]
fn a_leap_of_years_is_nothing_special() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    world.becomes("2031-03-02T09:00");
    assert_eq!(world.raised("deal.open"), [(id, "red".to_owned())]);
    assert_eq!(world.told("ana").len(), 1);
}

/// Not in the room of time itself, whose tests look at no clock.
#[test]
fn a_hundred_years_of_business_time_are_counted_at_once() {
    let holidays = (1950..2090).map(|year| format!("{year}-01-01..{year}-01-03")).collect();
    let calendar =
        Calendar::new(&CalendarSpec { timezone: "America/New_York".into(), holidays, ..CalendarSpec::default() })
            .unwrap();
    let (a, b) = (Date::constant(1960, 6, 1), Date::constant(2060, 6, 1));
    let begun = std::time::Instant::now();
    let days = calendar.business_days_between(a, b);
    let seconds = calendar.business_seconds_between(calendar.start_of_day(a), calendar.start_of_day(b));
    assert_eq!(seconds, days * calendar.open_seconds_per_day());
    assert!(begun.elapsed() < std::time::Duration::from_millis(50), "{:?}", begun.elapsed());
}
