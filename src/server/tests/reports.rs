//! Reports: whom they are for, and that they show nobody what they may not see.

use serde_json::{Value as Json, json};

use super::house::{self, ask};
use crate::{
    desk::Clock,
    server::{Call, Host, Paper, Problem},
};

const RULES: &str = r#"
[report.open]
period = "2026-Q1"
part = [
  { records = "deal", where = "amount > 5", columns = ["title", "amount"] },
  { kpi = ["won_money"], by = "owner", show = "bars", compare = ["target", "previous"] },
  { kpi = ["won_money", "open"] },
  { warnings = "all" },
]
[report.narrow]
to = ["person:ana"]
part = [{ records = "deal" }]
[report.rights]
part = [{ rights = "all" }]
"#;

fn open() -> (Host, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    house::build(folder.path());
    house::write(folder.path(), "rules/reports.toml", RULES);
    house::write(
        folder.path(),
        "org.toml",
        "[person]\nana = { unit = \"sales\", login = \"ana_login\" }\nbo = { unit = \"sales\" }\nmia = { unit = \"sales\" }\n[unit.sales]\nhead = \"mia\"\n",
    );
    house::edit(folder.path(), "workflows/deal.toml", "[field]", "[access]\nsee = [\"owner\"]\n[field]");
    let policy = crate::desk::Folder::at(folder.path());
    let mut host = Host::open(policy, Some("memory:"), Clock::set_to(house::morning())).unwrap();
    for (by, amount) in [("ana", "100"), ("ana", "3"), ("bo", "<b>")] {
        let amount = if amount == "<b>" { "7" } else { amount };
        let command = json!({"new": "deal", "with": {"title": format!("<{by}> {amount}"), "amount": amount}});
        ask(&mut host, by, Call::Do { command }).unwrap();
    }
    (host, folder)
}

fn report(host: &mut Host, by: &str, name: &str, paper: Option<Paper>) -> Result<Json, Problem> {
    ask(host, by, Call::Report { name: Some(name.into()), paper })
}

fn rows(answer: &Json, part: usize) -> Vec<Json> {
    let rows = answer["parts"][part]["tables"][0]["rows"].as_array().unwrap();
    rows.iter().map(|row| row["cells"].clone()).collect()
}

#[test]
fn a_report_shows_what_who_asks_may_see() {
    let (mut host, _folder) = open();
    let of_ana = report(&mut host, "ana", "open", None).unwrap();
    assert_eq!(rows(&of_ana, 0), [json!(["D-001", "<ana> 100", "100.00"])]);
    let of_bo = report(&mut host, "bo", "open", None).unwrap();
    assert_eq!(rows(&of_bo, 0), [json!(["D-003", "<bo> 7", "7.00"])]);
    assert_eq!(rows(&report(&mut host, "mia", "open", None).unwrap(), 0).len(), 2, "an administrator sees all");
    assert_eq!(rows(&of_ana, 2), [json!(["Won", "0.00"]), json!(["open", "3"])]);
    assert_eq!(of_ana["parts"][3]["title"], "Warnings");
    assert_eq!(of_ana["period"], "2026-Q1");
}

#[test]
fn figures_stand_beside_what_they_are_compared_with() {
    let (mut host, _folder) = open();
    let done = |host: &mut Host, by: &str, command: Json| ask(host, by, Call::Do { command }).unwrap();
    done(&mut host, "ana", json!({"move": "D-001", "do": "win"}));
    done(&mut host, "mia", json!({"approve": "D-001"}));
    let answer = report(&mut host, "ana", "open", Some(Paper::Html)).unwrap();
    let columns = answer["parts"][1]["tables"][0]["columns"].as_array().unwrap();
    let titles: Vec<&str> = columns.iter().map(|column| column["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["owner", "value", "target", "attainment", "before", "change"]);
    assert_eq!(rows(&answer, 1), [json!(["ana", "100.00", "–", "–", "–", "–"])]);
    let page = answer["text"].as_str().unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("width:100%"));
    assert!(page.contains("&lt;ana&gt; 100") && !page.contains("<ana>"), "what people wrote is no markup");
}

#[test]
fn a_report_is_for_those_it_names_and_rights_for_administrators() {
    let (mut host, _folder) = open();
    let code = |answer: Result<Json, Problem>| answer.map(drop).map_err(|problem| problem.code);
    for (by, name, may) in [
        ("ana", "narrow", true),
        ("bo", "narrow", false),
        ("mia", "narrow", true),
        ("ana", "rights", false),
        ("mia", "rights", true),
        ("", "rights", true),
    ] {
        let expected = if may { Ok(()) } else { Err("not_permitted".to_owned()) };
        assert_eq!(code(report(&mut host, by, name, None)), expected, "{by} {name}");
    }
    assert_eq!(code(report(&mut host, "mia", "nothing", None)), Err("not_found".to_owned()));
    let listed = ask(&mut host, "bo", Call::Report { name: None, paper: None }).unwrap();
    assert_eq!(listed["reports"], json!([{"report": "open", "title": "open", "period": "2026-Q1"}]));
}

#[test]
fn rights_know_who_stands_in_today() {
    let (mut host, _folder) = open();
    let command = json!({"leave": "ana", "stand_in": "bo", "until": "2026-03-05"});
    ask(&mut host, "ana", Call::Do { command }).unwrap();
    let answer = report(&mut host, "mia", "rights", Some(Paper::Csv)).unwrap();
    let data = &answer["parts"][0]["data"];
    assert_eq!(data["stand_ins"], json!([{"person": "bo", "for": "ana", "until": "2026-03-05"}]));
    assert_eq!(data["people"][2]["administrator"], true);
    assert!(answer["text"].as_str().unwrap().contains("bo,ana,2026-03-05"));
}
