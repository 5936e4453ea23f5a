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
