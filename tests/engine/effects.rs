//! Effects on other records: several at once, linked ones moved on and cancelled, events that go out, entering and leaving.

use salesflow::model::Body;
use serde_json::json;

use crate::world::World;

const PROJECT: &str = r#"
== workflows/project.toml
id_format = "P-{seq:1}"
[field]
rooms  = { type = "number", default = 2 }
names  = { type = "list", of = "text" }
seen   = { type = "number", default = 0 }
left   = { type = "text" }
[stage.plan]
on_leave = { set = { left = "plan" } }
[stage.work]
on_enter = { set = { seen = "=seen + 1" } }
[stage.off]
end = "off"
[transition.begin]
from = "plan"
to = "work"
create = [
  { workflow = "job", count = "rooms", with = { title = "=left + ' room'" } },
  { workflow = "job", each = "names", with = { title = "=line" }, when = "line != 'none'" },
]
send = [{ channel = "erp", event = "project.begun", with = { id = "=id", names = "=names" } }]
[transition.again]
from = "work"
to = "work"
[transition.hurry]
from = "work"
advance = [{ workflow = "job", do = "start", where = "title != 'slow'", with = { by = "=owner" } }]
[transition.stop]
from = "work"
to = "off"
cancel = [{ workflow = "job", where = "record.rooms > 0 && title != 'kept'" }]
== workflows/job.toml
id_format = "J-{seq:1}"
[field]
title   = { type = "text" }
by      = { type = "person" }
project = { type = "ref", of = "project", parent = true }
[stage.open]
[stage.running]
[stage.done]
end = "done"
[stage.dropped]
end = "cancelled"
[transition.start]
from = "open"
to = "running"
when = "title != 'locked'"
ask = ["by"]
[transition.finish]
from = "running"
to = "done"
[transition.drop]
from = "running"
to = "dropped"
when = "title == 'never'"
"#;

#[test]
fn several_records_are_made_at_once() {
    let world = World::of(PROJECT);
    let id = world.does("ana", json!({"new": "project", "with": {"names": ["hall", "none", "slow"]}}));
    world.does("ana", json!({"move": id, "do": "begin"}));
    for (n, title) in (1..).zip(["plan room", "plan room", "hall", "slow"]) {
        world.expect(&format!("J-{n}")).stage("open").has("title", title).owner("ana");
    }
    assert!(!world.is_there("J-5"));
    let sent = world.history(&id).into_iter().find_map(|event| match event.body {
        Body::Sent { channel, event, with } => Some((channel, event, with["names"].to_string())),
        _ => None,
    });
    assert_eq!(sent, Some((Some("erp".into()), "project.begun".into(), "[hall, none, slow]".into())));
}

#[test]
fn a_count_that_is_no_number_of_records_refuses_the_whole() {
    let world = World::of(PROJECT);
    for rooms in ["-1", "1.5", "10001"] {
        let id = world.does("ana", json!({"new": "project", "with": {"rooms": rooms}}));
        world.refuses("ana", json!({"move": id, "do": "begin"}), "fault");
    }
    let id = world.does("ana", json!({"new": "project", "with": {"rooms": 0}}));
    world.does("ana", json!({"move": id, "do": "begin"}));
    assert!(!world.is_there("J-1"));
}

#[test]
fn entering_and_leaving_have_effects_each_time() {
    let world = World::of(PROJECT);
    let id = world.does("ana", json!({"new": "project"}));
    world.does("ana", json!({"move": id, "do": "begin"}));
    world.expect(&id).has("seen", "1").has("left", "plan");
    world.does("ana", json!({"move": id, "do": "again"}));
    world.expect(&id).has("seen", "2");
}

#[test]
fn linked_records_are_moved_on_where_they_stand_ready() {
    let world = World::of(PROJECT);
    let id = world.does("ana", json!({"new": "project", "with": {"names": ["slow"], "rooms": 1}}));
    world.does("ana", json!({"move": id, "do": "begin"}));
    world.does("ana", json!({"move": id, "do": "hurry"}));
    world.expect("J-1").stage("running").has("by", "ana");
    world.expect("J-2").stage("open");
    // Once more: nothing stands where it could be moved on from.
    world.does("ana", json!({"move": id, "do": "hurry"}));
    // A guard of the linked record refuses the whole.
    let locked = world.does("ana", json!({"new": "job", "with": {"title": "locked", "project": id}}));
    world.refuses("ana", json!({"move": id, "do": "hurry"}), "guard");
    // Put below another project it is that one's affair.
    let other = world.does("ana", json!({"new": "project"}));
    world.does("ana", json!({"set": locked, "with": {"project": other}}));
    world.does("ana", json!({"move": id, "do": "hurry"}));
    world.expect(&locked).stage("open");
    assert_eq!(world.record(&locked).parent.as_deref(), Some(&*other));
}

#[test]
fn linked_records_are_cancelled_without_asking_their_guards() {
    let world = World::of(PROJECT);
    let id = world.does("ana", json!({"new": "project", "with": {"names": ["kept", "done"], "rooms": 1}}));
    world.does("ana", json!({"move": id, "do": "begin"}));
    world.does("ana", json!({"move": "J-3", "do": "start", "with": {"by": "ana"}}));
    world.does("ana", json!({"move": "J-3", "do": "finish"}));
    world.does("ana", json!({"move": id, "do": "stop"}));
    world.expect("J-1").outcome("cancelled");
    world.expect("J-2").stage("open");
    world.expect("J-3").outcome("done");
}
