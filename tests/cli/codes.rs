//! Exit codes: each is reached, and the JSON beside it says the same.

use crate::House;

#[track_caller]
fn refused(house: &House, args: &[&str], exit: i32, code: &str) {
    let said = house.says(&[&["--json"], args].concat());
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, json["error"]["code"].as_str()), (exit, Some(code)), "{args:?}: {}", said.out);
    assert_eq!(json["ok"], false);
    assert!(args == ["check"] || !said.err.is_empty(), "people are told too");
}

#[test]
fn every_code_is_reached() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    refused(&house, &["graph", "deal", "-o", "."], 1, "internal");
    refused(&house, &["frobnicate"], 2, "usage");
    refused(&house, &["new", "deal", "title", "--as", "ana"], 2, "usage");
    refused(&house, &["list", "deal", "--limit", "99999999999999999999"], 2, "usage");
    refused(&house, &["show", "DEAL-7"], 4, "not_found");
    refused(&house, &["import", "nothing.csv"], 4, "not_found");
    refused(&house, &["new", "deal", "--as", "ana"], 5, "missing_fields");
    refused(&house, &["move", "DEAL-000001", "win", "--as", "mia"], 6, "not_permitted");
    refused(&house, &["set", "DEAL-000001", "amount=2", "--as", "ana", "--if-version", "9"], 7, "conflict");
    refused(&house, &["--store", "sled:workflows", "list", "deal"], 8, "store_unavailable");
    let broken = House::minimal();
    broken.write("org.toml", "[person");
    refused(&broken, &["check"], 3, "policy_invalid");
    refused(&broken, &["list", "deal"], 3, "policy_invalid");
}

#[test]
fn no_argument_makes_it_panic() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let house = House::minimal();
    let strange: [&[&OsStr]; 7] = [
        &[OsStr::new("show"), OsStr::from_bytes(b"\xff\xfe")],
        &[OsStr::new("check"), OsStr::new("--policy"), OsStr::from_bytes(b"\xff")],
        &[OsStr::new("new"), OsStr::new("deal"), OsStr::new("=")],
        &[OsStr::new("show"), OsStr::new("\u{0}")].map(|word| if word == "\u{0}" { OsStr::new("\n") } else { word }),
        &[OsStr::new("explain"), OsStr::new("é")],
        &[OsStr::new("kpi"), OsStr::new("--by"), OsStr::new(",,")],
        &[OsStr::new("set"), OsStr::new("D~99999999999999999999"), OsStr::new("a:=1e999999")],
    ];
    for args in strange {
        let said = crate::said(house.program().args(args), "");
        assert!((0..=8).contains(&said.code) && !said.err.contains("panicked"), "{args:?}: {} {}", said.code, said.err);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    use std::process::Stdio;
    let house = House::bare();
    let mut child =
        house.program().args(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}
