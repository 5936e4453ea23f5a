//! Targets: their parts and their history as people see them, changing them by command, and the shape programs rely on.

use serde_json::json;

use crate::House;

/// An approved change of the east's first quarter, and one of the whole by an administrator.
fn changed() -> House {
    let house = House::of("stock");
    let made = house.data(&[
        "new",
        "target_change",
        "region=华东",
        "quarter=2026-Q1",
        "value=9000000",
        "spread=true",
        "cause=产品缺陷",
        "--as",
        "wang.lei",
    ]);
    let id = made["id"].as_str().unwrap().to_owned();
    house.data(&["move", &id, "submit", "reason=主力型号召回", "effect=后三季补上", "--as", "wang.lei"]);
    house.data(&["approve", &id, "--as", "zhou.min"]);
    house
}

#[test]
fn parts_stand_with_what_is_reached_and_what_became_of_them() {
    let house = changed();
    insta::assert_snapshot!(house.transcript(&[
        &["target", "list", "--depth", "1"],
        &["target", "adjust", "won_2026", "10000000", "--by", "region=西部", "--reason", "市场骤变", "--as", "li.na"],
        &["target", "adjust", "won_2026", "10000000", "--by", "region=西部", "--as", "tang.ning"],
        &[
            "target",
            "adjust",
            "won_2026",
            "10000000",
            "--by",
            "region=西北",
            "--reason",
            "市场骤变",
            "--as",
            "tang.ning"
        ],
        &["target", "adjust", "won_2026", "10000000", "--by", "西部", "--reason", "市场骤变", "--as", "tang.ning"],
        &[
            "target",
            "adjust",
            "won_2026",
            "10000000",
            "--by",
            "region=西部",
            "--rest",
            "spread",
            "--reason",
            "市场骤变",
            "--as",
            "tang.ning"
        ],
        &["target", "set", "won_2026", "100000000", "--reason", "董事会决议", "--as", "tang.ning"],
        &["target", "list", "won_2026", "--depth", "1"],
        &["target", "list", "won_2027"],
    ]));
    for args in [&["verify"][..], &["store", "rebuild"], &["verify"]] {
        assert_eq!(house.says(args).code, 0);
    }
    let lines = house.data(&["kpi", "won_amount", "--period", "2026"]);
    assert_eq!(lines["lines"][0]["target"], "100000000");
}

#[test]
fn the_shape_is_an_api() {
    let house = changed();
    let mut data = house.data(&["target", "list", "--depth", "0"]);
    // How many events came before is no matter of the shape.
    data["targets"][0]["history"][0]["seq"] = json!(1);
    insta::assert_snapshot!(serde_json::to_string_pretty(&data).unwrap());
    let at = house.data(&["target", "list", "won_2026"])["targets"][0]["parts"].as_array().unwrap().len();
    assert!(at >= 20, "{at}");
}

#[test]
fn a_line_of_a_stream_changes_a_target() {
    let house = changed();
    let line = json!({"adjust": "won_2026", "by": {"region": "华南"}, "value": "30000000", "rest": "spread", "reason": "x",
        "as": "tang.ning"});
    let said = house.says_at(crate::NOW, &["run", "-"], &format!("{line}\n"));
    assert!(said.out.starts_with(r#"{"ok":true"#), "{}", said.out);
    let lines = house.data(&["kpi", "won_amount", "--period", "2026"]);
    assert_eq!(lines["lines"][0]["target"], "120000000");
}
