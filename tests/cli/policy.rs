//! Policies: beginning one, checking it, explaining codes, drawing it.

use crate::House;

#[test]
fn init_fills_an_empty_folder_and_no_other() {
    let house = House::bare();
    insta::assert_snapshot!(house.transcript(&[
        &["init", "demo", "--example", "minimal"],
        &["init", "demo", "--example", "minimal"],
        &["init", "demo", "--example", "huge"],
    ]));
    assert!(house.read("demo/workflows/deal.toml").contains("[transition.win]"));
}

#[test]
fn every_shipped_policy_can_run() {
    for example in ["stock", "minimal", "crm-pipeline", "empty"] {
        let house = House::of(example);
        let data = house.data(&["check"]);
        assert_eq!(data["errors"], 0, "{example}: {data}");
    }
}

#[test]
fn check_shows_each_place_and_tells_programs_where() {
    let house = House::minimal();
    let deal = house.read("workflows/deal.toml").replace("to = \"won\"", "to = \"wonn\"");
    house.write("workflows/deal.toml", &deal);
    insta::assert_snapshot!(house.transcript(&[&["check"], &["new", "deal", "title=x", "amount=1", "--as", "ana"]]));
    for args in [&["check"][..], &["check", "--format", "json"]] {
        let json = house.json(args);
        let finding = &json["error"]["details"]["findings"][0];
        assert_eq!(json["error"]["code"], "policy_invalid");
        assert_eq!((finding["file"].as_str(), finding["line"].as_u64()), (Some("workflows/deal.toml"), Some(16)));
        for key in ["code", "severity", "message", "column", "end_line", "end_column", "hint", "labels", "fix"] {
            assert!(finding.get(key).is_some(), "{key}");
        }
    }
}

#[test]
fn check_says_what_there_is() {
    let house = House::minimal();
    insta::assert_snapshot!(house.says(&["check"]).out);
}

#[test]
fn fmt_writes_the_canonical_form_once_and_check_changes_nothing() {
    let house = House::minimal();
    assert_eq!(house.says(&["fmt"]).code, 0);
    let fine = house.says(&["fmt", "--check"]);
    assert_eq!((fine.code, fine.out.as_str()), (0, "✓ 5 files in canonical form\n"), "{}{}", fine.out, fine.err);
    let written = "title='Deal'   # 销售\r\n[stage.open]\r\n[stage.won]\r\nend=\"won\"\r\n";
    house.write("workflows/deal.toml", written);
    house.write("tests/a/b.toml", "[given.x]\nsteps=[]\n");
    house.write("tests/other/salesflow.toml", "name='x'\n");
    let json = house.json(&["fmt", "--check"]);
    assert_eq!(
        (json["error"]["code"].as_str(), house.read("workflows/deal.toml").as_str()),
        (Some("unformatted"), written)
    );
    assert_eq!(house.says(&["fmt", "--check"]).code, 5);
    let data = house.data(&["fmt"]);
    let files: Vec<&str> = data["changed"].as_array().unwrap().iter().filter_map(|it| it["file"].as_str()).collect();
    assert_eq!(files, ["tests/a/b.toml", "workflows/deal.toml"]);
    let expected = "title = \"Deal\" # 销售\n\n[stage.open]\n[stage.won]\nend = \"won\"\n";
    assert_eq!(house.read("workflows/deal.toml"), expected);
    assert_eq!(house.says(&["fmt", "--check"]).code, 0);
}

#[test]
fn fmt_leaves_a_file_that_is_no_toml_and_says_why() {
    let house = House::minimal();
    house.write("rules/rules.toml", "a = [\n");
    house.write("org.toml", "[role.x]\ntitle='X'\n");
    insta::assert_snapshot!(house.transcript(&[&["fmt"]]));
    assert_eq!(
        (house.read("rules/rules.toml").as_str(), house.read("org.toml").as_str()),
        ("a = [\n", "[role.x]\ntitle = \"X\"\n")
    );
}

#[test]
fn codes_are_explained_by_number_and_name() {
    let house = House::bare();
    insta::assert_snapshot!(house.transcript(&[
        &["explain", "E0204"],
        &["explain", "unknown-stag"],
        &["explain", "E9999"]
    ]));
    assert_eq!(house.data(&["explain", "unknown-stage"])["code"], "E0204");
    assert!(house.data(&["explain"])["codes"].as_array().unwrap().len() > 30);
}

#[test]
fn a_workflow_is_drawn_in_every_format() {
    let house = House::minimal();
    assert!(house.says(&["graph", "deal"]).out.starts_with("<svg"));
    assert!(house.says(&["graph", "--format", "dot"]).out.contains("digraph"));
    insta::assert_snapshot!(house.says(&["graph", "deal", "--format", "mermaid"]).out);
    assert_eq!(house.says(&["graph", "deal", "-o", "deal.mmd"]).out, "wrote deal.mmd\n");
    assert_eq!(house.read("deal.mmd"), house.says(&["graph", "deal", "--format", "mermaid"]).out);
    let data = house.data(&["graph", "deal", "--format", "json"]);
    assert_eq!((data["format"].as_str(), data["graphs"].as_array().map(Vec::len)), (Some("json"), Some(1)));
    assert_eq!(house.says(&["graph", "nothing"]).code, 4);
    assert_eq!(house.says(&["graph", "approval:nothing"]).code, 4);
    assert_eq!(house.says(&["graph", "approval:nothing", "--live"]).code, 2);
}

#[test]
fn a_picture_can_say_how_many_stand_where() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    let dot = |live: &[&str]| house.says(&[&["graph", "deal", "--format", "json"], live].concat()).out;
    assert_ne!(dot(&[]), dot(&["--live"]));
}

#[test]
fn the_folder_is_found_upward_or_named() {
    let house = House::minimal();
    let root = house.path().to_string_lossy().into_owned();
    let mut below = house.program();
    assert_eq!(crate::said(below.current_dir(house.path().join("workflows")).arg("check"), "").code, 0);
    let other = House::bare();
    assert_eq!(other.says(&["check"]).code, 4);
    assert_eq!(other.says(&["check", "--policy", &root]).code, 0);
    assert_eq!(other.says(&["check", "--policy", "nowhere"]).code, 4);
}
