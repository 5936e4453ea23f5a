//! What people leave behind when they go: by their last day, and by a change of the organisation's files.

use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== org.toml
[unit.company]
head = "zoe"
[unit.sales]
parent = "company"
head = "mia"
[person]
ana = { unit = "sales", roles = ["seller"] }
bo  = { unit = "sales", roles = ["seller"], until = 2026-03-10 }
mia = { unit = "sales", roles = ["manager"] }
zoe = { unit = "company" }
lee = { unit = "company", roles = ["legal"], until = 2026-03-10 }
fin = { unit = "company", roles = ["finance"] }
fay = { unit = "company", roles = ["finance"], until = 2026-03-10 }
ada = { unit = "company" }
[role]
seller = {}
manager = {}
legal = {}
finance = {}
== workflows/deal.toml
id_format = "D-{seq:1}"
[assign]
who = "role:seller"
give = "offer"
when_gone = "person:ana"
[field]
title = { type = "text" }
[stage.open]
[stage.open.task.check]
who = "role:finance"
required = false
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "ok"
== workflows/note.toml
id_format = "N-{seq:1}"
[field]
title = { type = "text" }
[stage.open]
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
== rules/ok.toml
[[approval.ok.step]]
id = "legal"
who = "role:legal"
"#;

#[test]
fn records_tasks_and_seats_of_who_has_left_go_to_others() {
    let world = World::of(DEAL);
    let deal = world.does("mia", json!({"new": "deal", "with": {"title": "Pumps"}}));
    world.does("bo", json!({"claim": deal}));
    world.does("fay", json!({"start": deal}));
    world.does("bo", json!({"move": deal, "do": "win"}));
    let note = world.does("bo", json!({"new": "note", "with": {"title": "Mine"}}));
    world.expect(&deal).waiting_for(["lee", "fay"]);
    world.waits("8d");
    world.expect(&note).owner("mia");
    // The deal goes to whom `when_gone` names; the seat and the task up the line of who held them.
    world.expect(&deal).owner("ana").waiting_for(["zoe"]);
    let run = world.record(&deal).latest("check").cloned().unwrap();
    assert_eq!((run.state.word(), run.holder.as_deref()), ("started", Some("zoe")));
    world.refuses("lee", json!({"approve": deal}), "not_permitted");
    world.does("zoe", json!({"approve": deal}));
    world.expect(&deal).outcome("won");
}

#[test]
fn who_is_taken_out_of_the_files_leaves_nothing_behind() {
    let mut world = World::of(DEAL);
    let deal = world.does("mia", json!({"new": "deal", "with": {"title": "Pumps"}}));
    world.does("bo", json!({"claim": deal}));
    let note = world.does("bo", json!({"new": "note", "with": {"title": "Mine"}}));
    world.changes("org.toml", "bo  = { unit = \"sales\", roles = [\"seller\"], until = 2026-03-10 }\n", "");
    world.expect(&deal).owner("ana");
    // Nobody knows who Bo's manager was: the last resort has it.
    world.expect(&note).owner("zoe");
}
