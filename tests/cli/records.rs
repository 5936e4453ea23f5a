//! Records: the whole story of a deal as people see it, and the shapes programs rely on.

use serde_json::{Value as Json, json};

use crate::House;

#[test]
fn a_deal_from_first_word_to_won() {
    let house = House::minimal();
    insta::assert_snapshot!(house.transcript(&[
        &["new", "deal", "title=New line", "amount=1_200_000", "--as", "ana"],
        &["why", "DEAL-000001"],
        &["inbox", "--as", "ana"],
        &["move", "DEAL-000001", "win", "--as", "ana"],
        &["show", "DEAL-000001"],
        &["inbox", "--as", "mia"],
        &["why", "DEAL-000001", "win"],
        &["approve", "DEAL-000001", "--comment", "Good price", "--as", "mia"],
        &["comment", "DEAL-000001", "They pay in April", "--as", "ana"],
        &["show", "DEAL-000001", "--history"],
        &["list", "deal"],
        &["kpi", "win_rate", "--by", "owner"],
        &["kpi"],
        &["warnings"],
        &["inbox", "--as", "mia"],
    ]));
}

#[test]
fn a_rejected_deal_goes_back_and_can_be_withdrawn() {
    let house = House::minimal();
    insta::assert_snapshot!(house.transcript(&[
        &["new", "deal", "title=A", "amount=5", "--as", "ana"],
        &["move", "DEAL-000001", "win", "--as", "ana"],
        &["reject", "DEAL-000001", "--as", "mia"],
        &["reject", "DEAL-000001", "--comment", "Too cheap", "--as", "mia"],
        &["set", "DEAL-000001", "amount=50", "--as", "ana"],
        &["set", "DEAL-000001", "amount=50", "--as", "ana"],
        &["move", "DEAL-000001", "win", "--as", "ana"],
        &["withdraw", "DEAL-000001", "--as", "ana"],
        &["cancel", "DEAL-000001", "--as", "ana"],
        &["move", "DEAL-000001", "lose", "--as", "ana"],
    ]));
}

#[test]
fn refusals_say_what_would_be_right() {
    let house = House::minimal();
    insta::assert_snapshot!(house.transcript(&[
        &["new", "deal", "--as", "ana"],
        &["new", "deal", "title=x", "amount=lots", "--as", "ana"],
        &["new", "deal", "title=x", "amont=5", "--as", "ana"],
        &["new", "deal", "title", "--as", "ana"],
        &["new", "deal", "tags:=x", "--as", "ana"],
        &["new", "dael", "title=x", "amount=5", "--as", "ana"],
        &["new", "deal", "title=x", "amount=5", "--as", "ann"],
        &["show", "DEAL-9"],
        &["show", ""],
        &["list", "deal", "--where", "amont > 5"],
    ]));
}

/// The keys of an object, sorted, with what kind of value each has.
fn shape(json: &Json) -> Json {
    match json {
        Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), shape(value))).collect(),
        Json::Array(items) => items.first().map_or_else(|| json!([]), |first| json!([shape(first)])),
        Json::String(_) => json!("text"),
        Json::Number(_) => json!("number"),
        Json::Bool(_) => json!("bool"),
        Json::Null => Json::Null,
    }
}

#[test]
fn the_shapes_are_an_api() {
    let house = House::minimal();
    let made = house.data(&["new", "deal", "title=A", "amount=1200.50", "--as", "ana"]);
    assert_eq!(made["fields"]["amount"], "1200.5");
    assert_eq!(made["created_at"].as_str().map(|at| &at[..19]), Some("2026-03-02T09:00:00"));
    house.data(&["move", "DEAL-000001", "win", "--as", "ana"]);
    let pretty = |json: &Json| serde_json::to_string_pretty(&shape(json)).unwrap();
    insta::assert_snapshot!("shape_record", pretty(&made));
    insta::assert_snapshot!("shape_show", pretty(&house.data(&["show", "DEAL-000001"])));
    insta::assert_snapshot!("shape_list", pretty(&house.data(&["list", "deal"])));
    insta::assert_snapshot!("shape_inbox", pretty(&house.data(&["inbox", "--as", "mia"])));
    insta::assert_snapshot!("shape_why", pretty(&house.data(&["why", "DEAL-000001"])));
    insta::assert_snapshot!("shape_kpi", pretty(&house.data(&["kpi"])));
    insta::assert_snapshot!("shape_status", pretty(&house.data(&["status"])));
    let refused = house.json(&["approve", "DEAL-000001", "--as", "ana"]);
    assert_eq!(refused["error"].as_object().map(|error| error.len()), Some(3), "{refused}");
}

#[test]
fn lists_are_cut_sorted_and_filtered() {
    let house = House::minimal();
    for (title, amount) in [("新线项目", "20"), ("B", "300"), ("C", "1000")] {
        let (title, amount) = (format!("title={title}"), format!("amount={amount}"));
        house.data(&["new", "deal", &title, &amount, "--as", "ana"]);
    }
    insta::assert_snapshot!(house.transcript(&[
        &["list", "deal", "--sort", "-amount"],
        &["list", "deal", "--where", "amount > 100", "--sort", "amount"],
        &["list", "deal", "--stage", "won"],
    ]));
    assert_eq!(house.says(&["list", "deal", "--all"]).out, house.says(&["list", "deal"]).out);
    let first = house.data(&["list", "deal", "--limit", "2"]);
    assert_eq!(first["records"].as_array().map(Vec::len), Some(2));
    let rest = house.data(&["list", "deal", "--limit", "2", "--cursor", first["cursor"].as_str().unwrap()]);
    assert_eq!((rest["records"][0]["id"].as_str(), &rest["cursor"]), (Some("DEAL-000003"), &Json::Null));
    let all = house.says(&["--json", "list", "deal", "--all"]);
    let ids: Vec<Json> =
        all.out.lines().map(|line| serde_json::from_str::<Json>(line).unwrap()["id"].clone()).collect();
    assert_eq!(ids, ["DEAL-000001", "DEAL-000002", "DEAL-000003"]);
}

#[test]
fn what_comes_from_outside_is_told_and_a_key_comes_in_once() {
    let house = House::minimal();
    insta::assert_snapshot!(house.transcript(&[
        &["event", "payment.received", "amount=5", "--key", "A7"],
        &["event", "payment.received", "amount=5", "--key", "A7", "--as", "ana"],
        &["event", "payment.received", "amount", "--as", "ana"],
        &["answer", "DEAL-000001~1", "--failed", "no room", "--as", "ana"],
    ]));
}
