//! Targets that are changed, stated anew by an edited policy, and read again from the events.

use serde_json::json;

use crate::world::{World, with};

const POLICY: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
== rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "sum(amount)"
at = "entered('won')"
by = ["region"]
[target.year]
kpi = "won"
period = "2026"
value = 1_000
split = [{ by = "region", shares = { east = 0.5, west = 0.5 } }]
[target.next]
kpi = "won"
period = "2027"
value = 1_000
split = [{ by = "region", like = "2026" }, { by = "quarter", like = "2026" }]
[warning.behind]
kpi = "won"
by = "region"
period = "year"
red = "value < target * 0.3"
[schedule.raise]
every = "month day 1 08:00"
when = "month(today) == 4"
adjust = [{ target = "='year'", by = { region = "west" }, value = 700, reason = "as agreed" }]
"#;

const FIGURES: &str = "rules/figures.toml";

fn world() -> World {
    World::of(POLICY)
}

fn lowers(world: &World, region: &str, value: i64) {
    let command = json!({"adjust": "year", "by": {"region": region}, "value": value, "reason": "shock"});
    world.does("ada", command);
}

#[test]
fn the_old_value_stays_in_history_with_who_when_and_why() {
    let world = world();
    lowers(&world, "east", 400);
    lowers(&world, "east", 300);
    let lines = world.state().target_lines("year").unwrap();
    let told: Vec<String> = lines
        .iter()
        .map(|line| {
            let change = line.change.as_ref().unwrap();
            let reason = change.reason.as_deref().unwrap_or_default();
            format!("{} {} {} {reason}", line.actor.as_str(), change.before, change.value)
        })
        .collect();
    assert_eq!(told, ["ada 500 400 shock", "ada 400 300 shock"]);
    assert_eq!((world.target("won", "east", "2026"), world.target("won", "", "2026")), ("300".into(), "800".into()));
}

#[test]
fn a_change_that_changes_nothing_is_no_event() {
    let world = world();
    lowers(&world, "east", 500);
    assert!(world.state().target_lines("year").unwrap().is_empty());
}

#[test]
fn a_policy_that_states_the_target_anew_holds() {
    let mut world = world();
    lowers(&world, "east", 100);
    // What is no part of the statement leaves the change alone.
    world.changes(FIGURES, "[target.year]\n", "[target.year]\ntitle = \"All of it\"\n");
    assert_eq!(world.target("won", "east", "2026"), "100");
    world.changes(FIGURES, "period = \"2026\"\nvalue = 1_000", "period = \"2026\"\nvalue = 2_000");
    assert_eq!(world.target("won", "east", "2026"), "1000");
    // Back to what it was: a statement again, and the old change does not come back.
    world.changes(FIGURES, "period = \"2026\"\nvalue = 2_000", "period = \"2026\"\nvalue = 1_000");
    assert_eq!(world.target("won", "east", "2026"), "500");
    lowers(&world, "west", 50);
    assert_eq!(world.target("won", "west", "2026"), "50");
    let lines = world.state().target_lines("year").unwrap();
    assert_eq!(lines.iter().map(|line| line.change.is_some()).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn a_target_that_is_gone_and_comes_back_is_stated_anew() {
    let mut world = world();
    lowers(&world, "east", 100);
    world.changes(FIGURES, "[target.year]", "[target.other]");
    assert_eq!(world.target("won", "east", "2026"), "500");
    world.changes(FIGURES, "[target.other]", "[target.year]");
    assert_eq!(world.target("won", "east", "2026"), "500");
}

#[test]
fn warnings_are_judged_anew_with_the_change() {
    let world = world();
    let deal = world.does("ana", json!({"new": "deal", "with": {"amount": 140, "region": "east"}}));
    world.does("ana", json!({"move": deal, "do": "win"}));
    assert_eq!(world.raised("behind"), [("east".into(), "red".into()), ("west".into(), "red".into())]);
    lowers(&world, "east", 400);
    assert_eq!(world.raised("behind"), [("west".into(), "red".into())]);
    lowers(&world, "east", 480);
    assert_eq!(world.raised("behind").len(), 2);
}

#[test]
fn a_schedule_changes_a_target_on_no_record() {
    let world = world();
    world.waits("31d");
    assert_eq!(world.target("won", "west", "2026"), "700");
    let line = world.state().target_lines("year").unwrap().remove(0);
    assert_eq!((line.actor.as_str(), line.record), ("policy", None));
}

#[test]
fn a_target_like_a_period_follows_what_is_counted_in_it_late_too() {
    let world = world();
    for (amount, region) in [(300, "east"), (100, "west")] {
        let deal = world.does("ana", json!({"new": "deal", "with": {"amount": amount, "region": region}}));
        world.does("ana", json!({"move": deal, "do": "win"}));
    }
    assert_eq!(world.target("won", "east", "2027"), "750");
    assert_eq!(world.target("won", "east", "2027-Q1"), "750");
    assert_eq!(world.target("won", "west", "2027-Q2"), "0");
    // A deal of the year that is over comes in late: what was split like that year is split anew.
    world.becomes("2026-04-02T09:00");
    world.becomes("2027-01-04T09:00");
    assert_eq!(world.raised("behind").len(), 2);
    let deal = world.does("ana", json!({"new": "deal", "with": {"amount": 9_999_600, "region": "east"}}));
    world.does("ana", with(json!({"move": deal, "do": "win"}), "as_of", "2026-12-30T09:00"));
    assert_eq!(world.target("won", "west", "2027"), "0.01");
}
