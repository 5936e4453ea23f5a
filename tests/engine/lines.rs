//! Line items: rows of typed columns, parts that add up, roll-ups that are always current.

use serde_json::json;

use crate::world::World;

const ORDER: &str = r#"
== workflows/product.toml
id_format = "P-{seq:1}"
[field]
title = { type = "text" }
price = { type = "money" }
== workflows/order.toml
id_format = "O-{seq:1}"
[field]
rebate = { type = "percent", default = 0 }
total  = { type = "money", formula = "sum(lines, net)" }
pieces = { type = "number", formula = "sum(lines, qty, price > 5)" }
dear   = { type = "text", formula = "first(sort_by(lines, -price)).note" }
[lines.lines]
product = { type = "ref", of = "product" }
qty     = { type = "number", min = 1, required = true }
price   = { type = "money", default = "=product.price" }
note    = { type = "text" }
net     = { type = "money", formula = "qty * price * (1 - record.rebate)" }
[stage.open]
editable = ["lines", "rebate"]
[stage.sent]
end = "sent"
[transition.send]
from = "open"
to = "sent"
when = "total > 100 && all(lines, qty < 50)"
[check.few]
must = "count(lines) <= 3"
otherwise = "{count(lines)} rows are too many"
"#;

#[test]
fn rows_come_in_with_ids_and_defaults_and_their_columns_are_computed() {
    let world = World::of(ORDER);
    let product = world.does("ana", json!({"new": "product", "with": {"title": "Pump", "price": 20}}));
    let rows = json!([{"product": product, "qty": 3}, {"qty": 2, "price": "4.005", "note": "cheap"}]);
    let id = world.does("ana", json!({"new": "order", "with": {"lines": rows, "rebate": 0.5}}));
    world
        .expect(&id)
        .has("total", "34.01")
        .has("pieces", "3")
        .has("lines", "[{net: 30, price: 20, product: P-1, qty: 3}, {net: 4.01, note: cheap, price: 4.01, qty: 2}]");
    world.does("ana", json!({"set": id, "with": {"rebate": 0}}));
    world.expect(&id).has("total", "68.02");
}

#[test]
fn a_known_row_keeps_what_is_not_said_and_one_left_out_goes() {
    let world = World::of(ORDER);
    let rows = json!([{"qty": 3, "price": 10, "note": "a"}, {"qty": 1, "price": 7, "note": "b"}]);
    let id = world.does("ana", json!({"new": "order", "with": {"lines": rows}}));
    world.does("ana", json!({"set": id, "with": {"lines": [{"id": "2", "qty": 5}, {"qty": 1, "price": 1}]}}));
    world.expect(&id).has("total", "36").has("dear", "b");
    // The same rows again change nothing.
    let version = world.version(&id);
    world.does("ana", json!({"set": id, "with": {"lines": [{"id": "2"}, {"id": "3"}]}}));
    world.expect(&id).version(version);
    // Text that is JSON will do: what a command line gives.
    world.does("ana", json!({"set": id, "with": {"lines": "[{\"id\": \"2\", \"qty\": 6}]"}}));
    world.expect(&id).has("total", "42");
}

#[test]
fn a_wrong_row_is_refused_with_its_column() {
    let world = World::of(ORDER);
    let id = world.does("ana", json!({"new": "order"}));
    let no = world.refuses("ana", json!({"set": id, "with": {"lines": [{"qty": 0, "price": 1}]}}), "invalid_value");
    assert_eq!(no.details["fields"], json!(["lines.qty"]));
    let no = world.refuses("ana", json!({"set": id, "with": {"lines": [{"price": 1}]}}), "missing_fields");
    assert_eq!(no.details["fields"], json!(["lines.qty"]));
    let no = world.refuses("ana", json!({"set": id, "with": {"lines": [{"qyt": 1}]}}), "invalid_value");
    assert!(no.message.contains("did you mean `qty`?"), "{no}");
    world.refuses("ana", json!({"set": id, "with": {"lines": [{"qty": 1, "product": "P-9"}]}}), "invalid_value");
    world.refuses("ana", json!({"set": id, "with": {"lines": 5}}), "invalid_value");
    let row = json!({"qty": 1, "price": 1});
    let no = world.refuses("ana", json!({"set": id, "with": {"lines": [row, row, row, row]}}), "check");
    assert_eq!(no.message, "4 rows are too many");
}

#[test]
fn guards_look_at_rows() {
    let world = World::of(ORDER);
    let id = world.does("ana", json!({"new": "order", "with": {"lines": [{"qty": 50, "price": 10}]}}));
    world.refuses("ana", json!({"move": id, "do": "send"}), "guard");
    world.does("ana", json!({"set": id, "with": {"lines": [{"id": "1", "qty": 49}]}}));
    world.does("ana", json!({"move": id, "do": "send"}));
    world.refuses("ana", json!({"set": id, "with": {"lines": []}}), "locked");
}

