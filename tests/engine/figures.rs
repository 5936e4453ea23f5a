//! Figures move with every event and equal a recount.

use serde_json::json;

use crate::world::World;

const DEAL: &str = r#"
== workflows/account.toml
id_format = "A-{seq:1}"
[field]
region = { type = "choice", values = ["north", "south"] }
== workflows/deal.toml
id_format = "D-{seq:1}"
[field]
account = { type = "ref", of = "account" }
amount  = { type = "money" }
due     = { type = "date" }
[stage.open]
[stage.offer]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.offer]
from = "open"
to = "offer"
[transition.back]
from = "offer"
to = "open"
[transition.win]
from = "offer"
to = "won"
[transition.lose]
from = ["open", "offer"]
to = "lost"
[transition.reopen]
from = ["won", "lost"]
to = "open"
reopen = true
== rules/figures.toml
[measure]
won      = { of = "deal", where = "outcome == 'won'", value = "sum(amount)", at = "last_entered('won')", by = { region = "account.region", owner = "owner" } }
won_n    = { of = "deal", where = "outcome == 'won'", value = "count", at = "last_entered('won')", by = { region = "account.region" } }
lost_n   = { of = "deal", where = "outcome == 'lost'", value = "count", at = "last_entered('lost')", by = { region = "account.region" } }
pipe     = { of = "deal", where = "outcome == none", value = "sum(amount)", by = { stage = "stage", owner = "owner" } }
mean     = { of = "deal", where = "outcome == none", value = "avg(amount)" }
late     = { of = "deal", where = "outcome == none and due < today", value = "count" }
[kpi]
rate = { formula = "won_n / (won_n + lost_n)", shown_as = "percent" }
"#;

#[test]
fn back_and_forth_and_nothing_is_counted_twice() {
    let world = World::of(DEAL);
    let north = world.does("ana", json!({"new": "account", "with": {"region": "north"}}));
    let south = world.does("ana", json!({"new": "account", "with": {"region": "south"}}));
    let new = |who: &str, account: &str, amount: i64| {
        world.does(who, json!({"new": "deal", "with": {"account": account, "amount": amount}}))
    };
    let (one, two, three) = (new("ana", &north, 100), new("bo", &south, 30), new("bo", &north, 20));
    assert_eq!((world.figure("pipe", None), world.figure("mean", None)), ("150".into(), "50".into()));
    assert_eq!(world.figure("rate", None), "none");
    for _ in 0..3 {
        world.does("ana", json!({"move": one, "do": "offer"}));
        world.verifies();
        world.does("ana", json!({"move": one, "do": "back"}));
        world.verifies();
    }
    for (who, id) in [("ana", &one), ("bo", &two)] {
        world.does(who, json!({"move": id, "do": "offer"}));
        world.does(who, json!({"move": id, "do": "win"}));
    }
    world.does("bo", json!({"move": three, "do": "lose"}));
    assert_eq!(world.figure("won", Some("2026-03")), "130");
    let by = world.figures("won", &["region"], Some("2026-03"));
    assert_eq!((by["north"].as_str(), by["south"].as_str()), ("100", "30"));
    let rate = world.figures("rate", &["region"], None);
    assert_eq!((rate["north"].as_str(), rate["south"].as_str()), ("0.5", "1"));
    assert_eq!(world.figure("mean", None), "none");
    // An account moves, and with it what was won there.
    world.does("ana", json!({"set": south, "with": {"region": "north"}}));
    let by = world.figures("won", &["region"], Some("2026-03"));
    assert_eq!((by["north"].as_str(), by.get("south")), ("130", None));
    world.verifies();
    // A deal won in March is opened again and won in April: it leaves March.
    world.becomes("2026-04-01T10:00");
    world.does("ana", json!({"move": one, "do": "reopen"}));
    assert_eq!(world.figure("won", Some("2026-03")), "30");
    world.does("ana", json!({"move": one, "do": "offer"}));
    world.does("ana", json!({"move": one, "do": "win"}));
    assert_eq!(
        (world.figure("won", Some("2026-03")), world.figure("won", Some("2026-04"))),
        ("30".into(), "100".into())
    );
}

#[test]
fn a_figure_that_looks_at_the_date_changes_with_the_day() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"due": "2026-03-03"}}));
    assert_eq!(world.figure("late", None), "0");
    world.becomes("2026-03-03T23:59");
    assert_eq!(world.figure("late", None), "0");
    world.becomes("2026-03-04T00:00");
    assert_eq!(world.figure("late", None), "1");
    world.does("ana", json!({"set": id, "with": {"due": "2026-03-04"}}));
    assert_eq!(world.figure("late", None), "0");
}

#[test]
fn an_owner_who_changes_takes_the_pipe_along() {
    let world = World::of(DEAL);
    let id = world.does("ana", json!({"new": "deal", "with": {"amount": 10}}));
    world.does("ana", json!({"set": id, "with": {"owner": "bo"}}));
    assert_eq!(world.figures("pipe", &["owner"], None).into_iter().collect::<Vec<_>>(), [("bo".into(), "10".into())]);
    world.does("bo", json!({"set": id, "with": {"amount": null}}));
    assert_eq!(world.figure("pipe", None), "0");
    world.expect(&id).owner("bo").waiting_for(["bo"]);
}
