//! Fields are changed: by whom, where a record is locked, and twice at once.

use serde_json::json;

use crate::world::{World, with};

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
title  = { type = "text" }
amount = { type = "money" }
note   = { type = "text" }
[stage.open]
[stage.checked]
editable = ["note"]
editable_by = ["role:legal"]
[stage.shut]
locked = true
editable = ["amount"]
[stage.won]
end = "won"
[stage.kept]
end = "kept"
locked = false
[transition.check]
from = "open"
to = "checked"
[transition.shut]
from = "checked"
to = "shut"
who = ["role:manager"]
[transition.win]
from = "shut"
to = "won"
[transition.keep]
from = "shut"
to = "kept"
"#;

#[test]
fn the_owner_and_whoever_holds_work_may_change_it() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 5}}));
    world.does("ana", json!({"set": id, "with": {"amount": 6}}));
    world.refuses("bo", json!({"set": id, "with": {"amount": 7}}), "not_permitted");
    world.refuses("mia", json!({"set": id, "with": {"amount": 7}}), "not_permitted");
    world.does("ada", json!({"set": id, "with": {"amount": 8}}));
    world.does("ana", json!({"move": id, "do": "check"}));
    // Mia may move it from here, so it waits for her.
    world.expect(&id).waiting_for(["mia"]);
    world.does("mia", json!({"set": id, "with": {"note": "mine"}}));
    world.refuses("bo", json!({"set": id, "with": {"note": "x"}}), "not_permitted");
}

#[test]
fn a_locked_stage_opens_what_it_names() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 5}}));
    world.does("ana", json!({"move": id, "do": "check"}));
    let no = world.refuses("ana", json!({"set": id, "with": {"amount": 6, "note": "n"}}), "locked");
    assert_eq!(no.details["fields"], json!(["amount"]));
    world.does("ana", json!({"set": id, "with": {"amount": 5, "note": "n"}}));
    world.does("mia", json!({"move": id, "do": "shut"}));
    world.refuses("ana", json!({"set": id, "with": {"note": "x"}}), "locked");
    world.does("ana", json!({"set": id, "with": {"amount": 6}}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.refuses("ana", json!({"set": id, "with": {"amount": 7}}), "locked");
    world.does("ada", json!({"set": id, "with": {"amount": 7}}));
    world.expect(&id).stage("won").has("amount", "7");
}

#[test]
fn whom_no_lock_binds_edits_all_and_an_end_may_stay_open() {
    let world = World::of(DEAL);
    let id = world.does("lee", json!({"new": "deal", "with": {"amount": 5}}));
    world.does("lee", json!({"move": id, "do": "check"}));
    world.does("lee", json!({"set": id, "with": {"amount": 6}}));
    world.does("mia", json!({"move": id, "do": "shut"}));
    world.does("lee", json!({"move": id, "do": "keep"}));
    world.does("lee", json!({"set": id, "with": {"amount": 9}}));
    world.refuses("mia", json!({"set": id, "with": {"amount": 1}}), "not_permitted");
}

#[test]
fn what_changes_nothing_leaves_no_trace() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 5}}));
    let events = world.events().len();
    let done = world.did("ana", json!({"set": id, "with": {"amount": "5.00", "note": ""}}));
    assert!(done.events.is_empty());
    assert_eq!((world.events().len(), world.version(&id)), (events, 1));
    world.refuses("bo", json!({"set": id, "with": {"amount": 5}}), "not_permitted");
    world.refuses("ana", json!({"set": "D-9", "with": {"amount": 5}}), "not_found");
}

#[test]
fn a_stale_version_is_a_conflict() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 5}}));
    let version = world.version(&id);
    world.does("ana", json!({"set": id, "with": {"amount": 6}, "if_version": version}));
    let no = world.refuses("ana", json!({"set": id, "with": {"amount": 7}, "if_version": version}), "conflict");
    assert_eq!((&no.details["version"], &no.details["expected"]), (&json!(version + 1), &json!(version)));
    world.refuses("ana", json!({"move": id, "do": "check", "if_version": version}), "conflict");
    let version = world.version(&id);
    world.does("ana", json!({"move": id, "do": "check", "if_version": version}));
}

#[test]
fn a_key_does_a_thing_once() {
    let world = World::of(DEAL);
    let command = with(json!({"new": "deal", "with": {"amount": 5}}), "idempotency_key", "k");
    let first = world.did("ana", command.clone());
    assert!(first.created && first.again.is_none());
    let second = world.did("ana", command.clone());
    assert!(second.again.is_some() && second.events.is_empty());
    assert!(!world.is_there("D-2"));
    world.refuses("bo", command, "conflict");
    world.refuses("ana", json!({"new": "deal", "with": {"amount": 6}, "idempotency_key": "k"}), "conflict");
    // A refused command leaves its key free.
    world.refuses("bo", json!({"set": "D-1", "with": {"amount": 1}, "idempotency_key": "l"}), "not_permitted");
    world.does("ana", json!({"set": "D-1", "with": {"amount": 1}, "idempotency_key": "l"}));
    let both = world.do_together(vec![
        ("ana", json!({"set": "D-1", "with": {"amount": 2}, "idempotency_key": "m"})),
        ("ana", json!({"set": "D-1", "with": {"amount": 2}, "idempotency_key": "m"})),
        ("ana", json!({"set": "D-1", "with": {"amount": 3}, "idempotency_key": "m"})),
    ]);
    assert_eq!(both, [Ok(()), Ok(()), Err("conflict")]);
}

#[test]
fn anybody_of_the_house_may_comment() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("bo", json!({"comment": id, "text": "nice"}));
    world.refuses("bo", json!({"comment": id, "text": " "}), "missing_fields");
    world.refuses("stranger", json!({"comment": id, "text": "x"}), "not_permitted");
}

#[test]
fn a_past_moment_counts_and_a_future_one_does_not() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "as_of": "2026-02-02T10:00"}));
    world.does("ana", json!({"move": id, "do": "check", "as_of": "2026-02-03T10:00"}));
    let record = world.record(&id);
    assert_eq!(record.created_at, world.moment("2026-02-02T10:00"));
    assert_eq!(record.stays[0].left, Some(world.moment("2026-02-03T10:00")));
    let event = world.history(&id).pop().unwrap();
    assert_eq!((event.at, event.moment()), (world.now(), world.moment("2026-02-03T10:00")));
    world.refuses("ana", json!({"set": id, "with": {"note": "x"}, "as_of": "2026-03-02T09:01"}), "invalid_value");
    world.refuses("ana", json!({"set": id, "with": {"note": "x"}, "as_of": "soon"}), "invalid_value");
}
