//! Playing scenarios: what people are told, what programs get, how it ends.

use crate::House;

const GOOD: &str = r#"
[scenario."a small deal is won"]
steps = [
  { new = "deal", as = "ana", name = "d", with = { title = "One", amount = 100 } },
  { expect = "d", stage = "open" },
]
"#;
const BAD: &str = r#"
[scenario."a deal is won at once"]
steps = [
  { new = "deal", as = "ana", name = "d", with = { title = "One", amount = 100 } },
  { expect = "d", outcome = "won" },
]
"#;

/// Times differ from run to run.
fn timeless(text: &str) -> String {
    let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    for n in 1..words.len() {
        if matches!(words[n].trim_end(), "ms" | "s") {
            words[n - 1] = "0 ";
        }
    }
    words.concat()
}

#[test]
fn what_failed_is_told_in_full_and_what_passed_is_not() {
    let house = House::minimal();
    std::fs::remove_file(house.path().join("tests/deal.toml")).unwrap();
    house.write("tests/good.toml", GOOD);
    house.write("tests/bad.toml", BAD);
    let said = house.says(&["test"]);
    assert_eq!(said.code, 5);
    insta::assert_snapshot!(timeless(&said.out));
    let said = house.says(&["test", "small"]);
    assert_eq!((said.code, said.out.contains("1 passed")), (0, true), "{}", said.out);
    assert_eq!(house.says(&["test", "bad.toml"]).code, 5);
}

#[test]
fn programs_get_one_document() {
    let house = House::minimal();
    house.write("tests/bad.toml", BAD);
    for args in [&["test"][..], &["test", "--format", "json"]] {
        let json = house.json(args);
        assert_eq!((&json["ok"], &json["error"]["code"]), (&false.into(), &"tests_failed".into()));
        let failure = json["error"]["details"]["scenarios"].as_array().unwrap().last().unwrap()["failure"].clone();
        assert_eq!((failure["file"].as_str(), failure["line"].as_u64()), (Some("tests/bad.toml"), Some(5)));
        assert_eq!(failure["wrong"][0]["expected"], "won");
    }
    house.write("tests/bad.toml", GOOD);
    let data = house.data(&["test", "bad.toml"]);
    assert_eq!((&data["passed"], &data["failed"]), (&1.into(), &0.into()));
    assert_eq!(data["scenarios"][0]["name"], "a small deal is won");
}

#[test]
fn a_test_that_cannot_be_read_is_found_and_fails_and_the_policy_runs_all_the_same() {
    let house = House::minimal();
    house.write("tests/bad.toml", &BAD.replace("expect =", "expcet ="));
    house.write("tests/good.toml", GOOD);
    for verb in ["check", "test"] {
        let json = house.json(&[verb]);
        assert_eq!(json["error"]["code"], "policy_invalid", "{verb}");
        assert_eq!(json["error"]["details"]["findings"][0]["code"], "E0701", "{verb}");
    }
    let json = house.json(&["test"]);
    assert_eq!(json["error"]["details"]["failed"], 1);
    assert!(house.says(&["test"]).out.contains("did you mean `expect`"));
    assert_eq!(house.says(&["new", "deal", "title=A", "amount=1", "--as", "ana"]).code, 0);
}

#[test]
fn a_changed_test_makes_no_new_policy() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    house.write("tests/good.toml", GOOD);
    house.data(&["new", "deal", "title=B", "amount=1", "--as", "ana"]);
    assert_eq!(house.data(&["status"])["policy"]["version"], 1);
}

#[test]
fn what_nothing_exercises_is_named_and_too_little_fails() {
    let house = House::minimal();
    let covered = house.data(&["test", "--coverage"]);
    assert_eq!(covered["coverage"]["percent"], 100.0);
    std::fs::remove_file(house.path().join("tests/deal.toml")).unwrap();
    house.write("tests/good.toml", GOOD);
    insta::assert_snapshot!(timeless(&house.says(&["test", "--coverage"]).out));
    assert_eq!(house.says(&["test", "--threshold", "10"]).code, 0);
    let json = house.json(&["test", "--threshold", "90"]);
    assert_eq!(json["error"]["code"], "coverage_low");
}

#[test]
fn a_change_that_no_scenario_notices_is_named() {
    let house = House::minimal();
    let deal = house.read("workflows/deal.toml");
    house.write(
        "workflows/deal.toml",
        &deal.replace("approval = \"deal\"", "when = \"amount < 50_000\"\napproval = \"deal\""),
    );
    let data = house.data(&["test", "--mutate"]);
    let survived = data["mutation"]["survived"].as_array().unwrap();
    let told: Vec<String> =
        survived.iter().map(|one| format!("{} {} → {}", one["what"], one["was"], one["now"])).collect();
    insta::assert_snapshot!(told.join("\n"));
    house.write("tests/bound.toml", BOUND);
    let better = house.data(&["test", "--mutate"]);
    let left = better["mutation"]["survived"].as_array().unwrap();
    assert!(!left.iter().any(|one| one["what"] == "transition.win.when"), "{left:#?}");
    assert!(better["mutation"]["score"].as_f64() > data["mutation"]["score"].as_f64());
}

const BOUND: &str = r#"
[scenario."a deal below fifty thousand may be won"]
steps = [
  { new = "deal", as = "ana", name = "d", with = { title = "One", amount = 49_999.99 } },
  { new = "deal", as = "ana", name = "e", with = { title = "Two", amount = 50_000 } },
  { move = "d", do = "win" },
  { refuse = { move = "e", do = "win" }, code = "guard" },
]
"#;

#[test]
fn ci_gets_a_case_for_each_scenario() {
    let house = House::minimal();
    std::fs::remove_file(house.path().join("tests/deal.toml")).unwrap();
    house.write("tests/good.toml", GOOD);
    house.write("tests/bad.toml", BAD);
    let said = house.says(&["test", "--format", "junit"]);
    assert_eq!(said.code, 5);
    let times = without_times(&said.out);
    insta::assert_snapshot!(times);
}

/// Without the times.
fn without_times(xml: &str) -> String {
    let mut parts = xml.split("time=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("time=\"0");
        out.push_str(&part[part.find('"').unwrap_or(0)..]);
    }
    out
}
