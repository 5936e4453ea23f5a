//! Each call's answer, as programs see it.

use serde_json::{Value as Json, json};

use super::house::{self, House, ask};
use crate::{
    desk::{Clock, Folder},
    server::{Answers, Call, Caller, Envelope, Host},
};

fn list(workflow: &str) -> Call {
    Call::List { workflow: workflow.into(), stage: None, r#where: None, sort: None, limit: 100, cursor: None }
}

fn show(record: &str, history: bool) -> Call {
    Call::Show { record: record.into(), history }
}

/// JSON for people who read tests: an entry a line.
fn lines(json: &Json) -> String {
    let lines: Vec<String> = match json {
        Json::Object(map) => map.iter().map(|(key, value)| format!("{key}:{}", lines_of(value))).collect(),
        Json::Array(all) => all.iter().map(Json::to_string).collect(),
        other => vec![other.to_string()],
    };
    lines.join("\n")
}

fn lines_of(value: &Json) -> String {
    match value {
        Json::Array(all) if all.iter().any(Json::is_object) => all.iter().map(|one| format!("\n  {one}")).collect(),
        other => format!(" {other}"),
    }
}

/// Hashes depend on everything before; here it is enough that they are there.
fn without_hashes(mut events: Json) -> Json {
    for event in events.as_array_mut().unwrap() {
        assert_eq!(event["hash"].as_str().unwrap().len(), 32);
        event.as_object_mut().unwrap().remove("hash");
    }
    events
}

#[test]
fn a_command_answers_the_record() {
    let mut house = House::new();
    let record = house.deal("First", "2000");
    insta::assert_snapshot!(lines(&record), @r##"
    changed_at: "2026-03-02T09:00:00+00:00"
    created_at: "2026-03-02T09:00:00+00:00"
    events: [2,3]
    fields: {"amount":"2000","double":"4000","owner":"ana","title":"First"}
    id: "D-001"
    label: "First · 2,000.00"
    outcome: null
    owner: "ana"
    policy: 1
    stages: ["open"]
    version: 1
    waiting_for: ["ana"]
    workflow: "deal"
    "##);
    let refused = house.refused("ana", json!({"new": "deal", "with": {"amount": "1"}}));
    assert_eq!((refused.code.as_str(), refused.exit()), ("missing_fields", 5));
    let stale = house.refused("ana", json!({"set": "D-001", "with": {"amount": 1}, "if_version": 7}));
    assert_eq!((stale.code.as_str(), stale.exit()), ("conflict", 7));
    assert_eq!(house.refused("ana", json!({"fly": "D-001"})).code, "usage");
    assert_eq!(house.refused("ana", json!({"set": "D-009", "with": {"amount": 1}})).code, "not_found");
    assert_eq!(house.refused("bob", json!({"new": "deal", "with": {}})).code, "not_permitted");
}

#[test]
fn nothing_to_do_says_so() {
    let mut house = House::new();
    house.deal("First", "2000");
    let same = house.done("ana", json!({"set": "D-001", "with": {"amount": "2000"}}));
    assert_eq!((&same["unchanged"], &same["events"]), (&json!(true), &json!([])));
}

#[test]
fn a_key_answers_the_first_result_again() {
    let mut house = House::new();
    let command = json!({"new": "deal", "with": {"title": "K", "amount": "5"}, "idempotency_key": "k1"});
    let first = house.done("ana", command.clone());
    assert_eq!(house.done("ana", command), first);
    let other = json!({"new": "deal", "with": {"title": "other", "amount": "5"}, "idempotency_key": "k1"});
    assert_eq!(house.refused("ana", other).code, "conflict");
    let all = house.ask("", list("deal")).unwrap();
    assert_eq!(all["total"], 1);
}

#[test]
fn a_run_answers_in_order_and_each_for_itself() {
    let mut house = House::new();
    let commands = vec![
        json!({"new": "deal", "with": {"title": "a", "amount": 1}}),
        json!("no command"),
        json!({"new": "deal", "as": "mia", "with": {"title": "b", "amount": 2}}),
        json!({"move": "D-001", "do": "win"}),
    ];
    let mut told = Vec::new();
    let envelope =
        Envelope { call: Call::Run { commands }, by: Some("ana".into()), now: None, lang: Default::default() };
    let answer = house.host.answer(envelope, &mut |done, total| told.push((done, total))).unwrap();
    let answers = answer["answers"].as_array().unwrap();
    let codes: Vec<&Json> = answers.iter().map(|answer| &answer["error"]["code"]).collect();
    assert_eq!(codes, [&Json::Null, &json!("usage"), &Json::Null, &json!("guard")]);
    assert_eq!((&answers[0]["data"]["id"], &answers[2]["data"]["owner"]), (&json!("D-001"), &json!("mia")));
    assert_eq!(told, [(4, 4)]);
}

#[test]
fn an_approval_waits_in_an_inbox_and_is_shown() {
    let mut house = House::new();
    house.deal("First", "2000");
    let moved = house.done("ana", json!({"move": "D-001", "do": "win"}));
    assert_eq!(moved["waiting_for"], json!(["mia"]));
    insta::assert_snapshot!(lines(&house.ask("mia", Call::Inbox { r#where: None, all: false }).unwrap()), @r##"
    hidden: 0
    name: "Mia"
    notices: []
    person: "mia"
    tasks:
      {"allow":["approve","reject","return","transfer","delegate","claim","release","abstain"],"chain":"deal","due":null,"label":"First · 2,000.00","record":"D-001","seat":"manager_of(requester)","since":"2026-03-02T09:00:00+00:00","step":"manager","task":"D-001~1","who":["mia"],"workflow":"deal"}
    "##);
    house.done("mia", json!({"approve": "D-001~1", "comment": "good"}));
    let shown = house.ask("", show("D-001", true)).unwrap();
    assert_eq!((&shown["outcome"], &shown["stages"]), (&json!("won"), &json!(["won"])));
    insta::assert_snapshot!(lines(&shown["chains"]), @r##"
    {"chain":"deal","ended":"2026-03-02T09:00:00+00:00","requester":"ana","run":1,"started":"2026-03-02T09:00:00+00:00","state":"approved","steps":[{"seats":[{"at":"2026-03-02T09:00:00+00:00","by":"mia","comment":"good","due":null,"seat":"manager_of(requester)","state":"approved","task":"D-001~1","who":["mia"]}],"since":"2026-03-02T09:00:00+00:00","state":"approved","step":"manager"}],"transition":"win"}
    "##);
    insta::assert_snapshot!(lines(&without_hashes(shown["history"].clone())), @r##"
    {"actor":"ana","as_of":null,"at":"2026-03-02T09:00:00+00:00","fields":{"amount":"2000","owner":"ana","title":"First"},"kind":"created","number":1,"parent":null,"policy":1,"record":"D-001","seq":2,"sequence":"deal/D-","workflow":"deal"}
    {"actor":"ana","as_of":null,"at":"2026-03-02T09:00:00+00:00","kind":"entered","policy":1,"record":"D-001","seq":3,"stage":"open","timers":[{"due":"2026-03-04T09:00:00+00:00","name":"sla"}],"token":1}
    {"actor":"ana","as_of":null,"ask":{},"at":"2026-03-02T09:00:00+00:00","chain":"deal","from":"open","kind":"submitted","policy":1,"record":"D-001","requester":"ana","run":1,"seq":4,"token":1,"transition":"win"}
    {"actor":"ana","as_of":null,"at":"2026-03-02T09:00:00+00:00","kind":"step_reached","policy":1,"record":"D-001","run":1,"seq":5,"skipped":false,"step":"manager"}
    {"actor":"ana","as_of":null,"at":"2026-03-02T09:00:00+00:00","because":null,"kind":"seat_opened","policy":1,"record":"D-001","run":1,"seat":"manager_of(requester)","seq":6,"step":"manager","task":1,"timers":[],"who":["mia"]}
    {"actor":"mia","as_of":null,"at":"2026-03-02T09:00:00+00:00","because":null,"comment":"good","kind":"decided","policy":1,"record":"D-001","seq":7,"task":1,"yes":true}
    {"actor":"mia","as_of":null,"at":"2026-03-02T09:00:00+00:00","kind":"step_ended","policy":1,"record":"D-001","run":1,"seq":8,"step":"manager","yes":true}
    {"actor":"mia","as_of":null,"at":"2026-03-02T09:00:00+00:00","comment":null,"kind":"chain_ended","outcome":"approved","policy":1,"record":"D-001","run":1,"seq":9}
    {"actor":"mia","as_of":null,"ask":{},"at":"2026-03-02T09:00:00+00:00","deviation":null,"from":"open","kind":"moved","policy":1,"record":"D-001","seq":10,"to":"won","token":1,"transition":"win"}
    {"actor":"mia","as_of":null,"at":"2026-03-02T09:00:00+00:00","kind":"entered","policy":1,"record":"D-001","seq":11,"stage":"won","timers":[],"token":1}
    {"actor":"mia","as_of":null,"at":"2026-03-02T09:00:00+00:00","kind":"closed","outcome":"won","policy":1,"record":"D-001","seq":12}
    "##);
}

#[test]
fn an_inbox_names_the_moves_one_may_make() {
    let mut house = House::new();
    house.deal("First", "2000");
    let inbox = house.ask("ana", Call::Inbox { r#where: None, all: false }).unwrap();
    assert_eq!(inbox["tasks"][0]["task"], Json::Null);
    assert_eq!(inbox["tasks"][0]["moves"], json!(["win", "lose"]));
    assert_eq!(inbox["tasks"][0]["due"], json!("2026-03-04T09:00:00+00:00"));
    assert_eq!(house.ask("", Call::Inbox { r#where: None, all: false }).unwrap_err().code, "usage");
}

#[test]
fn a_list_is_filtered_sorted_and_cut_into_pages() {
    let mut house = House::new();
    for (title, amount) in [("a", "30"), ("b", "10"), ("c", "20"), ("d", "40")] {
        house.deal(title, amount);
    }
    house.done("ana", json!({"move": "D-004", "do": "lose"}));
    let mut page = |filter: Option<&str>, sort: Option<&str>, limit: usize, cursor: Option<String>| {
        let call = Call::List {
            workflow: "deal".into(),
            stage: None,
            r#where: filter.map(str::to_owned),
            sort: sort.map(str::to_owned),
            limit,
            cursor,
        };
        let answer = house.ask("", call).unwrap();
        let records = answer["records"].as_array().unwrap().iter();
        let titles: Vec<String> = records.map(|it| it["fields"]["title"].as_str().unwrap().to_owned()).collect();
        (titles.join(""), answer["cursor"].as_str().map(str::to_owned), answer["total"].as_u64())
    };
    assert_eq!(page(None, None, 9, None), ("abcd".into(), None, Some(4)));
    assert_eq!(page(Some("amount < 35 && outcome == none"), Some("-amount"), 9, None), ("acb".into(), None, Some(3)));
    let (first, cursor, total) = page(None, None, 3, None);
    assert_eq!((first.as_str(), total), ("abc", None));
    assert_eq!(page(None, None, 3, cursor), ("d".into(), None, Some(4)));
    let (first, cursor, total) = page(None, Some("double"), 2, None);
    assert_eq!((first.as_str(), total), ("bc", Some(4)));
    assert_eq!(page(None, Some("double"), 2, cursor), ("ad".into(), None, Some(4)));
}

#[test]
fn a_list_that_cannot_be_says_why() {
    let mut house = House::new();
    let mut code = |call: Call| house.ask("", call).unwrap_err().code;
    assert_eq!(code(list("nothing")), "not_found");
    let with = |filter: &str| Call::List {
        workflow: "deal".into(),
        stage: None,
        r#where: Some(filter.into()),
        sort: None,
        limit: 1,
        cursor: None,
    };
    assert_eq!(code(with("amuont > 5")), "usage");
    assert_eq!(code(with("amount +")), "usage");
    let Call::List { workflow, r#where, sort, limit, .. } = list("deal") else { panic!("a list") };
    let stage = Some("nowhere".to_owned());
    assert_eq!(code(Call::List { workflow, stage, r#where, sort, limit, cursor: None }), "not_found");
}

#[test]
fn why_names_the_condition_and_its_values() {
    let mut house = House::new();
    house.deal("Small", "50");
    let call = Call::Why { record: "D-001".into(), transition: Some("win".into()) };
    insta::assert_snapshot!(lines(&house.ask("", call).unwrap()), @r##"
    id: "D-001"
    label: "Small · 50.00"
    outcome: null
    since: "2026-03-02T09:00:00+00:00"
    stages: ["open"]
    waiting_for: ["ana"]
    ways:
      {"automatic":false,"conditions":[{"blank":[],"distance":"50 < 100, 50 short","holds":false,"place":"workflows/deal.toml:18","seen":{"amount":"50"},"text":"amount >= 100"}],"open":false,"refusal":{"code":"guard","details":{"condition":"amount >= 100","parts":[{"blank":[],"distance":"50 < 100, 50 short","holds":false,"seen":{"amount":"50"},"text":"amount >= 100"}],"place":"workflows/deal.toml:18:9"},"message":"too small"},"title":"Win","to":"won","transition":"win","who":["owner"]}
    "##);
}

#[test]
fn figures_are_lines_with_their_titles() {
    let mut house = House::new();
    for amount in ["100", "250.50"] {
        let id = house.deal("x", amount)["id"].as_str().unwrap().to_owned();
        house.done("ana", json!({"move": id, "do": "win"}));
        house.done("mia", json!({"approve": id}));
    }
    let kpi = |by: &[&str]| Call::Kpi {
        names: Vec::new(),
        by: by.iter().map(|id| (*id).to_owned()).collect(),
        period: Some("this month".into()),
    };
    insta::assert_snapshot!(lines(&house.ask("", kpi(&["owner"])).unwrap()), @r##"
    lines:
      {"attainment":null,"by":{"owner":"ana"},"kpi":"won_money","period":"2026-03","target":null,"unit":"money","value":"350.5"}
    names: {"won_money":"Won"}
    "##);
    assert_eq!(house.ask("", kpi(&["colour"])).unwrap_err().code, "usage");
    let odd = Call::Kpi { names: vec!["nothing".into()], by: Vec::new(), period: None };
    assert_eq!(house.ask("", odd).unwrap_err().code, "not_found");
    let odd = Call::Kpi { names: Vec::new(), by: Vec::new(), period: Some("someday".into()) };
    assert_eq!(house.ask("", odd).unwrap_err().code, "usage");
}

#[test]
fn what_is_overdue_is_fired_counted_and_warned_of() {
    let mut house = House::new();
    house.deal("Late", "50");
    let tick = Call::Tick { now: Some("2026-03-05T09:00:00Z".into()) };
    let fired = house.ask("", tick).unwrap();
    assert_eq!(fired["now"], "2026-03-05T09:00:00+00:00");
    assert!(fired["fired"].as_u64().unwrap() >= 1);
    let live = house.ask("", Call::Live { workflow: "deal".into() }).unwrap();
    assert_eq!(live["stages"]["open"], json!({"count": 1, "overdue": 1}));
    assert_eq!(live["stages"]["won"], json!({"count": 0, "overdue": 0}));
    insta::assert_snapshot!(lines(&house.ask("", Call::Warnings { level: None }).unwrap()), @r##"
    warnings:
      {"by":{},"level":"yellow","now":null,"period":null,"record":"D-001","since":"2026-03-04T09:00:00+00:00","state":"raised","target":null,"title":"Deal · open","unit":null,"value":null,"warning":"deal.open"}
    "##);
    let red = house.ask("", Call::Warnings { level: Some("nothing".into()) }).unwrap();
    assert_eq!(red, json!({"warnings": []}));
}

#[test]
fn a_store_verifies_rebuilds_and_says_how_it_stands() {
    let mut house = House::new();
    house.deal("First", "2000");
    house.done("ana", json!({"move": "D-001", "do": "win"}));
    let verified = house.ask("", Call::Verify).unwrap();
    assert_eq!((&verified["records"], &verified["problems"]), (&json!(1), &json!([])));
    let rebuilt = house.ask("", Call::Rebuild).unwrap();
    assert_eq!(rebuilt["events"], verified["events"]);
    assert_eq!(house.ask("", Call::Verify).unwrap()["problems"], json!([]));
    assert_eq!(house.ask("", Call::Stat).unwrap()["events"], verified["events"]);
    let status = house.ask("", Call::Status).unwrap();
    assert_eq!(status["policy"]["name"], "House");
    assert_eq!((&status["policy"]["version"], &status["policy"]["valid"]), (&json!(1), &json!(true)));
    assert_eq!((&status["store"]["records"], &status["daemon"]), (&json!(1), &json!(false)));
    assert_eq!(status["next_due"], "2026-03-03T00:00:00+00:00");
}

#[test]
fn a_policy_is_taken_rejected_and_logged() {
    let mut house = House::new();
    let root = house.folder.path().to_owned();
    assert_eq!(house.ask("", Call::Reload).unwrap(), json!({"version": 1, "changed": false}));
    house::edit(&root, "workflows/deal.toml", "amount >= 100", "amount >= 10");
    assert_eq!(house.ask("", Call::Reload).unwrap(), json!({"version": 2, "changed": true}));
    house::edit(&root, "workflows/deal.toml", "amount >= 10", "amuont >= 10");
    let problem = house.ask("", Call::Reload).unwrap_err();
    assert_eq!((problem.code.as_str(), problem.exit()), ("policy_invalid", 3));
    assert_eq!(problem.details["findings"][0]["file"], "workflows/deal.toml");
    let status = house.ask("", Call::Status).unwrap();
    assert_eq!((&status["policy"]["version"], &status["policy"]["valid"]), (&json!(2), &json!(false)));
    assert_eq!(status["policy"]["findings"], problem.details["findings"]);
    let log = house.ask("", Call::PolicyLog).unwrap();
    let entries = log["entries"].as_array().unwrap();
    let seen: Vec<(&Json, &Json)> = entries.iter().map(|entry| (&entry["change"], &entry["version"])).collect();
    assert_eq!(seen, [(&json!("rejected"), &Json::Null), (&json!("taken"), &json!(2)), (&json!("taken"), &json!(1))]);
    assert_eq!(entries[1]["files"], json!(["workflows/deal.toml"]));
}

#[test]
fn a_policy_that_strands_records_is_refused_by_name() {
    let mut house = House::new();
    house.deal("First", "2000");
    let root = house.folder.path().to_owned();
    house::edit(&root, "workflows/deal.toml", "[stage.open]", "[stage.begun]");
    house::edit(&root, "workflows/deal.toml", "from = \"open\"", "from = \"begun\"");
    let problem = house.ask("", Call::Reload).unwrap_err();
    assert_eq!(problem.code, "conflict", "{problem:?}");
    assert_eq!(problem.details["records"], json!([{"record": "D-001", "workflow": "deal", "stage": "open"}]));
    assert_eq!(house.ask("", show("D-001", false)).unwrap()["stages"], json!(["open"]));
}

#[test]
fn a_broken_folder_goes_on_with_the_last_good_policy() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Host::open(Folder::at(folder.path()), None, Clock::set_to(house::morning()));
    house::build(folder.path());
    let mut host = open().unwrap();
    let deal = json!({"new": "deal", "with": {"title": "x", "amount": 5}});
    ask(&mut host, "ana", Call::Do { command: deal.clone() }).unwrap();
    assert_eq!(open().err().unwrap().code, "store_unavailable");
    host.close().unwrap();
    house::write(folder.path(), "workflows/broken.toml", "[stage.");
    let mut host = open().unwrap();
    let second = ask(&mut host, "ana", Call::Do { command: deal.clone() }).unwrap();
    assert_eq!((&second["id"], &second["policy"]), (&json!("D-002"), &json!(1)));
    assert_eq!(host.bad_folder().unwrap().code, "policy_invalid");
    host.close().unwrap();
    // A change made while nobody ran strands nobody either.
    std::fs::remove_file(folder.path().join("workflows/broken.toml")).unwrap();
    house::edit(folder.path(), "workflows/deal.toml", "[stage.open]", "[stage.begun]");
    house::edit(folder.path(), "workflows/deal.toml", "from = \"open\"", "from = \"begun\"");
    let mut host = open().unwrap();
    assert_eq!(host.bad_folder().unwrap().code, "conflict");
    assert_eq!(ask(&mut host, "", show("D-001", false)).unwrap()["stages"], json!(["open"]));
}

#[test]
fn without_any_good_policy_the_findings_are_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    house::write(folder.path(), "salesflow.toml", "name = 5\n");
    let problem = Host::open(Folder::at(folder.path()), None, Clock::system()).err().unwrap();
    assert_eq!(problem.code, "policy_invalid");
    assert!(!problem.details["findings"].as_array().unwrap().is_empty());
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_clock_is_put_where_now_says() {
    let mut house = House::new();
    let command = json!({"new": "deal", "with": {"title": "x", "amount": 5}});
    let envelope = |now: &str| Envelope {
        call: Call::Do { command: command.clone() },
        by: Some("ana".into()),
        now: Some(now.to_owned()),
        lang: Default::default(),
    };
    let record = house.host.answer(envelope("2026-04-01T10:00"), &mut |_, _| {}).unwrap();
    assert_eq!(record["created_at"], "2026-04-01T10:00:00+00:00");
    assert_eq!(house.host.answer(envelope("later"), &mut |_, _| {}).unwrap_err().code, "usage");
}

#[test]
fn another_user_is_himself_and_keeps_no_store() {
    let mut house = House::new();
    house.deal("First", "2000");
    let mut ana = house.host.for_caller(Caller::other("ana_login"));
    assert_eq!(ask(&mut ana, "", Call::Inbox { r#where: None, all: false }).unwrap()["person"], "ana");
    let command = json!({"set": "D-001", "as": "mia", "with": {"amount": 1}});
    assert_eq!(ask(&mut ana, "", Call::Do { command }).unwrap_err().code, "not_permitted");
    let to = house.folder.path().join("backup");
    for call in [Call::Verify, Call::Rebuild, Call::Backup { to }] {
        assert_eq!(ask(&mut ana, "", call).unwrap_err().code, "not_permitted");
    }
    let mut stranger = house.host.for_caller(Caller::other("stranger"));
    assert_eq!(ask(&mut stranger, "", list("deal")).unwrap_err().code, "not_permitted");
}

#[test]
fn a_backup_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = Host::open(house::build(folder.path()), None, Clock::set_to(house::morning())).unwrap();
    let to = folder.path().join("backup");
    let written = ask(&mut host, "", Call::Backup { to: to.clone() }).unwrap();
    assert_eq!(written["bytes"].as_u64(), std::fs::metadata(&to).ok().map(|meta| meta.len()));
    assert_eq!(ask(&mut host, "", Call::Backup { to: "here".into() }).unwrap_err().code, "usage");
    assert_eq!(ask(&mut host, "", Call::Backup { to }).unwrap_err().code, "store_unavailable");
}
