//! Administrators, overrides and what binds them all the same.

use salesflow::model::Body;
use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount = { type = "money", max = 1000 }
code   = { type = "text", unique = true }
note   = { type = "text" }
[stage.open]
[stage.offer]
require = ["note"]
[stage.next]
[stage.won]
end = "won"
[transition.offer]
from = "open"
to = "offer"
when = "amount > 100"
[transition.rename]
from = "open"
to = "next"
ask = ["code", { id = "why", type = "text" }]
[transition.go_on]
from = "offer"
to = "next"
auto = true
when = "amount == 7"
[transition.win]
from = "next"
to = "won"
who = ["role:manager"]
approval = "ok"
[check.steady]
on = ["move"]
must = "amount != 13"
== rules/approve.toml
[[approval.ok.step]]
id = "legal"
who = "role:legal"
"#;

fn deviations(world: &World, id: &str) -> Vec<(String, Option<String>)> {
    let history = world.history(id).into_iter();
    history
        .filter_map(|event| match event.body {
            Body::Moved { transition, deviation, .. } => Some((transition.to_string(), deviation)),
            _ => None,
        })
        .collect()
}

#[test]
fn an_administrator_passes_who_and_locks_but_not_guards_and_rules() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 50, "note": "x"}}));
    world.refuses("ada", json!({"move": id, "do": "offer"}), "guard");
    world.refuses("ada", json!({"set": id, "with": {"amount": 1001}}), "invalid_value");
    world.does("ada", json!({"set": id, "with": {"amount": 101}}));
    world.does("ada", json!({"move": id, "do": "offer"}));
    world.expect(&id).stage("offer").owner("ana");
}

#[test]
fn an_override_is_an_administrators_and_a_deviation() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 13}}));
    world.refuses("ana", json!({"move": id, "do": "offer", "override": "please"}), "not_permitted");
    world.refuses("mia", json!({"move": id, "do": "offer", "override": "please"}), "not_permitted");
    world.refuses("ada", json!({"move": id, "do": "offer", "override": " "}), "missing_fields");
    world.refuses("ada", json!({"move": id, "do": "win", "override": "jump"}), "not_in_stage");
    world.does("ada", json!({"move": id, "do": "offer", "override": "the board said so"}));
    world.expect(&id).stage("offer");
    assert_eq!(deviations(&world, &id), [("offer".into(), Some("the board said so".into()))]);
}

#[test]
fn what_follows_an_override_by_itself_is_no_deviation() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 7}}));
    world.does("ada", json!({"move": id, "do": "offer", "override": "now"}));
    world.expect(&id).stage("next");
    assert_eq!(deviations(&world, &id), [("offer".into(), Some("now".into())), ("go_on".into(), None)]);
}

#[test]
fn an_override_passes_the_approval_too() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 7, "note": "x"}}));
    world.does("ada", json!({"move": id, "do": "offer", "override": "now"}));
    world.does("ada", json!({"move": id, "do": "win", "override": "signed by hand"}));
    world.expect(&id).stage("won").chain("none");
    assert_eq!(deviations(&world, &id).pop().unwrap(), ("win".into(), Some("signed by hand".into())));
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 7, "note": "x"}}));
    world.does("ada", json!({"move": id, "do": "offer", "override": "now"}));
    world.does("ada", json!({"move": id, "do": "win"}));
    world.expect(&id).stage("next").chain("running");
}

#[test]
fn an_override_never_makes_two_of_one() {
    let world = World::of(DEAL);
    world.does("ana", json!({"new": "deal", "with": {"code": "K"}}));
    let id = world.does("ana", json!({"new": "deal"}));
    let rename = |code: &str| json!({"move": id, "do": "rename", "with": {"code": code}, "override": "it is"});
    world.refuses("ada", rename("K"), "duplicate");
    world.does("ada", rename("L"));
    world.expect(&id).has("code", "L");
}
