//! Doubles: refused, told of, or merged.

use serde_json::json;

use crate::world::World;

fn lead(rule: &str) -> World {
    World::of(&format!(
        r#"
== workflows/lead.toml
id_format = "L-{{seq:1}}"
label = "{{company}}"
[field]
company = {{ type = "text" }}
product = {{ type = "text" }}
phone   = {{ type = "text" }}
[stage.open]
[stage.dead]
end = "dead"
[transition.bury]
from = "open"
to = "dead"
[duplicate.twice]
{rule}
"#
    ))
}

fn new(company: &str, product: &str) -> serde_json::Value {
    json!({"new": "lead", "with": {"company": company, "product": product}})
}

#[test]
fn case_width_and_spaces_make_no_other_company() {
    let world = lead("same = [\"company\", \"product\"]\notherwise = \"there already: {other.label}\"");
    world.does("ana", new("Acme Pumps", "pump"));
    let no = world.refuses("bo", new(" ACME  Ｐumps ", "pump"), "duplicate");
    assert_eq!(no.message, "there already: Acme Pumps");
    assert_eq!(no.details["other"], json!("L-1"));
    world.does("bo", new("Acme Pumps", "valve"));
    // What is blank is like nothing.
    world.does("bo", new("", ""));
    world.does("bo", new("", ""));
    // A change that makes them the same is asked too; one that does not is not.
    world.refuses("bo", json!({"set": "L-2", "with": {"product": "Pump"}}), "duplicate");
    world.does("bo", json!({"set": "L-2", "with": {"phone": "1"}}));
}

#[test]
fn likeness_has_a_threshold_and_may_look_at_some_only() {
    let rule = "same = [\"product\"]\nlike = { company = 0.85 }\namong = \"other.stage == 'open'\"";
    let world = lead(rule);
    let first = world.does("ana", new("华东电力有限公司", "pump"));
    world.refuses("bo", new("华东电力公司", "pump"), "duplicate");
    world.does("bo", new("华南水务", "pump"));
    world.does("ana", json!({"move": first, "do": "bury"}));
    world.does("bo", new("华东电力公司", "pump"));
}

#[test]
fn likeness_alone_and_whom_it_does_not_bind() {
    let world = lead("like = { company = 0.9 }\nexcept = [\"role:manager\"]");
    world.does("ana", new("Acme Pumps", "a"));
    world.refuses("bo", new("Acme Pump", "b"), "duplicate");
    world.does("mia", new("Acme Pump", "b"));
}

#[test]
fn a_warning_lets_it_pass_and_tells() {
    let world = lead("same = [\"company\"]\nthen = \"warn\"\notherwise = \"like {other.id}\"");
    world.does("ana", new("Acme", "a"));
    world.does("bo", new("acme", "b"));
    assert_eq!(world.told("bo"), ["like L-1"]);
    assert!(world.told("ana").is_empty());
}

#[test]
fn a_merge_fills_in_what_is_missing() {
    let world = lead("same = [\"company\"]\nthen = \"merge\"");
    let first = world.does("ana", new("Acme", "a"));
    let with = json!({"company": "ACME", "product": "b", "phone": "123"});
    let again = world.does("bo", json!({"new": "lead", "with": with}));
    assert_eq!(again, first);
    world.expect(&first).has("product", "a").has("phone", "123").has("company", "Acme").owner("ana");
    assert!(!world.is_there("L-2"));
}
