//! `report`: on the screen, as a file; who may do what under the stock policy.

use crate::House;

#[test]
fn who_may_do_what_is_a_page_and_a_table() {
    let house = House::minimal();
    let left = "\n[person.eve]\nname = \"Eve\"\nunit = \"sales\"\nlogin = \"eve\"\nuntil = 2026-02-01\n";
    house.write("org.toml", &(house.read("org.toml") + left));
    house.write(
        "rules/reports.toml",
        "[report.rights]\ntitle = \"Who may do what\"\nto = [\"person:mia\"]\n[[report.rights.part]]\nrights = \"all\"\n",
    );
    insta::assert_snapshot!(house.transcript(&[
        &["report"],
        &["report", "rights"],
        &["report", "rights", "--as", "ana"],
        &["report", "right"],
        &["report", "rights", "-o", "rights.pdf"],
        &["report", "-o", "rights.html"],
        &["report", "rights", "-o", "rights.html", "--as", "mia"],
    ]));
    let page = house.read("rights.html");
    assert!(page.starts_with("<!doctype html>") && page.contains("Eve"), "{page}");
    let said = house.says(&["report", "rights", "--format", "csv"]);
    assert!(said.out.contains("Eve has left (2026-02-01); the account eve is still there"), "{}", said.out);
}

#[test]
fn the_stock_policy_is_reviewed_by_its_own_report() {
    let house = House::of("stock");
    let data = house.data(&["report", "rights", "--as", "zhao.min"]);
    let rights = &data["parts"][0]["data"];
    let wei = rights["people"].as_array().unwrap().iter().find(|person| person["person"] == "tang.ning").unwrap();
    assert_eq!(wei["administrator"], true);
    let duties = rights["duties"].as_array().unwrap();
    assert!(duties.len() >= 4, "{duties:?}");
    let by_post =
        |duty: &&serde_json::Value| duty["both"].as_array().unwrap().iter().any(|both| both["how"] != "administrator");
    assert_eq!(duties.iter().filter(by_post).count(), 0, "no post holds two duties that must not meet");
    let grave = rights["remarks"].as_array().unwrap().iter().filter(|remark| remark["grave"] == true).count();
    assert_eq!(grave, 0, "{}", rights["remarks"]);
    assert_eq!(data["parts"][1]["title"], "历次复核");
    assert_eq!(house.says(&["report", "rights", "--as", "li.na"]).code, 6);
}
