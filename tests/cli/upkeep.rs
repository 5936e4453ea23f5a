//! Upkeep: versions of the policy, the store, backups, the clock.

use crate::House;

#[test]
fn a_backup_can_be_looked_at_elsewhere() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    let saved = house.data(&["backup", "sales.backup"]);
    assert_eq!(house.says(&["backup", "sales.backup"]).code, 8, "a file that is there is left as it is");
    let restored = house.data(&["restore", "sales.backup", "--into", "look"]);
    assert_eq!(saved["events"], restored["events"]);
    assert_eq!(house.data(&["--store", "sled:look", "show", "DEAL-000001"])["label"], "A");
    assert_eq!(house.says(&["restore", "sales.backup"]).code, 8, "a store that is there is left as it is");
    assert_eq!(house.says(&["restore", "nothing.backup"]).code, 4);
    assert_eq!(house.says(&["--store", "memory:", "restore", "sales.backup"]).code, 2);
}

#[test]
fn versions_of_the_policy_are_taken_and_rejected() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    let org = house.read("org.toml");
    house.write("org.toml", &format!("{org}leo = {{ name = \"Leo\", unit = \"sales\" }}\n"));
    house.data(&["reload"]);
    house.write("org.toml", &format!("{org}leo = {{ name = \"Leo\", unit = \"nowhere\" }}\n"));
    assert_eq!(house.says(&["reload"]).code, 3);
    let show = house.says(&["show", "DEAL-000001"]);
    assert!(show.code == 0 && show.err.contains("last good policy"), "{}", show.err);
    let log = house.data(&["policy", "log"]);
    let changes: Vec<&str> =
        log["entries"].as_array().unwrap().iter().filter_map(|entry| entry["change"].as_str()).collect();
    assert_eq!(changes, ["rejected", "taken", "taken"]);
    let said = house.says(&["policy", "log"]).out;
    assert!(said.contains("rejected") && said.contains("org.toml"), "{said}");
}

#[test]
fn the_store_is_counted_rebuilt_and_verified() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    let events = house.data(&["store", "stat"])["events"].clone();
    assert_eq!(house.data(&["store", "rebuild"])["events"], events);
    let verified = house.data(&["verify"]);
    assert_eq!((&verified["events"], verified["records"].as_u64()), (&events, Some(1)));
    assert!(house.says(&["verify"]).out.contains("everything agrees"));
}

#[test]
fn time_passes_when_told_to() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    let data = house.data(&["tick"]);
    assert_eq!(data["fired"], 0);
}

#[test]
fn the_status_says_what_is_in_force() {
    let house = House::minimal();
    insta::assert_snapshot!(house.transcript(&[&["status"]]));
}
