//! The policy changes while records are under way.

use salesflow::{desk::Taken, model::Body};
use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
amount = { type = "money" }
code   = { type = "text" }
[stage.open]
sla = "1d"
[stage.offer]
[stage.won]
end = "won"
[transition.offer]
from = "open"
to = "offer"
when = "amount >= 100"
[transition.win]
from = "offer"
to = "won"
approval = "ok"
== rules/approve.toml
[[approval.ok.step]]
id = "manager"
who = "manager_of(requester)"
[[approval.ok.step]]
id = "legal"
who = "role:legal"
[[approval.ok.step]]
id = "money"
who = "role:finance"
== rules/figures.toml
[measure.pipe]
of = "deal"
where = "outcome == none"
value = "sum(amount)"
[warning.heavy]
kpi = "pipe"
period = "month"
yellow = "value > 100"
"#;

const FILE: &str = "workflows/deal.toml";
const CHAIN: &str = "rules/approve.toml";
const FIGURES: &str = "rules/figures.toml";

fn deal(world: &World, amount: i64, code: &str) -> String {
    world.does("ana", json!({"new": "deal", "with": {"amount": amount, "code": code}}))
}

#[test]
fn a_threshold_changes_at_once_and_events_name_their_version() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 80, "");
    world.refuses("ana", json!({"move": id, "do": "offer"}), "guard");
    world.changes(FILE, ">= 100", ">= 50");
    world.does("ana", json!({"move": id, "do": "offer"}));
    world.expect(&id).stage("offer");
    let history = world.history(&id);
    assert_eq!((history.first().unwrap().policy, history.last().unwrap().policy), (1, 2));
    assert!(matches!(world.edits(FILE, ">= 50", ">= 50"), Taken::Unchanged { version: 2 }));
    world.changes(FILE, ">= 50", ">= 500");
    let other = deal(&world, 80, "");
    world.refuses("ana", json!({"move": other, "do": "offer"}), "guard");
    assert_eq!(world.record(&other).policy, 3);
}

#[test]
fn a_stage_that_records_stand_in_does_not_go() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 100, "");
    world.does("ana", json!({"move": id, "do": "offer"}));
    let Taken::Stranded { records } = world.edits(FILE, "offer", "tender") else { panic!("taken") };
    assert_eq!(records, [("D-1".into(), "deal".into(), "offer".into())]);
    world.expect(&id).stage("offer");
    world.edits(FILE, "tender", "offer");
    world.does("ana", json!({"move": id, "do": "win"}));
    for person in ["mia", "lee", "fin"] {
        world.does(person, json!({"approve": id}));
    }
    // Nobody stands there any more.
    world.changes(FILE, "offer", "tender");
    world.expect(&id).outcome("won");
}

#[test]
fn a_warning_that_is_gone_clears_and_a_new_one_is_judged() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 200, "");
    world.waits("2d");
    assert_eq!((world.raised("heavy").len(), world.raised("deal.open").len()), (1, 1));
    world.changes(FIGURES, "[warning.heavy]", "[warning.bulky]");
    assert_eq!((world.raised("heavy").len(), world.raised("bulky").len()), (0, 1));
    world.changes(FIGURES, "value > 100", "value > 1000");
    assert!(world.raised("bulky").is_empty());
    world.changes(FILE, "sla = \"1d\"\n", "");
    assert!(world.raised("deal.open").is_empty());
    world.does("ana", json!({"move": id, "do": "offer"}));
}

#[test]
fn an_sla_that_is_gone_warns_of_nothing() {
    let mut world = World::of(DEAL);
    deal(&world, 200, "");
    world.changes(FILE, "sla = \"1d\"\n", "");
    world.waits("2d");
    assert!(world.raised("deal.open").is_empty());
}

#[test]
fn a_field_that_becomes_unique_knows_the_old_records() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 1, "K");
    deal(&world, 1, "L");
    world.changes(FILE, "code   = { type = \"text\" }", "code   = { type = \"text\", unique = true }");
    let no = world.refuses("ana", json!({"new": "deal", "with": {"code": "K"}}), "duplicate");
    assert_eq!(no.details["other"], json!(id));
    world.changes(FILE, ", unique = true", "");
    deal(&world, 1, "K");
}

#[test]
fn old_doubles_of_a_field_that_becomes_unique_do_no_harm() {
    let mut world = World::of(DEAL);
    let first = deal(&world, 1, "K");
    let second = deal(&world, 1, "K");
    world.changes(FILE, "code   = { type = \"text\" }", "code   = { type = \"text\", unique = true }");
    world.refuses("ana", json!({"new": "deal", "with": {"code": "K"}}), "duplicate");
    world.does("ana", json!({"set": first, "with": {"code": "M"}}));
    world.refuses("ana", json!({"new": "deal", "with": {"code": "K"}}), "duplicate");
    world.does("ana", json!({"set": second, "with": {"code": "N"}}));
    deal(&world, 1, "K");
}

#[test]
fn people_who_come_and_go_change_inboxes() {
    let mut world = World::of(DEAL);
    world.changes(FILE, "to = \"offer\"", "to = \"offer\"\nwho = [\"role:manager\"]");
    let id = deal(&world, 200, "");
    world.expect(&id).waiting_for(["mia"]);
    world.changes(
        "org.toml",
        "[person.bo]\nunit = \"sales\"\nroles = [\"seller\"]",
        "[person.bo]\nunit = \"sales\"\nroles = [\"manager\"]",
    );
    world.expect(&id).waiting_for(["bo", "mia"]);
    world.changes(
        "org.toml",
        "roles = [\"manager\"]\n[person.zoe]",
        "until = 2026-03-05\nroles = [\"manager\"]\n[person.zoe]",
    );
    world.expect(&id).waiting_for(["bo", "mia"]);
    world.becomes("2026-03-05T00:00");
    world.expect(&id).waiting_for(["bo"]);
    assert!(world.inbox("mia").is_empty());
    world.refuses("mia", json!({"move": id, "do": "offer"}), "not_permitted");
}

