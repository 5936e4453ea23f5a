//! Rows in and out.

use serde_json::json;

use super::house::{self, House};
use crate::server::Call;

const MAP: &str = "[import.sheet]\ncolumns = { Name = \"title\", Worth = \"amount\" }\nkey = [\"title\"]\n";

#[test]
fn rows_come_in_by_a_mapping_file_and_go_out_page_by_page() {
    let mut house = House::new();
    let root = house.folder.path().to_owned();
    house::write(&root, "rows.csv", "Name,Worth\nfirst,100\nsecond,200\nthird,much\n");
    let import = |dry_run: bool, text: &str| Call::Import {
        files: vec![root.join("rows.csv")],
        workflow: Some("deal".into()),
        map: Some((text.into(), "map.toml".into())),
        dry_run,
    };
    let tried = house.ask("ana", import(true, MAP)).unwrap();
    assert_eq!((&tried["created"], &tried["rejected"]), (&json!(2), &json!(1)));
    let export = |cursor: Option<String>| Call::Export { what: "deal".into(), cursor, limit: 1 };
    assert_eq!(house.ask("", export(None)).unwrap()["rows"], json!([]));
    let taken = house.ask("ana", import(false, MAP)).unwrap();
    assert_eq!((&taken["rows"], &taken["created"], &taken["rejected"]), (&json!(3), &json!(2), &json!(1)));
    let first = house.ask("", export(None)).unwrap();
    assert_eq!((&first["rows"][0]["id"], &first["rows"][0]["amount"]), (&json!("D-001"), &json!("100")));
    let second = house.ask("", export(first["cursor"].as_str().map(str::to_owned))).unwrap();
    assert_eq!((&second["rows"][0]["id"], &second["cursor"]), (&json!("D-002"), &json!(null)));
    let events = house.ask("", Call::Export { what: "events".into(), cursor: None, limit: 1000 }).unwrap();
    assert_eq!(events["rows"][0]["kind"], "policy_taken");
    let odd = house.ask("ana", import(false, &MAP.replace("amount", "amuont"))).unwrap_err();
    assert_eq!(odd.code, "usage");
    assert!(odd.message.starts_with("map.toml:2: "), "{}", odd.message);
    let odd = house.ask("", Call::Export { what: "nothing".into(), cursor: None, limit: 1 }).unwrap_err();
    assert_eq!(odd.code, "not_found");
}
