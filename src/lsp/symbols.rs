//! What a file defines, for the editor's outline; and the file in its canonical form.

use serde_json::{Value as Json, json};

use super::position;
use crate::compiler::{self, What, places::Thing};

/// The definitions of a file.
pub(super) fn symbols(path: &str, text: &str) -> Json {
    let symbols: Vec<Json> = compiler::outline(path, text)
        .into_iter()
        .filter_map(|spot| match spot.what {
            What::Defines { thing, id, title, .. } => {
                let range = position::range(text, &spot.range);
                let detail = title.unwrap_or_else(|| thing.words().0.to_owned());
                Some(json!({
                    "name": id, "detail": detail, "kind": kind(thing), "range": range, "selectionRange": range,
                }))
            }
            _ => None,
        })
        .collect();
    Json::Array(symbols)
}

/// The protocol's number for a kind of symbol.
fn kind(thing: Thing) -> u8 {
    match thing {
        Thing::Stage => 22,
        Thing::Field | Thing::Column | Thing::Lines => 8,
        Thing::Transition | Thing::Reaction | Thing::Schedule => 24,
        Thing::Table | Thing::Decision => 23,
        Thing::Figure | Thing::Target | Thing::Scorecard => 16,
        Thing::Person | Thing::Role | Thing::Unit => 19,
        Thing::Setting => 14,
        _ => 5,
    }
}

/// The edit that brings a file into its canonical form; none where it is no TOML.
pub(super) fn formatted(path: &str, text: &str) -> Option<Json> {
    let canonical = compiler::format(path, text).ok()?;
    match canonical == text {
        true => Some(json!([])),
        false => Some(json!([{"range": position::whole(text), "newText": canonical}])),
    }
}
