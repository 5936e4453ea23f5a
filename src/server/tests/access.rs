//! What one may not see, at every call.

use serde_json::{Value as Json, json};

use super::house::{self, ask};
use crate::{
    desk::Clock,
    server::{Call, Host},
};

const ORG: &str = r#"[unit.sales]
head = "mia"
[person]
ana = { unit = "sales" }
bo  = { unit = "sales" }
fin = { unit = "sales", roles = ["finance"] }
lee = { unit = "sales", roles = ["legal"] }
mia = { unit = "sales" }
[role]
finance = {}
legal = {}
"#;

const BID: &str = r#"id_format = "B-{seq:1}"
label = "{title} {cost}"
[access]
see = ["owner", "role:finance"]
[access.task]
see = ["holder"]
[access.field]
cost = { see = ["role:finance"] }
[field]
title  = { type = "text" }
cost   = { type = "money" }
margin = { type = "money", formula = "100 - cost" }
[stage.open]
[stage.check]
[stage.check.task.read]
who = "role:legal"
[stage.won]
end = "won"
[transition.ask]
from = "open"
to = "check"
ask = ["cost"]
[transition.win]
from = "check"
to = "won"
who = ["owner", "role:finance"]
when = "cost < 10"
[transition.pay]
from = "check"
to = "won"
on = { event = "paid", where = "event.bid == id" }
[check.paid]
on = "move:pay"
must = "cost < 10"
otherwise = "{cost} is too much"
"#;

const RULES: &str = r#"
[warning.dear]
of = "bid"
levels = { red = "cost > 50" }
notify = { red = ["owner", "role:finance"] }
"#;

fn open() -> (Host, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    house::build(folder.path());
    house::write(folder.path(), "org.toml", ORG);
    house::write(folder.path(), "workflows/bid.toml", BID);
    house::write(folder.path(), "rules/dear.toml", RULES);
    let policy = crate::desk::Folder::at(folder.path());
    let mut host = Host::open(policy, Some("memory:"), Clock::set_to(house::morning())).unwrap();
    let mut done = |by: &str, command: Json| ask(&mut host, by, Call::Do { command }).unwrap();
    let made = done("ana", json!({"new": "bid", "with": {"title": "Pumps", "cost": "60"}}));
    assert_eq!((&made["label"], made["fields"].get("cost")), (&json!("Pumps "), None));
    done("ana", json!({"move": "B-1", "do": "ask", "with": {"cost": "70"}}));
    (host, folder)
}

fn list(filter: Option<&str>) -> Call {
    let filter = filter.map(str::to_owned);
    Call::List { workflow: "bid".into(), stage: None, r#where: filter, sort: None, limit: 10, cursor: None }
}

fn ids(answer: &Json) -> Vec<&str> {
    answer["records"].as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap()).collect()
}

#[test]
fn a_record_is_shown_to_those_who_see_it() {
    let (mut host, _folder) = open();
    let show = |history| Call::Show { record: "B-1".into(), history };
    let why = || Call::Why { record: "B-1".into(), transition: None };
    for (by, sees) in [("ana", true), ("fin", true), ("lee", true), ("mia", true), ("", true), ("bo", false)] {
        for call in [show(false), show(true), why()] {
            match (ask(&mut host, by, call), sees) {
                (Ok(_), true) => {}
                (Err(problem), false) => assert_eq!(problem.code, "not_found"),
                (other, _) => panic!("{by}: {other:?}"),
            }
        }
        assert_eq!(ids(&ask(&mut host, by, list(None)).unwrap()).len(), usize::from(sees), "{by}");
        let rows = ask(&mut host, by, Call::Export { what: "bid".into(), cursor: None, limit: 10 }).unwrap();
        assert_eq!(rows["rows"].as_array().unwrap().len(), usize::from(sees), "{by}");
        let events = ask(&mut host, by, Call::Export { what: "events".into(), cursor: None, limit: 100 }).unwrap();
        assert_eq!(events.to_string().contains("B-1"), sees, "{by}");
        let live = ask(&mut host, by, Call::Live { workflow: "bid".into() }).unwrap();
        assert_eq!(live["stages"]["check"]["count"], json!(usize::from(sees)), "{by}");
        let warnings = ask(&mut host, by, Call::Warnings { level: None }).unwrap();
        assert_eq!(warnings["warnings"].as_array().unwrap().len(), usize::from(sees), "{by}");
    }
    let command = json!({"comment": "B-1", "text": "x"});
    let answers = ask(&mut host, "bo", Call::Run { commands: vec![command] }).unwrap();
    assert_eq!(answers["answers"][0]["error"]["code"], "not_found");
}

