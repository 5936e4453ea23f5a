//! Rules about saving.

use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount = { type = "money" }
follow = { type = "date" }
note   = { type = "text" }
[stage.open]
[stage.offer]
[stage.won]
end = "won"
[transition.offer]
from = "open"
to = "offer"
[transition.back]
from = "offer"
to = "open"
[transition.win]
from = "offer"
to = "won"
[check.ahead]
on = ["create", "change:follow"]
when = "stage != 'won'"
must = "follow >= today"
otherwise = "{follow} is gone"
field = "follow"
except = ["role:manager"]
[check.steady]
must = "is_new or not(changed('amount')) or old.amount == none or amount <= old.amount * 2"
otherwise = "from {old.amount} to {amount} is too much at once"
[check.new_ones]
must = "not(is_new) or amount < 1000"
[check.offered]
on = ["enter:offer"]
must = "amount >= 10"
[check.going_back]
on = ["move:back"]
must = "note != 'final'"
[check.leaving]
on = ["leave:offer"]
must = "note != 'stuck'"
[check.unused]
off = true
must = "amount == 0"
"#;

#[test]
fn a_rule_is_asked_when_it_says_and_of_whom() {
    let world = World::of(DEAL);
    let no = world.refuses("ana", json!({"new": "deal", "with": {"follow": "2026-03-01"}}), "check");
    assert_eq!((no.message.as_str(), &no.details["check"]), ("2026-03-01 is gone", &json!("ahead")));
    assert_eq!(no.details["fields"], json!(["follow"]));
    let id = world.does("ana", json!({"new": "deal", "with": {"follow": "2026-03-02"}}));
    world.waits("2d");
    // It is not asked of what is not touched.
    world.does("ana", json!({"set": id, "with": {"amount": 5}}));
    world.refuses("ana", json!({"set": id, "with": {"follow": "2026-03-03"}}), "check");
    world.does("ana", json!({"set": id, "with": {"follow": null}}));
    let id = world.does("mia", json!({"new": "deal", "with": {"follow": "2026-03-01"}}));
    world.expect(&id).has("follow", "2026-03-01");
    world.refuses("ada", json!({"set": id, "with": {"follow": "2026-03-03"}}), "check");
}

#[test]
fn a_rule_sees_what_was() {
    let world = World::of(DEAL);
    world.refuses("ana", json!({"new": "deal", "with": {"amount": 1000}}), "check");
    let id = world.does("ana", json!({"new": "deal"}));
    world.does("ana", json!({"set": id, "with": {"amount": 2000}}));
    let no = world.refuses("ana", json!({"set": id, "with": {"amount": 5000}}), "check");
    assert_eq!(no.message, "from 2,000.00 to 5,000.00 is too much at once");
    world.does("ana", json!({"set": id, "with": {"amount": 4000}}));
    world.does("ana", json!({"set": id, "with": {"note": "x"}}));
}

#[test]
fn a_rule_on_a_move_or_stage() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 5}}));
    world.refuses("ana", json!({"move": id, "do": "offer"}), "check");
    world.does("ana", json!({"set": id, "with": {"amount": 10}}));
    world.does("ana", json!({"move": id, "do": "offer"}));
    world.does("ana", json!({"set": id, "with": {"amount": 5, "note": "final"}}));
    world.refuses("ana", json!({"move": id, "do": "back"}), "check");
    world.does("ana", json!({"set": id, "with": {"note": "stuck"}}));
    world.refuses("ana", json!({"move": id, "do": "back"}), "check");
    world.refuses("ana", json!({"move": id, "do": "win"}), "check");
    world.does("ana", json!({"set": id, "with": {"note": ""}}));
    world.does("ana", json!({"move": id, "do": "win"}));
}
