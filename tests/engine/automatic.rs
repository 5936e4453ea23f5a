//! What fires by itself, until nothing more can.

use salesflow::model::{Actor, Body};
use serde_json::json;

use crate::world::World;

const CHAIN: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
score  = { type = "number" }
note   = { type = "text" }
rounds = { type = "number", default = 0 }
[stage.a]
[stage.b]
[stage.c]
[stage.d]
[stage.e]
end = "done"
[transition.ab]
from = "a"
to = "b"
auto = true
when = "score > 10"
[transition.bc]
from = "b"
to = "c"
auto = true
when = "score > 20"
set = { note = "passed b" }
[transition.cd]
from = "c"
to = "d"
auto = true
when = "note == 'passed b'"
[transition.de]
from = "d"
to = "e"
"#;

#[test]
fn a_chain_of_three_comes_to_rest_in_one_command() {
    let world = World::of(CHAIN);
    let id = world.does("ana", json!({"new": "deal"}));
    world.expect(&id).stage("a");
    world.does("ana", json!({"set": id, "with": {"score": 11}}));
    world.expect(&id).stage("b");
    world.does("ana", json!({"set": id, "with": {"score": 21}}));
    world.expect(&id).stage("d").waiting_for(["ana"]);
    assert_eq!(world.moves(&id), ["ab", "bc", "cd"]);
    let moved = world.history(&id).into_iter().filter(|event| matches!(event.body, Body::Moved { .. }));
    assert!(moved.into_iter().all(|event| event.actor == Actor::Policy));
    let id = world.does("ana", json!({"new": "deal", "with": {"score": 99}}));
    world.expect(&id).stage("d");
    world.refuses("ana", json!({"move": id, "do": "ab"}), "not_in_stage");
}

const LOOP: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
go = { type = "bool", default = false }
[stage.a]
[stage.b]
[stage.c]
end = "done"
[transition.there]
from = "a"
to = "b"
auto = true
when = "go"
[transition.back]
from = "b"
to = "a"
auto = true
when = "go == true"
[transition.finish]
from = "a"
to = "c"
"#;

