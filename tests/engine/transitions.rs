//! A person moves a record.

use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
title  = { type = "text", default = "Pump" }
amount = { type = "money", title = "Amount" }
close  = { type = "date" }
note   = { type = "text" }
[stage.lead]
[stage.offer]
require = ["amount", { field = "note", when = "amount > 1000", otherwise = "large ones need a note" }]
[stage.paused]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.propose]
from = "lead"
to = "offer"
when = [
  { is = "amount != none", otherwise = "no amount yet" },
  { is = "amount >= 100", otherwise = "{title}: {amount} is less than 100" },
]
[transition.remind]
from = ["lead", "offer"]
set = { note = "reminded" }
[transition.again]
from = "offer"
to = "offer"
who = ["owner", "role:manager"]
[transition.pause]
from = "*"
except_from = ["lead"]
to = "paused"
[transition.resume]
from = "paused"
to = "offer"
[transition.sign]
from = "offer"
to = "won"
ask = ["close", { id = "number", type = "text" }, { id = "hint", type = "text", required = false },
       { id = "why", type = "text", required = "ask.hint != none" }]
when = "ask.number != 'x'"
otherwise = "that is no number"
set = { note = "=ask.number" }
[transition.lose]
from = ["lead", "offer"]
to = "lost"
[transition.reopen]
from = "lost"
to = "lead"
reopen = true
who = ["role:manager"]
"#;

fn deal(world: &World, amount: i64) -> String {
    world.does("ana", json!({"new": "deal", "with": {"amount": amount}}))
}

#[test]
fn the_first_condition_that_fails_says_its_sentence() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    let no = world.refuses("ana", json!({"move": id, "do": "propose"}), "guard");
    assert_eq!(no.message, "no amount yet");
    world.does("ana", json!({"set": id, "with": {"amount": "99.5"}}));
    let no = world.refuses("ana", json!({"move": id, "do": "propose"}), "guard");
    assert_eq!(no.message, "Pump: 99.50 is less than 100");
    world.does("ana", json!({"set": id, "with": {"amount": 100}}));
    world.does("ana", json!({"move": id, "do": "propose"}));
    world.expect(&id).stage("offer").waiting_for(["mia"]);
}

#[test]
fn only_who_may_moves_and_only_from_there() {
    let world = World::of(DEAL);
    let id = deal(&world, 200);
    world.refuses("bo", json!({"move": id, "do": "propose"}), "not_permitted");
    world.refuses("ana", json!({"move": id, "do": "sign"}), "not_in_stage");
    world.refuses("ana", json!({"move": id, "do": "sing"}), "not_found");
    world.refuses("ana", json!({"move": id, "do": "propose", "at": "offer"}), "not_in_stage");
    world.refuses("ana", json!({"move": id, "do": "propose", "with": {"note": "x"}}), "invalid_value");
    world.does("ada", json!({"move": id, "do": "propose", "at": "lead"}));
    let no = world.refuses("ana", json!({"move": id, "do": "propose"}), "not_in_stage");
    assert_eq!((&no.details["from"], &no.details["stages"]), (&json!(["lead"]), &json!(["offer"])));
}

#[test]
fn what_is_asked_is_filled_in_while_moving() {
    let world = World::of(DEAL);
    let id = deal(&world, 200);
    world.does("ana", json!({"move": id, "do": "propose"}));
    let no = world.refuses("ana", json!({"move": id, "do": "sign", "with": {"close": ""}}), "guard");
    assert_eq!(no.message, "that is no number");
    let no = world.refuses("ana", json!({"move": id, "do": "sign", "with": {"number": "n"}}), "missing_fields");
    assert_eq!(no.details["fields"], json!(["close"]));
    let with = json!({"close": "2026-04-01", "number": "n", "hint": "h"});
    let no = world.refuses("ana", json!({"move": id, "do": "sign", "with": with}), "missing_fields");
    assert_eq!(no.details["fields"], json!(["why"]));
    world.refuses("ana", json!({"move": id, "do": "sign", "with": {"number": "x", "close": "2026-04-01"}}), "guard");
    world.refuses("ana", json!({"move": id, "do": "sign", "with": {"number": 5, "clothes": 1}}), "invalid_value");
    let with = json!({"close": "2026-04-01", "ask.number": "K-7"});
    world.does("ana", json!({"move": id, "do": "sign", "with": with}));
    world.expect(&id).stage("won").outcome("won").has("close", "2026-04-01").has("note", "K-7").waiting_for([]);
}