#[test]
fn a_field_is_absent_wherever_it_could_be_read() {
    let (mut host, _folder) = open();
    let show = || Call::Show { record: "B-1".into(), history: true };
    let shown = ask(&mut host, "ana", show()).unwrap();
    assert_eq!(shown["fields"].get("cost"), None);
    // What is computed from it is shown to all who see the record.
    assert_eq!(shown["fields"]["margin"], json!("30"));
    let told = shown.to_string();
    assert!(!told.contains("\"cost\"") && !told.contains("\"60\"") && !told.contains("\"70\""), "{told}");
    let whole = ask(&mut host, "fin", show()).unwrap();
    assert_eq!((&whole["fields"]["cost"], &whole["label"]), (&json!("70"), &json!("Pumps 70.00")));
    assert!(whole["history"].to_string().contains("\"60\""));
    for filter in ["cost > 0", "cost == 70", "label == 'Pumps 70.00'"] {
        assert_eq!(ids(&ask(&mut host, "ana", list(Some(filter))).unwrap()), [""; 0], "{filter}");
        assert_eq!(ids(&ask(&mut host, "fin", list(Some(filter))).unwrap()), ["B-1"], "{filter}");
    }
    assert_eq!(ids(&ask(&mut host, "ana", list(Some("margin == 30"))).unwrap()), ["B-1"]);
    for what in ["bid", "events"] {
        let rows = ask(&mut host, "ana", Call::Export { what: what.into(), cursor: None, limit: 100 }).unwrap();
        assert!(!rows["rows"].to_string().contains("\"70\""), "{rows}");
    }
    let why = ask(&mut host, "ana", Call::Why { record: "B-1".into(), transition: Some("win".into()) }).unwrap();
    assert!(!why.to_string().contains("\"70\""), "{why}");
    let command = json!({"move": "B-1", "do": "win"});
    let refused = ask(&mut host, "ana", Call::Do { command }).unwrap_err();
    assert!(!refused.message.contains("70") && !refused.details.to_string().contains("70"), "{refused:?}");
    let inbox = ask(&mut host, "ana", Call::Inbox { r#where: None, all: false }).unwrap();
    assert_eq!(inbox["notices"][0]["text"], "dear: Pumps ");
    assert_eq!(
        ask(&mut host, "fin", Call::Inbox { r#where: None, all: false }).unwrap()["notices"][0]["text"],
        "dear: Pumps 60.00"
    );
}

#[test]
fn open_work_is_seen_by_those_it_is_shown_to() {
    let (mut host, _folder) = open();
    let show = || Call::Show { record: "B-1".into(), history: true };
    let held = ask(&mut host, "lee", show()).unwrap();
    assert_eq!((&held["waiting_for"], held["work"].as_array().unwrap().len()), (&json!(["lee"]), 1));
    let other = ask(&mut host, "fin", show()).unwrap();
    assert_eq!((&other["waiting_for"], other["work"].as_array().unwrap().len()), (&json!([]), 0));
    assert!(!other["history"].to_string().contains("task_acted"));
    ask(&mut host, "lee", Call::Do { command: json!({"done": "B-1"}) }).unwrap();
    // What is over is seen by all who see the record; Lee is not among them any more.
    assert_eq!(ask(&mut host, "fin", show()).unwrap()["work"].as_array().unwrap().len(), 1);
    assert_eq!(ask(&mut host, "lee", show()).unwrap_err().code, "not_found");
}

#[test]
fn an_event_tells_nobody_what_they_may_not_see() {
    let (mut host, _folder) = open();
    let mut sent = |by: &str| {
        let command = json!({"event": "paid", "with": {"bid": "B-1"}});
        ask(&mut host, by, Call::Do { command }).unwrap()
    };
    assert_eq!(sent("fin")["refused"], json!([{"record": "B-1", "message": "70.00 is too much"}]));
    assert_eq!(sent("ana")["refused"], json!([{"record": "B-1", "message": null}]));
    assert_eq!(sent("bo")["refused"], json!([]));
    for (by, told) in [("fin", true), ("ana", false), ("mia", true)] {
        let shown = ask(&mut host, by, Call::Show { record: "B-1".into(), history: true }).unwrap();
        assert_eq!(shown["history"].to_string().contains("70.00 is too much"), told, "{by}");
        let events = ask(&mut host, by, Call::Export { what: "events".into(), cursor: None, limit: 100 }).unwrap();
        assert_eq!(events["rows"].to_string().contains("70.00 is too much"), told, "{by}");
    }
}