const PLAN: &str = r#"
== workflows/contract.toml
id_format = "C-{seq:1}"
[field]
amount = { type = "money" }
paid   = { type = "money", formula = "sum(children('payment', stage == 'paid'), amount)" }
left   = { type = "money", formula = "amount - paid" }
signed_for = { type = "money", formula = "amount * 2", freeze = "signed" }
late   = { type = "money", accrue = { of = "amount", rate = 0.001, from = "due", grace = "3d" } }
due    = { type = "date" }
[lines.plan]
name  = { type = "text" }
share = { type = "number" }
part  = { type = "money", part_of = "amount", share = "share" }
[stage.open]
[stage.signed]
[stage.done]
end = "done"
[transition.sign]
from = "open"
to = "signed"
remove = [{ lines = "plan", where = "share == none" }]
add = [{ lines = "plan", with = { name = "rest", share = 1 } }]
create = [{ workflow = "payment", each = "plan", with = { amount = "=part", title = "=name + ' of ' + text(record.id)" }, when = "part > 0" }]
[transition.finish]
from = "signed"
to = "done"
auto = true
when = "left <= 0"
== workflows/payment.toml
id_format = "M-{seq:1}"
[field]
title  = { type = "text" }
amount = { type = "money" }
above  = { type = "money", formula = "parent('contract').amount" }
[stage.open]
[stage.paid]
end = "paid"
[transition.pay]
from = "open"
to = "paid"
"#;

fn contract(world: &World, amount: &str) -> String {
    let plan = json!([{"name": "first", "share": 1}, {"name": "second", "share": 1}, {"name": "empty"}]);
    let with = json!({"amount": amount, "plan": plan, "due": "2026-03-05"});
    world.does("ana", json!({"new": "contract", "with": with}))
}

#[test]
fn parts_add_up_to_the_cent_and_become_records() {
    let world = World::of(PLAN);
    let id = contract(&world, "100");
    world.does("ana", json!({"move": id, "do": "sign"}));
    let parts = ["33.34", "33.33", "33.33"];
    for (n, part) in (1..).zip(parts) {
        world.expect(&format!("M-{n}")).has("amount", part).has("above", "100");
    }
    world.expect("M-3").has("title", "rest of C-1");
    assert!(!world.is_there("M-4"));
    // The roll-up follows its children, and what waits for it moves in the same commit.
    world.does("ana", json!({"move": "M-1", "do": "pay"}));
    world.expect(&id).has("paid", "33.34").has("left", "66.66").stage("signed");
    world.does("ana", json!({"move": "M-2", "do": "pay"}));
    world.does("ana", json!({"move": "M-3", "do": "pay"}));
    world.expect(&id).outcome("done");
}

#[test]
fn a_frozen_value_stays_as_it_was_when_the_stage_was_entered() {
    let world = World::of(PLAN);
    let id = contract(&world, "100");
    world.expect(&id).has("signed_for", "200");
    world.does("ana", json!({"set": id, "with": {"amount": 150}}));
    world.does("ana", json!({"move": id, "do": "sign"}));
    world.does("ana", json!({"set": id, "with": {"amount": 999}}));
    world.expect(&id).has("signed_for", "300").has("left", "999");
}

#[test]
fn interest_runs_by_the_day_once_the_grace_is_over() {
    let world = World::of(PLAN);
    let id = contract(&world, "1000");
    world.becomes("2026-03-08T10:00");
    world.expect(&id).has("late", "0");
    world.becomes("2026-03-09T10:00");
    world.expect(&id).has("late", "4");
    world.becomes("2026-04-04T10:00");
    world.expect(&id).has("late", "30");
}

#[test]
fn the_answers_of_a_table_become_rows_and_records() {
    let world = World::of(
        r#"
== rules/terms.toml
[table.payment_plan]
hit = "collect"
in  = { terms = "text" }
out = { name = "text", share = "number" }
rows = [["parts", "first", 3], ["parts", "last", 1], ["once", "all", 1]]
[list.papers]
columns = { name = "text", pages = "number" }
rows = [["invoice", 1], ["manual", 80]]
== workflows/contract.toml
id_format = "C-{seq:1}"
[field]
name   = { type = "text", default = "pumps" }
terms  = { type = "text" }
amount = { type = "money", default = 100 }
[lines.plan]
name  = { type = "text" }
share = { type = "number" }
part  = { type = "money", part_of = "amount", share = "share" }
[stage.open]
[stage.signed]
end = "done"
[transition.sign]
from = "open"
to = "signed"
add = [{ lines = "plan", each = "payment_plan(terms)", when = "share > 0", with = { name = "=name + ' for ' + record.name", share = "=share" } }]
create = [{ workflow = "paper", each = "papers", with = { title = "=line.name", pages = "=pages" } }]
== workflows/paper.toml
[field]
title = { type = "text" }
pages = { type = "number" }
"#,
    );
    let id = world.does("ana", json!({"new": "contract", "with": {"terms": "parts"}}));
    world.does("ana", json!({"move": id, "do": "sign"}));
    let plan = "[{name: first for pumps, part: 75, share: 3}, {name: last for pumps, part: 25, share: 1}]";
    world.expect(&id).has("plan", plan);
    world.expect("PAPER-000001").has("title", "invoice").has("pages", "1");
    world.expect("PAPER-000002").has("title", "manual").has("pages", "80");
}