#[test]
fn a_stage_requires_what_it_says_to_enter_and_while_there() {
    let world = World::of(DEAL);
    let id = deal(&world, 2000);
    let no = world.refuses("ana", json!({"move": id, "do": "propose"}), "missing_fields");
    assert_eq!((no.message.as_str(), &no.details["fields"]), ("large ones need a note", &json!(["note"])));
    world.does("ana", json!({"set": id, "with": {"note": "x"}}));
    world.does("ana", json!({"move": id, "do": "propose"}));
    world.refuses("ana", json!({"set": id, "with": {"note": null}}), "missing_fields");
    world.refuses("ana", json!({"set": id, "with": {"amount": null}}), "missing_fields");
}

#[test]
fn without_to_it_acts_and_stays_and_to_its_own_stage_it_begins_anew() {
    let world = World::of(DEAL);
    let id = deal(&world, 200);
    world.does("ana", json!({"move": id, "do": "propose"}));
    let entered = world.record(&id).tokens[0].entered;
    world.waits("1h");
    world.does("ana", json!({"move": id, "do": "remind"}));
    world.expect(&id).stage("offer").has("note", "reminded");
    assert_eq!(world.record(&id).tokens[0].entered, entered);
    world.does("mia", json!({"move": id, "do": "again"}));
    let record = world.record(&id);
    assert_eq!((record.tokens[0].entered, record.stays.len()), (world.now(), 3));
    assert_eq!(record.fired["remind"], 1);
}

#[test]
fn from_anywhere_is_from_every_open_stage_but_those_excepted() {
    let world = World::of(DEAL);
    let id = deal(&world, 200);
    world.refuses("ana", json!({"move": id, "do": "pause"}), "not_in_stage");
    world.does("ana", json!({"move": id, "do": "propose"}));
    world.does("ana", json!({"move": id, "do": "pause"}));
    world.does("ana", json!({"move": id, "do": "pause"}));
    world.expect(&id).stage("paused");
    let ended = deal(&world, 200);
    world.does("ana", json!({"move": ended, "do": "lose"}));
    world.refuses("ana", json!({"move": ended, "do": "pause"}), "not_in_stage");
}

#[test]
fn several_ends_are_reached_and_a_named_one_is_left_again() {
    let world = World::of(DEAL);
    let id = deal(&world, 200);
    world.does("ana", json!({"move": id, "do": "lose"}));
    world.expect(&id).stage("lost").outcome("lost").waiting_for([]);
    assert!(world.inbox("ana").is_empty());
    world.refuses("ana", json!({"move": id, "do": "propose"}), "not_in_stage");
    world.refuses("ana", json!({"move": id, "do": "reopen"}), "not_permitted");
    world.does("mia", json!({"move": id, "do": "reopen"}));
    world.expect(&id).stage("lead").outcome("").waiting_for(["ana"]);
}

const PIPE: &str = r#"
== workflows/pipe.toml
id_format = "P-{seq:1}"
[field]
amount = { type = "money" }
[stage.a]
[stage.b]
[stage.c]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[moves]
forward = "next"
backward = "previous"
except = ["role:manager"]
"#;

#[test]
fn drawn_moves_go_a_step_at_a_time() {
    let world = World::of(PIPE);
    let id = world.does("ana", json!({"new": "pipe"}));
    world.refuses("ana", json!({"move": id, "do": "c"}), "not_in_stage");
    world.refuses("ana", json!({"move": id, "do": "won"}), "not_in_stage");
    world.does("ana", json!({"move": id, "do": "b"}));
    world.does("ana", json!({"move": id, "do": "c"}));
    world.refuses("ana", json!({"move": id, "do": "a"}), "not_in_stage");
    world.does("ana", json!({"move": id, "do": "b"}));
    world.refuses("bo", json!({"move": id, "do": "c"}), "not_permitted");
    world.does("ana", json!({"move": id, "do": "lost"}));
    world.refuses("ana", json!({"move": id, "do": "a"}), "not_in_stage");
    world.expect(&id).outcome("lost");
}

