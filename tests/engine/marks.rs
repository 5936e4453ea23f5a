//! What children and other records have reached, joins over them, calls: what stays due, what is held, what `why` says.

use salesflow::{
    engine::{self, Way},
    model::{Actor, Body},
};
use serde_json::json;

use crate::world::World;

const ORDER: &str = r#"
== workflows/order.toml
id_format = "O-{seq:3}"
[field]
customer = { type = "text" }
parts = { type = "number", default = 0 }
[stage.open]
checklist = ["packed"]
[stage.shipped]
[stage.done]
end = "done"
[transition.split]
from = "open"
unfinished = true
create = [{ workflow = "part", count = "4" }]
[transition.ship]
from = "open"
to = "shipped"
on = { child = "part", reaches = "out" }
[transition.gather]
from = "shipped"
join = { children = "part", reaches = "in", need = { share = 0.5 }, rest = "hold" }
set = { parts = "=parts + 1" }
[transition.finish]
from = "shipped"
to = "done"
who = "role:manager"
[check.two]
must = "parts < 2"
otherwise = "two rounds are too many"
== workflows/part.toml
id_format = "P-{seq:3}"
[field]
order = { type = "ref", of = "order", parent = true }
[stage.made]
[stage.out]
[stage.in]
[stage.used]
end = "done"
[stage.lost]
end = "lost"
"#;

fn way(world: &World, id: &str, transition: &str) -> Way {
    let state = world.state();
    let who = Actor::Person("ana".into());
    engine::why(&state.policy, &state, &who, world.now(), id, Some(transition)).unwrap().ways.remove(0)
}

fn refusal(world: &World, id: &str, transition: &str) -> (String, String) {
    let refusal = way(world, id, transition).refusal.unwrap();
    (refusal.code.word().to_owned(), refusal.message.into())
}

/// An order in `shipped` with four parts, of which the first is out.
fn shipped() -> (World, String) {
    let world = World::of(ORDER);
    let order = world.does("ana", json!({"new": "order"}));
    world.does("ana", json!({"move": order, "do": "split"}));
    assert_eq!(refusal(&world, &order, "ship"), ("waiting".into(), "it waits until a part reaches out".into()));
    world.does("ana", json!({"move": "P-001", "do": "out"}));
    world.expect(&order).stage("open");
    assert_eq!(refusal(&world, &order, "ship").0, "unfinished", "a mark waits for a ready token");
    world.does("ana", json!({"check_off": order, "item": "packed"}));
    world.expect(&order).stage("shipped");
    (world, order)
}

#[test]
fn a_mark_is_taken_as_soon_as_its_token_is_ready_and_who_set_it_going_is_written_down() {
    let (world, order) = shipped();
    assert!(world.history(&order).iter().any(|event| matches!(&event.body,
        Body::MarkTaken { of, times: 1, .. } if &**of == "P-001")));
    assert!(way(&world, &order, "gather").automatic);
}

#[test]
fn what_a_join_holds_keeps_the_next_round_and_what_is_refused_stays_due() {
    let (world, order) = shipped();
    let goes = |part: &str| {
        for to in ["out", "in"] {
            world.tries("ana", json!({"move": part, "do": to}));
        }
    };
    assert_eq!(
        refusal(&world, &order, "gather"),
        ("waiting".into(), "`gather` waits for linked records: 0 of 4 are there".into())
    );
    goes("P-001");
    world.expect(&order).has("parts", "0");
    goes("P-002");
    world.expect(&order).has("parts", "1");
    let more = world.does("ana", json!({"new": "part", "with": {"order": order}}));
    goes(&more);
    world.expect(&order).has("parts", "1");
    goes("P-003");
    world.does("ana", json!({"move": "P-004", "do": "lost"}));
    // The last of the first round has gone; the second round is complete, and refused.
    world.expect(&order).has("parts", "1");
    world.expect(&more).stage("in");
    assert_eq!(refusal(&world, &order, "gather"), ("check".into(), "two rounds are too many".into()));
    world.does("ana", json!({"set": order, "with": {"parts": 0}}));
    world.expect(&order).has("parts", "1");
}

#[test]
fn a_call_keeps_its_id_at_every_try_and_nobody_answers_for_another() {
    let world = World::of(
        r#"
== workflows/paper.toml
[stage.filing]
call = { channel = "archive", with = { id = "=id" }, within = "1h", retry = 1 }
answer = { set = { owner = "=answer.who" } }
[stage.filed]
end = "done"
[transition.file]
from = "filing"
to = "filed"
"#,
    );
    let paper = world.does("ana", json!({"new": "paper"}));
    world.waits("1h");
    let calls: Vec<(u32, u32)> = world
        .history(&paper)
        .iter()
        .filter_map(|event| match event.body {
            Body::Called { call, attempt, .. } => Some((call, attempt)),
            _ => None,
        })
        .collect();
    assert_eq!(calls, [(1, 1), (1, 2)]);
    world.refuses("ana", json!({"move": paper, "do": "file"}), "unfinished");
    world.refuses("ana", json!({"answer": "PAPER-000001~7"}), "not_found");
    world.refuses("nobody", json!({"answer": paper}), "not_permitted");
    world.refuses("ana", json!({"answer": paper, "with": {"who": "stranger"}}), "invalid_value");
    world.does("bo", json!({"answer": format!("{paper}~1"), "with": {"who": "bo"}}));
    world.expect(&paper).owner("bo");
    world.does("bo", json!({"answer": paper, "with": {"who": "ana"}}));
    world.expect(&paper).owner("bo");
    assert!(world.history(&paper).iter().any(|event| matches!(event.body, Body::CallAnswered { late: true, .. })));
    world.waits("3h");
    world.does("bo", json!({"move": paper, "do": "file"}));
}
