//! Records come to be: who may make one, what it starts with, which values it takes.

use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/account.toml
[field]
title = { type = "text", required = true }
tier  = { type = "choice", values = ["gold", { is = "plain", title = "ordinary" }], default = "plain" }
code  = { type = "text", unique = true, pattern = '[A-Z]{2}\d+' }
rate  = { type = "percent", default = 0.1 }
== workflows/deal.toml
id_format = "D-{yyyy}-{seq:3}"
[new]
who = ["role:seller"]
when = [{ is = "account == none or account.tier != 'gold' or amount > 100", otherwise = "gold accounts start above 100, not {amount}" }]
[field]
title    = { type = "text", required = true }
account  = { type = "ref", of = "account" }
amount   = { type = "money", min = 0, max = "limit", default = 50 }
limit    = { type = "money", default = "=amount * 10" }
half     = { type = "money", default = "=amount / 3" }
discount = { type = "percent", max = 0.5 }
reason   = { type = "text", required = "discount > 0.2" }
fee      = { type = "money", formula = "amount * account.rate" }
kind     = { type = "choice", values = [{ is = "big", title = "Large one" }, "small"] }
[stage.open]
[stage.won]
end = "won"
"#;

#[test]
fn defaults_come_in_the_order_of_the_fields_and_see_what_stands() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"title": "One"}}));
    assert_eq!(id, "D-2026-001");
    world
        .expect(&id)
        .stage("open")
        .owner("ana")
        .has("amount", "50")
        .has("limit", "500")
        .has("half", "16.67")
        .version(1);
    let id = world.does("ana", json!({"new": "deal", "with": {"title": "Two", "amount": 20, "owner": "bo"}}));
    world.expect(&id).owner("bo").has("limit", "200").waiting_for(["bo"]);
    world.becomes("2027-01-04T09:00");
    assert_eq!(world.does("bo", json!({"new": "deal", "with": {"title": "Next year"}})), "D-2027-001");
}

#[test]
fn only_those_the_policy_names_may_make_one() {
    let world = World::of(DEAL);
    let no = world.refuses("mia", json!({"new": "deal", "with": {"title": "x"}}), "not_permitted");
    assert_eq!(no.details["who"], json!(["role:seller"]));
    world.refuses("stranger", json!({"new": "account", "with": {"title": "x"}}), "not_permitted");
    world.does("ada", json!({"new": "deal", "with": {"title": "an administrator may"}}));
    world.refuses("ana", json!({"new": "dael", "with": {"title": "x"}}), "not_found");
}

#[test]
fn a_condition_on_making_one_tells_its_sentence() {
    let world = World::of(DEAL);
    world.does("ana", json!({"new": "account", "with": {"title": "Rich", "tier": "gold"}}));
    let no = world.refuses(
        "ana",
        json!({"new": "deal", "with": {"title": "x", "account": "ACCOUNT-000001", "amount": 100}}),
        "guard",
    );
    assert_eq!(no.message, "gold accounts start above 100, not 100.00");
    world.does("ana", json!({"new": "deal", "with": {"title": "x", "account": "ACCOUNT-000001", "amount": 100.01}}));
}

#[test]
fn values_are_read_as_people_write_them() {
    let world = World::of(DEAL);
    let with = json!({"title": "x", "discount": "15%", "kind": "Large one", "amount": "12.345"});
    let id = world.does("ana", json!({"new": "deal", "with": with}));
    world.expect(&id).has("discount", "0.15").has("kind", "big").has("amount", "12.35");
    world.does("ana", json!({"set": id, "with": {"amount": "0.005"}}));
    world.expect(&id).has("amount", "0.01");
    world.refuses("ana", json!({"set": id, "with": {"amount": "-0.005"}}), "invalid_value");
    world.refuses("ana", json!({"set": id, "with": {"kind": "huge"}}), "invalid_value");
    world.refuses("ana", json!({"set": id, "with": {"owner": "nobody at all"}}), "invalid_value");
    world.refuses("ana", json!({"set": id, "with": {"account": "ACCOUNT-000009"}}), "invalid_value");
}