#[test]
fn an_endless_loop_is_named_and_refused() {
    let world = World::of(LOOP);
    let id = world.does("ana", json!({"new": "deal"}));
    let no = world.refuses("ana", json!({"set": id, "with": {"go": true}}), "fault");
    assert_eq!(no.details["kind"], "automatic_loop");
    let mut ring: Vec<&str> = no.details["loop"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    ring.sort();
    ring.dedup();
    assert_eq!(ring, ["back", "there"]);
    world.expect(&id).stage("a").has("go", "false").version(1);
}

const LINKED: &str = r#"
== workflows/group.toml
id_format = "G-{seq:1}"
[field]
open = { type = "bool", default = false }
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
group = { type = "ref", of = "group" }
tier  = { type = "text" }
[stage.new]
[stage.known]
end = "known"
[transition.know]
from = "new"
to = "known"
auto = true
when = "group.open"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
account = { type = "ref", of = "account" }
gold    = { type = "bool", formula = "account.tier == 'gold'" }
amount  = { type = "money" }
[stage.waiting]
[stage.hot]
[stage.won]
end = "won"
[transition.warm]
from = "waiting"
to = "hot"
auto = true
when = "gold"
[transition.win]
from = "hot"
to = "won"
auto = true
when = "account.outcome == 'known'"
"#;

#[test]
fn it_waits_for_a_change_of_what_it_refers_to() {
    let world = World::of(LINKED);
    let group = world.does("ana", json!({"new": "group"}));
    let account = world.does("ana", json!({"new": "account", "with": {"group": group}}));
    let deal = world.does("ana", json!({"new": "deal", "with": {"account": account}}));
    world.expect(&deal).stage("waiting");
    // Seen through a computed field.
    world.does("ana", json!({"set": account, "with": {"tier": "gold"}}));
    world.expect(&deal).stage("hot");
    // And from record to record to record, all in one commit.
    let done = world.did("ana", json!({"set": group, "with": {"open": true}}));
    world.expect(&account).outcome("known");
    world.expect(&deal).outcome("won");
    assert_eq!(done.events.len(), world.events().iter().filter(|event| event.seq >= done.events[0]).count());
}

const FAMILY: &str = r#"
== workflows/order.toml
id_format = "O-{seq:1}"
[field]
title = { type = "text" }
paid  = { type = "money", formula = "sum(children('invoice'), amount, outcome == 'paid')" }
note  = { type = "text" }
[stage.open]
[stage.billed]
[stage.done]
require = ["note"]
[stage.closed]
end = "done"
[transition.bill]
from = "open"
to = "billed"
create = [{ workflow = "invoice", with = { amount = 10 } }, { workflow = "invoice", with = { amount = 20 } }]
[transition.finish]
from = "billed"
to = "done"
auto = true
when = "all(children('invoice'), outcome == 'paid')"
[transition.close]
from = "done"
to = "closed"
== workflows/invoice.toml
id_format = "I-{seq:1}"
[field]
amount = { type = "money" }
[stage.due]
[stage.paid]
end = "paid"
[transition.pay]
from = "due"
to = "paid"
"#;

#[test]
fn a_parent_waits_for_its_children() {
    let world = World::of(FAMILY);
    let order = world.does("ana", json!({"new": "order", "with": {"note": "x"}}));
    world.does("ana", json!({"move": order, "do": "bill"}));
    world.expect(&order).stage("billed").has("paid", "0");
    world.does("ana", json!({"move": "I-1", "do": "pay"}));
    world.expect(&order).stage("billed").has("paid", "10");
    world.does("ana", json!({"move": "I-2", "do": "pay"}));
    world.expect(&order).stage("done").has("paid", "30");
}

#[test]
fn a_child_is_not_held_up_by_what_its_parent_lacks() {
    let world = World::of(FAMILY);
    let order = world.does("ana", json!({"new": "order"}));
    world.does("ana", json!({"move": order, "do": "bill"}));
    world.does("ana", json!({"move": "I-1", "do": "pay"}));
    world.does("ana", json!({"move": "I-2", "do": "pay"}));
    world.expect("I-2").outcome("paid");
    world.expect(&order).stage("billed");
    // The step stays due: it is made as soon as nothing stands in its way.
    world.does("ana", json!({"set": order, "with": {"note": "x"}}));
    world.expect(&order).stage("done");
}

const SUBMITS: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
ready = { type = "bool", default = false }
[stage.open]
[stage.review]
[stage.parked]
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
auto = true
when = "ready"
approval = "ok"
meanwhile = "review"
[transition.park]
from = "open"
to = "parked"
[transition.unpark]
from = "parked"
to = "open"
== rules/approve.toml
[[approval.ok.step]]
id = "manager"
who = ["role:manager"]
"#;

#[test]
fn what_was_rejected_is_not_tried_again_until_it_enters_anew() {
    let world = World::of(SUBMITS);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"set": id, "with": {"ready": true}}));
    world.expect(&id).stage("review").chain("running").waiting_for(["mia"]);
    world.waits("1h");
    world.does("mia", json!({"reject": id, "comment": "no"}));
    world.expect(&id).stage("open").chain("rejected");
    world.waits("1h");
    world.does("ana", json!({"comment": id, "text": "hm"}));
    world.expect(&id).stage("open").chain("rejected");
    world.does("ana", json!({"move": id, "do": "park"}));
    world.waits("1h");
    world.does("ana", json!({"move": id, "do": "unpark"}));
    world.expect(&id).stage("review").chain("running");
}

const TIMED: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
from = { type = "date" }
[stage.planned]
[stage.begun]
[stage.done]
end = "done"
[transition.begin]
from = "planned"
to = "begun"
auto = true
when = "today >= from"
[transition.finish]
from = "begun"
to = "done"
"#;

#[test]
fn a_condition_about_the_date_is_tried_when_the_day_begins() {
    let world = World::of(TIMED);
    let id = world.does("ana", json!({"new": "deal", "with": {"from": "2026-03-04"}}));
    world.expect(&id).stage("planned");
    world.becomes("2026-03-03T10:00");
    world.expect(&id).stage("planned");
    world.becomes("2026-03-04T00:00");
    world.expect(&id).stage("begun");
}

const COUNTED: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount = { type = "money" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
== workflows/party.toml
id_format = "P-{seq:1}"
[stage.hoped_for]
[stage.on]
[stage.over]
end = "over"
[transition.celebrate]
from = "hoped_for"
to = "on"
auto = true
when = "figure('won') >= 100"
[transition.leave]
from = "on"
to = "over"
== rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "sum(amount)"
"#;

#[test]
fn a_condition_about_a_figure_is_tried_when_it_changes() {
    let world = World::of(COUNTED);
    let party = world.does("bo", json!({"new": "party"}));
    for amount in [60, 39] {
        let id = world.does("ana", json!({"new": "deal", "with": {"amount": amount}}));
        world.does("ana", json!({"move": id, "do": "win"}));
        world.expect(&party).stage("hoped_for");
    }
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 1}}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.expect(&party).stage("on");
}
