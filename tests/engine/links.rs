//! Records that make and change others.

use serde_json::json;

use crate::world::World;

const SALE: &str = r#"
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
title = { type = "text" }
sold  = { type = "money", default = 0, max = 1000 }
last  = { type = "date" }
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
title   = { type = "text" }
account = { type = "ref", of = "account" }
amount  = { type = "money" }
items   = { type = "number", formula = "count(children('order'))" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
create = [
  { workflow = "order", with = { title = "=title + ' 1'", share = "=amount * 0.7" } },
  { workflow = "order", with = { title = "second", share = "=amount * 0.3", owner = "bo" }, when = "amount > 100" },
]
update = [{ record = "account", set = { sold = "=account.sold + amount", last = "=today" } }]
notify = [{ to = ["owner", "role:legal"], text = "{title} is won: {amount}" }]
== workflows/order.toml
id_format = "O-{seq:1}"
[new]
who = ["role:legal"]
when = "share >= 7"
otherwise = "too small: {share}"
[field]
title = { type = "text" }
share = { type = "money", max = 800 }
note  = { type = "text", default = "=title" }
[stage.begun]
[stage.ready]
[stage.done]
end = "done"
[transition.check]
from = "begun"
to = "ready"
auto = true
when = "share > 50"
[transition.finish]
from = "ready"
to = "done"
"#;

fn deal(world: &World, amount: i64) -> String {
    let account = world.does("ana", json!({"new": "account", "with": {"title": "Acme"}}));
    world.does("ana", json!({"new": "deal", "with": {"title": "Pump", "amount": amount, "account": account}}))
}

#[test]
fn a_move_makes_children_and_changes_what_it_refers_to() {
    let world = World::of(SALE);
    let id = deal(&world, 200);
    world.does("ana", json!({"move": id, "do": "win"}));
    world.expect("O-1").stage("ready").has("title", "Pump 1").has("share", "140").has("note", "Pump 1").owner("ana");
    world.expect("O-2").stage("ready").has("share", "60").owner("bo");
    world.expect(&id).outcome("won").has("items", "2");
    world.expect("A-1").has("sold", "200").has("last", "2026-03-02");
    assert_eq!(world.record("O-1").parent.as_deref(), Some("D-1"));
    assert_eq!(
        (world.told("ana"), world.told("lee")),
        (vec!["Pump is won: 200.00".into()], vec!["Pump is won: 200.00".into()])
    );
    assert!(world.told("bo").is_empty());
    // Whoever a rule does not bind by `who` is still bound when he makes one himself.
    world.refuses("ana", json!({"new": "order", "with": {"share": 10}}), "not_permitted");
}

#[test]
fn a_child_that_is_not_wanted_is_not_made() {
    let world = World::of(SALE);
    let id = deal(&world, 100);
    world.does("ana", json!({"move": id, "do": "win"}));
    assert!(world.is_there("O-1") && !world.is_there("O-2"));
    world.expect("O-1").stage("ready");
}

#[test]
fn what_a_linked_record_refuses_refuses_the_whole() {
    let world = World::of(SALE);
    let small = deal(&world, 9);
    let no = world.refuses("ana", json!({"move": small, "do": "win"}), "guard");
    assert_eq!(no.message, "too small: 6.30");
    let large = deal(&world, 1200);
    world.refuses("ana", json!({"move": large, "do": "win"}), "invalid_value");
    let account = deal(&world, 1001);
    world.refuses("ana", json!({"move": account, "do": "win"}), "invalid_value");
    assert!(!world.is_there("O-1"));
    assert!(world.told("lee").is_empty());
    // No number has been used up.
    let id = deal(&world, 100);
    world.does("ana", json!({"move": id, "do": "win"}));
    assert!(world.is_there("O-1"));
}

#[test]
fn without_a_reference_nothing_is_updated() {
    let world = World::of(SALE);
    let id = world.does("ana", json!({"new": "deal", "with": {"title": "x", "amount": 100}}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.expect(&id).outcome("won");
}

const SEEN: &str = r#"
== workflows/region.toml
id_format = "R-{seq:1}"
[field]
chief = { type = "person" }
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
region = { type = "ref", of = "region" }
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
account = { type = "ref", of = "account" }
amount  = { type = "money" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
who = ["account.region.chief"]
== rules/figures.toml
[measure.money]
of = "deal"
value = "sum(amount)"
by = { chief = "account.region.chief" }
"#;

#[test]
fn inboxes_and_figures_follow_records_far_away() {
    let world = World::of(SEEN);
    let region = world.does("ana", json!({"new": "region", "with": {"chief": "mia"}}));
    let account = world.does("ana", json!({"new": "account", "with": {"region": region}}));
    let deal = world.does("ana", json!({"new": "deal", "with": {"account": account, "amount": 5}}));
    world.expect(&deal).waiting_for(["mia"]);
    world.does("ana", json!({"set": region, "with": {"chief": "zoe"}}));
    world.expect(&deal).waiting_for(["zoe"]);
    assert!(world.inbox("mia").is_empty());
    assert_eq!(world.figures("money", &["chief"], None).into_iter().collect::<Vec<_>>(), [("zoe".into(), "5".into())]);
    world.refuses("mia", json!({"move": deal, "do": "win"}), "not_permitted");
    world.does("zoe", json!({"move": deal, "do": "win"}));
}

const ACTING: &str = r#"
== workflows/task.toml
id_format = "T-{seq:1}"
[field]
code = { type = "text", unique = true }
twin = { type = "ref", of = "task" }
[stage.open]
[stage.done]
end = "done"
[transition.hand_over]
from = "open"
to = "done"
ask = [{ id = "code", type = "text" }]
set = { code = "" }
update = [{ record = "twin", set = { code = "=ask.code" } }]
"#;

#[test]
fn a_unique_value_changes_hands_in_one_command() {
    let world = World::of(ACTING);
    let first = world.does("ana", json!({"new": "task"}));
    let second = world.does("ana", json!({"new": "task", "with": {"code": "K", "twin": first}}));
    world.does("ana", json!({"move": second, "do": "hand_over", "with": {"code": "K"}}));
    world.expect(&first).has("code", "K");
    world.expect(&second).has("code", "");
    world.refuses("ana", json!({"new": "task", "with": {"code": "K"}}), "duplicate");
}
