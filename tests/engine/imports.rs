//! Rows from another system.

use serde_json::{Value as Json, json};

use crate::world::World;

const DEAL: &str = r#"
== org/bo.toml
[person.cy]
joined = 2026-03-01
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
title = { type = "text" }
code  = { type = "text", unique = true }
== workflows/deal.toml
id_format = "D-{seq:1}"
[new]
who = ["role:manager"]
[field]
ref     = { type = "text", unique = true }
account = { type = "ref", of = "account" }
amount  = { type = "money", min = 0 }
place   = { type = "text" }
[stage.open]
[stage.offer]
[stage.won]
end = "won"
[transition.offer]
from = "open"
to = "offer"
who = ["role:manager"]
[transition.win]
from = "offer"
to = "won"
ask = ["amount"]
when = "amount > 10"
otherwise = "{amount} is too small"
[transition.note]
from = "offer"
to = "won"
auto = true
when = "place == 'auto'"
== rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "sum(amount)"
at = "entered('won')"
by = { code = "account.code" }
"#;

fn row(reference: &str, amount: i64, moves: Json) -> Json {
    json!({
        "import": "deal", "key": ["ref"], "created": "2025-01-06T10:00", "moves": moves,
        "with": {"ref": reference, "account.code": "AC", "place": "far"},
        "amount": amount
    })
}

fn two_moves(amount: i64) -> Json {
    json!([
        {"do": "offer", "at": "2025-02-03T10:00"},
        {"do": "win", "at": "2025-03-03T10:00", "with": {"amount": amount}},
    ])
}

fn world() -> World {
    let world = World::of(DEAL);
    world.does("ana", json!({"new": "account", "with": {"title": "Acme", "code": "AC"}}));
    world
}

#[test]
fn a_row_is_made_and_moved_at_its_own_times() {
    let world = world();
    let done = world.imports(row("X1", 0, two_moves(20))).unwrap();
    assert!(done.created);
    let record = world.record("D-1");
    world.expect("D-1").outcome("won").has("account", "A-1").has("amount", "20").owner("bo");
    assert_eq!(record.created_at, world.moment("2025-01-06T10:00"));
    let left: Vec<_> = record.stays.iter().map(|stay| stay.entered).collect();
    assert_eq!(left, ["2025-01-06T10:00", "2025-02-03T10:00", "2025-03-03T10:00"].map(|at| world.moment(at)));
    assert_eq!(world.figure("won", Some("2025-03")), "20");
    assert_eq!(world.figure("won", Some("2026-03")), "0");
    assert_eq!(world.figures("won", &["code"], None)["AC"], "20");
}

#[test]
fn the_same_row_again_changes_nothing() {
    let world = world();
    world.imports(row("X1", 0, two_moves(20))).unwrap();
    let before = world.events().len();
    let again = world.imports(row("X1", 0, two_moves(20))).unwrap();
    assert!(again.events.is_empty() && !again.created);
    assert_eq!(world.events().len(), before);
    let mut changed = row("X1", 0, json!([]));
    changed["with"]["place"] = "near".into();
    world.imports(changed.clone()).unwrap();
    world.expect("D-1").has("place", "near");
    changed["with"]["place"] = "nearer".into();
    changed["on_double"] = "skip".into();
    world.imports(changed.clone()).unwrap();
    world.expect("D-1").has("place", "near");
    changed["on_double"] = "reject".into();
    assert_eq!(world.imports(changed).unwrap_err().code.word(), "duplicate");
}

#[test]
fn guards_and_rules_are_asked_and_who_is_not() {
    let world = world();
    world.refuses("bo", json!({"new": "deal"}), "not_permitted");
    let before = world.events().len();
    let no = world.imports(row("X1", 0, two_moves(10))).unwrap_err();
    assert_eq!((no.code.word(), no.message.as_str()), ("guard", "10.00 is too small"));
    let no = world.imports(row("X1", 0, json!([{"do": "win", "with": {"amount": 20}}]))).unwrap_err();
    assert_eq!(no.code.word(), "not_in_stage");
    let mut unknown = row("X1", 0, json!([]));
    unknown["with"]["account.code"] = "??".into();
    assert_eq!(world.imports(unknown).unwrap_err().code.word(), "invalid_value");
    let mut keyless = row("X1", 0, json!([]));
    keyless["with"]["ref"] = "".into();
    assert_eq!(world.imports(keyless).unwrap_err().code.word(), "invalid_value");
    let mut ahead = row("X1", 0, json!([]));
    ahead["created"] = "2027-01-01T00:00".into();
    assert_eq!(world.imports(ahead).unwrap_err().code.word(), "invalid_value");
    assert_eq!(world.events().len(), before);
    assert!(!world.is_there("D-1"));
}

#[test]
fn what_follows_by_itself_has_the_same_time() {
    let world = world();
    let mut auto = row("X1", 0, json!([{"do": "offer", "at": "2025-02-03T10:00"}]));
    auto["with"]["place"] = "auto".into();
    auto["with"]["amount"] = 7.into();
    world.imports(auto).unwrap();
    world.expect("D-1").outcome("won");
    assert_eq!(world.figure("won", Some("2025-02")), "7");
}

#[test]
fn the_past_does_not_ask_whether_the_one_who_types_was_there() {
    // Cy has joined this month and takes in last year's deals; Cy also notes what was agreed last week.
    let text = DEAL.replace("[new]\nwho = [\"role:manager\"]\n", "");
    let world = World::of(&text.replace("joined = 2026-03-01", "joined = 2026-03-01\nroles = [\"manager\"]"));
    let id = world.does("cy", json!({"new": "deal", "as_of": "2025-01-06T10:00"}));
    world.expect(&id).owner("cy");
    world.does("cy", json!({"set": id, "with": {"place": "x"}, "as_of": "2025-01-07T10:00"}));
    world.does("cy", json!({"move": id, "do": "offer", "as_of": "2025-01-08T10:00"}));
}
