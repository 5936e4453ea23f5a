//! The schemas for editors fit the language: every shipped policy holds to them, and a slip of the pen does not.

use std::{fs, path::Path};

use salesflow::{
    compiler::Sources,
    desk::Folder,
    model::Lang,
    report::schemas::{Draft, schemas},
};
use serde_json::{Value as Json, json};

/// What is wrong with a value; the part of JSON Schema that our schemas use, and no other: an unknown word fails.
fn wrong(schema: &Json, root: &Json, value: &Json, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(schema) = schema.as_object() else {
        return if *schema == json!(false) { vec![format!("{at}: not allowed")] } else { found };
    };
    for (word, of) in schema {
        match word.as_str() {
            "$schema" | "title" | "description" | "definitions" | "$defs" => {}
            "$ref" => {
                let place = root.pointer(of.as_str().unwrap().trim_start_matches('#'));
                found.extend(wrong(place.unwrap_or_else(|| panic!("{of}")), root, value, at));
            }
            "type" => {
                let one = [of.clone()];
                let types = of.as_array().map_or(&one[..], Vec::as_slice);
                let is = |ty: &Json| match ty.as_str().unwrap() {
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("{other}"),
                };
                if !types.iter().any(is) {
                    found.push(format!("{at}: {value} is no {of}"));
                }
            }
            "enum" => {
                if !of.as_array().unwrap().contains(value) {
                    found.push(format!("{at}: {value} is none of {of}"));
                }
            }
            "allOf" => of.as_array().unwrap().iter().for_each(|one| found.extend(wrong(one, root, value, at))),
            "anyOf" => {
                let tried: Vec<Vec<String>> =
                    of.as_array().unwrap().iter().map(|one| wrong(one, root, value, at)).collect();
                if tried.iter().all(|errors| !errors.is_empty()) {
                    found.extend(tried.into_iter().max_by_key(|errors| errors.iter().map(String::len).max()).unwrap());
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(wrong(of, root, item, &format!("{at}[{index}]")));
                }
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = of.get(key) {
                        found.extend(wrong(schema, root, inner, &format!("{at}.{key}")));
                    }
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties");
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| known.get(key).is_none()) {
                        found.extend(wrong(of, root, inner, &format!("{at}.{key}")));
                    }
                }
            }
            other => panic!("the checker does not know `{other}`"),
        }
    }
    found
}

/// TOML as an editor's JSON: a date is a text.
fn json_of(value: toml::Value) -> Json {
    match value {
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            Json::Object(table.into_iter().map(|(key, value)| (key, json_of(value))).collect())
        }
        other => serde_json::to_value(other).unwrap(),
    }
}

fn faults(schemas: &[(&str, Json)], path: &str, text: &str) -> Vec<String> {
    let name = match path.split('/').next().unwrap() {
        "salesflow.toml" => "salesflow",
        "org.toml" | "org" => "org",
        "workflows" => "workflow",
        "tests" => "scenario",
        _ => "rules",
    };
    let schema = &schemas.iter().find(|(kind, _)| *kind == name).unwrap().1;
    wrong(schema, schema, &json_of(toml::Value::Table(text.parse().unwrap())), path)
}

fn policies() -> Vec<Sources> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = fs::read_dir(root.join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let folders = std::iter::once(root.to_path_buf()).chain(examples);
    folders.filter(|path| path.join("salesflow.toml").exists()).map(|path| Folder::at(path).read().unwrap()).collect()
}

#[test]
fn every_shipped_policy_holds_to_the_schemas_of_both_drafts() {
    let policies = policies();
    assert!(policies.len() >= 3);
    for draft in [Draft::Seven, Draft::Twenty] {
        let schemas = schemas(draft, None);
        let files = policies.iter().flat_map(|sources| sources.files()).filter(|(path, _)| path.ends_with(".toml"));
        let found: Vec<String> = files.flat_map(|(path, text)| faults(&schemas, path, text)).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn the_language_s_own_examples_hold_to_the_schemas() {
    let schemas = schemas(Draft::Seven, None);
    let language = include_str!("../src/compiler/tests/language.txt");
    let scenarios = include_str!("../src/compiler/tests/scenarios.txt");
    let files = language.split("# file: ").skip(1).chain(scenarios.split("# file: ").skip(1));
    let files = files.map(|part| part.split_once('\n').unwrap());
    let found: Vec<String> = files.flat_map(|(path, text)| faults(&schemas, path, text)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_slip_of_the_pen_does_not_hold_to_the_schema() {
    let schemas = schemas(Draft::Seven, Some(Lang::Zh));
    assert_eq!(
        faults(&schemas, "workflows/x.toml", "[stage.a]\ntitel = 'x'\n"),
        ["workflows/x.toml.stage.a.titel: not allowed"]
    );
    assert_eq!(faults(&schemas, "workflows/x.toml", "[moves]\nforward = 'nxt'\n").len(), 1);
    assert_eq!(faults(&schemas, "workflows/x.toml", "[stage.a]\nlocked = 'yes'\n").len(), 1);
    let stage = schemas[2].1.pointer("/definitions/stage/properties/sla/description");
    assert_eq!(stage, Some(&json!("记录最多停留多久。")));
}