#[test]
fn bounds_patterns_and_what_must_be_filled() {
    let world = World::of(DEAL);
    let new = |with: serde_json::Value| json!({"new": "deal", "with": with});
    let no = world.refuses("ana", new(json!({"amount": 5})), "missing_fields");
    assert_eq!(no.details["fields"], json!(["title"]));
    world.refuses("ana", new(json!({"title": " "})), "missing_fields");
    world.refuses("ana", new(json!({"title": "x", "amount": -1})), "invalid_value");
    let no = world.refuses("ana", new(json!({"title": "x", "amount": 11, "limit": 10})), "invalid_value");
    assert_eq!(no.details["fields"], json!(["amount"]));
    world.refuses("ana", new(json!({"title": "x", "discount": "51%"})), "invalid_value");
    let no = world.refuses("ana", new(json!({"title": "x", "discount": 0.3})), "missing_fields");
    assert_eq!(no.details["fields"], json!(["reason"]));
    world.does("ana", new(json!({"title": "x", "discount": 0.3, "reason": "old friend"})));
    world.refuses("ana", json!({"new": "account", "with": {"title": "x", "code": "abc"}}), "invalid_value");
    world.refuses("ana", json!({"new": "account", "with": {"title": "x", "code": "AB1x"}}), "invalid_value");
}

#[test]
fn a_unique_value_belongs_to_one() {
    let world = World::of(DEAL);
    let account = |title: &str, code: &str| json!({"new": "account", "with": {"title": title, "code": code}});
    let one = world.does("ana", account("One", "AB1"));
    let no = world.refuses("bo", account("Two", "AB1"), "duplicate");
    assert_eq!((&no.details["fields"], &no.details["other"]), (&json!(["code"]), &json!(one)));
    let two = world.does("bo", account("Two", "AB2"));
    world.refuses("bo", json!({"set": two, "with": {"code": "AB1"}}), "duplicate");
    world.does("ana", json!({"set": one, "with": {"code": null}}));
    world.does("bo", json!({"set": two, "with": {"code": "AB1"}}));
    world.does("bo", account("Blank is nobody's", ""));
    world.does("bo", account("Blank is nobody's", ""));
}

#[test]
fn a_unique_value_changes_hands_in_one_group() {
    let world = World::of(DEAL);
    let first = world.does("ana", json!({"new": "account", "with": {"title": "One", "code": "AB1"}}));
    let second = world.does("ana", json!({"new": "account", "with": {"title": "Two", "code": "AB2"}}));
    let swapped = world.do_together(vec![
        ("ana", json!({"set": second, "with": {"code": "AB3"}})),
        ("ana", json!({"set": first, "with": {"code": "AB2"}})),
        ("ana", json!({"set": second, "with": {"code": "AB2"}})),
        ("ana", json!({"set": second, "with": {"code": "AB1"}})),
    ]);
    assert_eq!(swapped, [Ok(()), Ok(()), Err("duplicate"), Ok(())]);
}

#[test]
fn a_slip_of_the_pen_is_told_what_was_meant() {
    let world = World::of(DEAL);
    let no = world.refuses("ana", json!({"new": "deal", "with": {"titel": "x", "amuont": 1}}), "invalid_value");
    assert!(no.message.contains("did you mean `title`?"), "{}", no.message);
    assert!(no.message.contains("did you mean `amount`?"), "{}", no.message);
    assert_eq!(no.details["fields"], json!(["amuont", "titel"]));
    let no = world.refuses("ana", json!({"new": "deal", "with": {"title": "x", "fee": 1}}), "invalid_value");
    assert!(no.message.contains("computed"), "{}", no.message);
}

#[test]
fn computed_fields_follow_what_they_look_at() {
    let world = World::of(DEAL);
    let account = world.does("bo", json!({"new": "account", "with": {"title": "A"}}));
    let deal = world.does("ana", json!({"new": "deal", "with": {"title": "x", "amount": 200, "account": account}}));
    world.expect(&deal).has("fee", "20");
    world.does("bo", json!({"set": account, "with": {"rate": "25%"}}));
    world.expect(&deal).has("fee", "50").version(1);
    world.does("ana", json!({"set": deal, "with": {"account": null}}));
    world.expect(&deal).has("fee", "");
}