#[test]
fn a_step_that_is_gone_is_passed_over_and_none_is_asked_twice() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 200, "");
    world.does("ana", json!({"move": id, "do": "offer"}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.does("mia", json!({"approve": id}));
    world.expect(&id).seats([("legal", "lee")]);
    world.changes(CHAIN, "[[approval.ok.step]]\nid = \"legal\"\nwho = \"role:legal\"\n", "");
    world.expect(&id).seats([("money", "fin+fay")]).waiting_for(["fin", "fay"]);
    world.refuses("lee", json!({"approve": id}), "closed");
    world.does("fin", json!({"approve": id}));
    world.expect(&id).outcome("won");
}

#[test]
fn a_chain_under_way_keeps_its_seats_and_decisions() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 200, "");
    world.does("ana", json!({"move": id, "do": "offer"}));
    world.does("ana", json!({"move": id, "do": "win"}));
    world.does("mia", json!({"approve": id}));
    world.changes(CHAIN, "role:legal", "role:finance");
    world.expect(&id).seats([("legal", "lee")]);
    world.does("lee", json!({"approve": id}));
    world.expect(&id).seats([("money", "fin+fay")]);
    world.changes(CHAIN, "who = \"role:finance\"\n", "who = \"role:finance\"\nwhen = \"amount > 1000\"\n");
    world.does("fin", json!({"approve": id}));
    world.expect(&id).outcome("won");
}

#[test]
fn a_new_measure_counts_the_old_records_and_a_changed_one_anew() {
    let mut world = World::of(DEAL);
    deal(&world, 200, "");
    deal(&world, 50, "");
    world.changes(FIGURES, "[measure.pipe]", "[measure.all]\nof = \"deal\"\nvalue = \"count\"\n[measure.pipe]");
    assert_eq!((world.figure("all", None), world.figure("pipe", None)), ("2".into(), "250".into()));
    world.changes(FIGURES, "where = \"outcome == none\"", "where = \"amount > 100\"");
    assert_eq!(world.figure("pipe", None), "200");
    world.changes(FIGURES, "[measure.all]\nof = \"deal\"\nvalue = \"count\"\n", "");
    let versions: Vec<u64> = world
        .events()
        .iter()
        .filter_map(|event| match event.body {
            Body::PolicyTaken { version, .. } => Some(version),
            _ => None,
        })
        .collect();
    assert_eq!(versions, [1, 2, 3, 4]);
}

#[test]
fn a_field_that_goes_and_comes_back_has_kept_its_values() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 1, "K");
    world.changes(FILE, "code   = { type = \"text\" }\n", "");
    world.does("ana", json!({"set": id, "with": {"amount": 2}}));
    world.refuses("ana", json!({"set": id, "with": {"code": "x"}}), "invalid_value");
    world.changes(
        FILE,
        "amount = { type = \"money\" }\n",
        "amount = { type = \"money\" }\ncode = { type = \"text\" }\n",
    );
    world.expect(&id).has("code", "K").has("amount", "2");
}

#[test]
fn a_requirement_that_is_new_binds_on_the_next_change() {
    let mut world = World::of(DEAL);
    let id = deal(&world, 1, "");
    world.changes(FILE, "[stage.open]", "[stage.open]\nrequire = [\"code\"]");
    world.expect(&id).stage("open");
    world.refuses("ana", json!({"set": id, "with": {"amount": 2}}), "missing_fields");
    world.does("ana", json!({"set": id, "with": {"amount": 2, "code": "x"}}));
}

const NOTE: &str = "note   = { type = \"text\" }\n";

#[test]
fn a_field_that_goes_after_it_was_emptied_leaves_nothing_behind() {
    let mut world = World::of(&DEAL.replace("[stage.open]", &format!("{NOTE}[stage.open]")));
    let id = deal(&world, 1, "");
    world.does("ana", json!({"set": id, "with": {"note": "x"}}));
    world.does("ana", json!({"set": id, "with": {"note": ""}}));
    world.changes(FILE, NOTE, "");
    world.does("ana", json!({"set": id, "with": {"amount": 3}}));
    world.verifies();
}

const PAPER: &str = r#"
== workflows/paper.toml
id_format = "P-{seq:1}"
[field]
code = { type = "text", unique = true }
[stage.open]
sla = "1d"
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
== workflows/book.toml
id_format = "B-{seq:1}"
[field]
title = { type = "text" }
"#;

#[test]
fn a_workflow_may_go_when_its_records_have_ended() {
    let world = World::of(&format!("{DEAL}{PAPER}"));
    let id = world.does("ana", json!({"new": "paper", "with": {"code": "K"}}));
    let book = world.does("ana", json!({"new": "book", "with": {"title": "Rules"}}));
    let mut world = world;
    assert!(matches!(world.without("workflows/paper.toml"), Taken::Stranded { .. }));
    world.does("ana", json!({"move": id, "do": "finish"}));
    assert!(matches!(world.without("workflows/paper.toml"), Taken::InForce { .. }));
    assert!(matches!(world.without("workflows/book.toml"), Taken::InForce { .. }));
    world.refuses("ana", json!({"set": id, "with": {"code": "L"}}), "not_found");
    assert!(world.is_there(&id) && world.is_there(&book));
    world.waits("3d");
}
