//! Warnings over figures and records.

use salesflow::model::Body;
use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
risky = { type = "bool", default = false }
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount  = { type = "money" }
due     = { type = "date" }
account = { type = "ref", of = "account" }
region  = { type = "choice", values = ["north", "south"], default = "north" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.undo]
from = "won"
to = "open"
reopen = true
== rules/figures.toml
[measure]
won  = { of = "deal", where = "outcome == 'won'", value = "sum(amount)", at = "entered('won')", by = ["region"] }
pipe = { of = "deal", where = "outcome == none", value = "sum(amount)", by = ["region"] }
[target.march]
kpi = "won"
period = "2026-03"
by = { region = "north" }
value = 1000
[warning.heavy]
kpi = "pipe"
by = "region"
period = "month"
yellow = "value > 100"
red = "value > 200"
clear = "value < 50"
notify = { yellow = ["role:manager"], red = ["role:manager", "person:zoe"] }
text = "{region}: {value}"
[warning.behind]
kpi = "won"
by = "region"
period = "month"
yellow = "value < target * elapsed * 0.9"
red = "value < target * elapsed * 0.5"
notify = "person:zoe"
[warning.late]
of = "deal"
where = "outcome == none"
levels = { "remind" = "days_since(due) > 3", "dun" = "days_since(due) > 10" }
notify = "owner"
[warning.risky]
of = "deal"
yellow = "account.risky"
"#;

fn one(series: &str, level: &str) -> Vec<(String, String)> {
    vec![(series.to_owned(), level.to_owned())]
}

#[test]
fn a_figure_warns_rises_falls_and_clears() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 100}}));
    assert!(world.raised("heavy").is_empty());
    let set = |amount: i64| world.does("ana", json!({"set": id, "with": {"amount": amount}}));
    set(150);
    assert_eq!(world.raised("heavy"), one("north", "yellow"));
    set(250);
    assert_eq!(world.raised("heavy"), one("north", "red"));
    assert_eq!(world.told("zoe"), ["north: 250.00"]);
    set(150);
    assert_eq!(world.raised("heavy"), one("north", "yellow"));
    set(60);
    assert_eq!(world.raised("heavy"), one("north", "yellow"));
    set(40);
    assert!(world.raised("heavy").is_empty());
    assert_eq!(world.levels("heavy"), ["yellow", "red", "yellow", "-"]);
    assert_eq!(world.told("mia"), ["north: 150.00", "north: 250.00"]);
    set(300);
    world.does("ana", json!({"set": id, "with": {"region": "south"}}));
    assert_eq!(world.raised("heavy"), one("south", "red"));
}

#[test]
fn time_alone_raises_what_is_behind_and_ends_it_with_the_period() {
    let world = World::of(DEAL);
    world.becomes("2026-03-03T00:30");
    assert_eq!(world.raised("behind"), one("north", "red"));
    world.becomes("2026-03-16T09:00");
    assert_eq!(world.raised("behind"), one("north", "red"));
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 400}}));
    world.does("ana", json!({"move": id, "do": "win"}));
    assert_eq!(world.raised("behind"), one("north", "yellow"));
    world.becomes("2026-03-31T09:00");
    assert_eq!(world.raised("behind"), one("north", "red"));
    world.becomes("2026-04-01T00:00");
    assert!(world.raised("behind").is_empty());
    let because = world.events().into_iter().rev().find_map(|event| match event.body {
        Body::Warned { because, .. } => because,
        _ => None,
    });
    assert_eq!(because.as_deref(), Some("period_over"));
}

#[test]
fn a_period_that_ended_while_nobody_looked_ends_all_the_same() {
    let world = World::of(DEAL);
    world.becomes("2026-03-03T00:30");
    assert_eq!(world.raised("behind"), one("north", "red"));
    world.becomes("2026-08-03T09:00");
    assert!(world.raised("behind").is_empty());
}

#[test]
fn records_warn_one_by_one_when_the_day_begins() {
    let world = World::of(DEAL);
    let first = world.does("ana", json!({"new": "deal", "with": {"due": "2026-03-02"}}));
    let second = world.does("bo", json!({"new": "deal", "with": {"due": "2026-03-09"}}));
    world.becomes("2026-03-05T23:00");
    assert!(world.raised("late").is_empty());
    world.becomes("2026-03-06T00:00");
    assert_eq!(world.raised("late"), one(&first, "remind"));
    assert_eq!((world.told("ana").len(), world.told("bo").len()), (1, 0));
    world.becomes("2026-03-13T00:00");
    assert_eq!(world.raised("late"), [one(&first, "dun"), one(&second, "remind")].concat());
    world.does("bo", json!({"set": second, "with": {"due": "2026-03-12"}}));
    assert_eq!(world.raised("late"), one(&first, "dun"));
    world.does("ana", json!({"move": first, "do": "win"}));
    assert!(world.raised("late").is_empty());
    world.does("ana", json!({"move": first, "do": "undo"}));
    assert_eq!(world.raised("late"), one(&first, "dun"));
}

#[test]
fn a_warning_follows_what_its_record_refers_to() {
    let world = World::of(DEAL);
    let account = world.does("ana", json!({"new": "account"}));
    let id = world.does("ana", json!({"new": "deal", "with": {"account": account}}));
    assert!(world.raised("risky").is_empty());
    world.does("ana", json!({"set": account, "with": {"risky": true}}));
    assert_eq!(world.raised("risky"), one(&id, "yellow"));
    world.does("ana", json!({"set": account, "with": {"risky": false}}));
    assert!(world.raised("risky").is_empty());
}
