//! Conditions of a command: who, the idempotency key, the version, the moment.

use crate::House;

#[test]
fn a_key_does_nothing_twice() {
    let house = House::minimal();
    let once: &[&str] = &["new", "deal", "title=A", "amount=1", "--as", "ana", "--idempotency-key", "k1"];
    let (first, again) = (house.data(once), house.data(once));
    assert_eq!(first, again);
    assert_eq!(house.data(&["list", "deal"])["records"].as_array().map(Vec::len), Some(1));
    let other = house.json(&["new", "deal", "title=B", "amount=1", "--as", "ana", "--idempotency-key", "k1"]);
    assert_eq!(other["error"]["code"], "conflict");
}

#[test]
fn a_stale_version_is_refused() {
    let house = House::minimal();
    let made = house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    let version = made["version"].to_string();
    house.data(&["set", "DEAL-000001", "amount=2", "--as", "ana", "--if-version", &version]);
    insta::assert_snapshot!(house.transcript(&[&[
        "set",
        "DEAL-000001",
        "amount=3",
        "--as",
        "ana",
        "--if-version",
        &version
    ]]));
}

#[test]
fn who_acts_comes_from_the_environment_too() {
    let house = House::minimal();
    let mut command = house.program();
    let said = crate::said(command.env("SALESFLOW_ACTOR", "ana").args(["new", "deal", "title=A", "amount=1"]), "");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(house.data(&["show", "DEAL-000001"])["owner"], "ana");
    // The actor is no dimension, though `--by` and `--as` sound alike.
    let mut command = house.program();
    let figures = crate::said(command.env("SALESFLOW_ACTOR", "ana").arg("kpi"), "");
    assert_eq!(figures.code, 0, "{}", figures.err);
}

#[test]
fn a_stream_takes_no_conditions_for_all_its_commands() {
    let house = House::minimal();
    assert_eq!(house.says(&["run", "-", "--idempotency-key", "k"]).code, 2);
    assert_eq!(house.says(&["run", "-", "--if-version", "1"]).code, 2);
}
