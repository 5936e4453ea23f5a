//! `check` for people in two languages, for code scanning, and as the hand that mends.

use crate::House;

/// A policy with mistakes of a process owner in two files.
fn slips() -> House {
    let house = House::minimal();
    let deal = house.read("workflows/deal.toml").replace("to = \"won\"", "to = \"wonn\"");
    house.write("workflows/deal.toml", &deal.replace("[stage.open]", "[stage.open]\ntitel = “进行中”"));
    let org = house.read("org.toml").replace("roles = [\"rep\"]", "roles = [\"repp\"]");
    house.write("org.toml", &format!("{org}\n[unit.east]\nhead = \"nobody.there\"\n"));
    house
}

#[test]
fn findings_are_shown_file_by_file_in_either_language() {
    let house = slips();
    insta::assert_snapshot!(house.transcript(&[
        &["check"],
        &["check", "--lang", "zh"],
        &["explain", "E0204", "--lang", "zh"]
    ]));
}

#[test]
fn what_is_certain_is_mended_in_the_files_and_nothing_else_is_touched() {
    let house = slips();
    let before = house.read("workflows/deal.toml");
    insta::assert_snapshot!(house.transcript(&[&["check", "--fix"], &["check", "--fix"]]));
    let mended = before.replace("titel = “进行中”", "title = \"进行中\"").replace("\"wonn\"", "\"won\"");
    assert_eq!(house.read("workflows/deal.toml"), mended);
    let left: Vec<String> = std::fs::read_dir(house.path().join("workflows"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, ["deal.toml"]);
}

#[test]
fn programs_are_told_what_was_mended_and_what_is_left() {
    let house = slips();
    let json = house.json(&["check", "--fix"]);
    let details = &json["error"]["details"];
    let fixed = details["fixed"].as_array().unwrap();
    assert!(fixed.iter().any(|it| it["code"] == "E0204" && it["was"] == "wonn" && it["now"] == "won"), "{json}");
    assert_eq!(details["errors"], 1);
    assert_eq!(details["findings"][0]["code"], "E0103");
}

#[test]
fn code_scanning_gets_one_log_with_paths_from_the_repository() {
    let house = House::bare();
    house.says(&["init", "sales", "--example", "minimal"]);
    std::fs::create_dir(house.path().join(".git")).unwrap();
    let deal = house.read("sales/workflows/deal.toml").replace("to = \"won\"", "to = \"wonn\"");
    house.write("sales/workflows/deal.toml", &deal);
    let said = house.says(&["check", "--policy", "sales", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(said.code, 3);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "sales/workflows/deal.toml");
    let said = house.says(&["check", "--policy", "sales", "--format", "github"]);
    assert_eq!(
        said.out,
        "::error file=sales/workflows/deal.toml,line=16,col=6,endLine=16,endColumn=12,title=E0204 unknown-stage::no \
         stage is called `wonn`%0Adid you mean `won`?\n"
    );
    assert_eq!(said.code, 3);
    house.write("sales/workflows/deal.toml", &deal.replace("wonn", "won"));
    let said = house.says(&["check", "--policy", "sales", "--format", "github"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""));
}

#[test]
fn the_language_is_that_of_the_flag_else_of_the_environment() {
    let house = slips();
    let says = |vars: &[(&str, &str)], args: &[&str]| {
        let mut command = house.program();
        command.env_remove("SALESFLOW_LANG").env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("LANG");
        command.envs(vars.iter().copied()).arg("check").args(args);
        crate::said(&mut command, "").out.contains("没有")
    };
    assert!(!says(&[], &[]));
    assert!(says(&[("LANG", "zh_CN.UTF-8")], &[]));
    assert!(!says(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], &[]));
    assert!(says(&[("SALESFLOW_LANG", "zh"), ("LC_ALL", "en_US.UTF-8")], &[]));
    assert!(!says(&[("SALESFLOW_LANG", "zh")], &["--lang", "en"]));
    assert_eq!(house.says(&["check", "--lang", "klingon"]).code, 2);
}