#[test]
fn whom_the_rules_of_moves_do_not_bind_moves_anything_anywhere() {
    let world = World::of(PIPE);
    let id = world.does("ana", json!({"new": "pipe"}));
    world.does("mia", json!({"move": id, "do": "c"}));
    world.does("mia", json!({"move": id, "do": "a"}));
    world.does("mia", json!({"move": id, "do": "won"}));
    world.does("mia", json!({"move": id, "do": "b"}));
    world.expect(&id).stage("b").outcome("");
    world.refuses("mia", json!({"move": id, "do": "b"}), "not_in_stage");
}

#[test]
fn drawn_moves_may_skip_ahead_or_never_go_back() {
    let world = World::of(&PIPE.replace(r#""next""#, r#""any""#).replace(r#""previous""#, r#""none""#));
    let id = world.does("ana", json!({"new": "pipe"}));
    world.does("ana", json!({"move": id, "do": "c"}));
    world.refuses("ana", json!({"move": id, "do": "b"}), "not_in_stage");
    // No way leads back to the first stage, from anywhere.
    world.refuses("ana", json!({"move": id, "do": "a"}), "not_found");
    world.does("ana", json!({"move": id, "do": "won"}));
    let world = World::of(&PIPE.replace(r#""previous""#, r#""any""#));
    let id = world.does("ana", json!({"new": "pipe"}));
    world.does("ana", json!({"move": id, "do": "b"}));
    world.does("ana", json!({"move": id, "do": "c"}));
    world.does("ana", json!({"move": id, "do": "a"}));
    world.expect(&id).stage("a");
}

#[test]
fn a_pipeline_without_rules_goes_to_the_next_and_back_to_any() {
    let world = World::of(PIPE.split("[moves]").next().unwrap());
    let id = world.does("ana", json!({"new": "pipe"}));
    world.refuses("ana", json!({"move": id, "do": "c"}), "not_in_stage");
    world.does("ana", json!({"move": id, "do": "b"}));
    world.does("ana", json!({"move": id, "do": "c"}));
    world.does("ana", json!({"move": id, "do": "a"}));
    world.refuses("ana", json!({"cancel": id}), "not_allowed_here");
}

#[test]
fn cancelling_goes_its_own_way() {
    let world = World::of(&PIPE.replace("end = \"lost\"", "end = \"cancelled\""));
    let id = world.does("ana", json!({"new": "pipe"}));
    world.refuses("bo", json!({"cancel": id}), "not_permitted");
    world.does("ana", json!({"cancel": id}));
    world.expect(&id).stage("lost").outcome("cancelled");
    world.refuses("ana", json!({"cancel": id}), "closed");
    let cancel = "[transition.cancel]\nfrom = [\"lead\"]\nto = \"lost\"\nwhen = \"amount < 10\"\n";
    let world = World::of(&format!("{DEAL}{cancel}"));
    let id = deal(&world, 200);
    world.refuses("bo", json!({"cancel": id}), "not_permitted");
    world.refuses("ana", json!({"cancel": id}), "guard");
    world.does("ana", json!({"set": id, "with": {"amount": 5}}));
    world.does("ana", json!({"cancel": id}));
    world.expect(&id).stage("lost");
}

const HELD: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[stage.open]
[stage.review]
[stage.done]
end = "done"
[stage.dropped]
end = "cancelled"
[transition.finish]
from = "open"
to = "done"
approval = "ok"
meanwhile = "review"
withdrawn = { to = "open" }
[transition.stop]
from = ["review", "open"]
to = "open"
[transition.drop]
from = "open"
to = "dropped"
== rules/approve.toml
[[approval.ok.step]]
id = "manager"
who = ["role:manager"]
"#;

#[test]
fn what_waits_for_an_approval_is_not_cancelled_behind_its_back() {
    let world = World::of(HELD);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"move": id, "do": "finish"}));
    world.refuses("ana", json!({"move": id, "do": "stop"}), "waiting");
    world.refuses("ana", json!({"cancel": id}), "waiting");
    world.does("ana", json!({"withdraw": id}));
    world.does("ana", json!({"cancel": id}));
    world.expect(&id).stage("dropped").chain("withdrawn");
}
