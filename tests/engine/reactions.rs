//! Reactions: in the same commit, once per record and command.

use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount   = { type = "money", default = 0 }
discount = { type = "percent", default = 0 }
net      = { type = "money", formula = "amount * (1 - discount)" }
items    = { type = "number", formula = "count(children('item'))" }
review   = { type = "bool", default = false }
heard    = { type = "number", default = 0 }
grown    = { type = "number", default = 0 }
entered  = { type = "number", default = 0 }
off_heard = { type = "number", default = 0 }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[reaction.big_discount]
on = ["change:discount"]
when = "discount > 0.15"
set = { review = true }
notify = [{ to = "manager_of(owner)", text = "{id}: {discount}" }]
[reaction.net]
on = ["change:net"]
set = { heard = "=heard + 1" }
[reaction.items]
on = ["change:items"]
set = { grown = "=items" }
[reaction.won]
on = ["enter:won", "move:win"]
set = { entered = "=entered + 1" }
[reaction.sleeping]
off = true
set = { off_heard = "=off_heard + 1" }
== workflows/item.toml
id_format = "I-{seq:1}"
[field]
deal = { type = "ref", of = "deal", parent = true }
"#;

#[test]
fn a_reaction_follows_the_change_it_listens_to() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 100}}));
    world.expect(&id).has("review", "false").has("heard", "1").has("off_heard", "0");
    world.does("ana", json!({"set": id, "with": {"discount": "0.1"}}));
    world.expect(&id).has("review", "false").has("heard", "2");
    world.does("ana", json!({"set": id, "with": {"discount": "0.2"}}));
    world.expect(&id).has("review", "true").has("heard", "3");
    assert_eq!(world.told("mia"), ["D-1: 20%"]);
    // Amount and discount change, the net does not.
    world.does("ana", json!({"set": id, "with": {"discount": "0.6", "amount": 200}}));
    world.expect(&id).has("net", "80").has("heard", "3");
}

#[test]
fn two_occasions_in_one_command_are_one_reaction() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.expect(&id).has("entered", "1");
}

#[test]
fn a_roll_up_that_changes_is_heard_above() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"new": "item", "with": {"deal": id}}));
    world.expect(&id).has("grown", "1");
    world.does("ana", json!({"new": "item", "with": {"deal": id}}));
    world.expect(&id).has("grown", "2");
}
