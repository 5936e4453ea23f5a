//! Values of a step as the JSON of a command: numbers keep every digit, dates are text.

use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value as Json, json};

use crate::{
    compiler::{
        Cx,
        syntax::{Kind, Node},
    },
    model::number,
};

/// The JSON of a value.
pub(super) fn of(cx: &Cx<'_>, node: &Node, key: &str) -> Json {
    match &node.kind {
        Kind::Text(text) => json!(text),
        Kind::Number(_) => match cx.number(node, key) {
            // A version is a number; an amount may have more digits than a JSON number keeps.
            Some(n) => n.to_i64().filter(|_| n.fract().is_zero()).map_or_else(|| json!(number::plain(n)), |n| json!(n)),
            None => Json::Null,
        },
        Kind::Bool(value) => json!(value),
        Kind::Date(at) => json!(at.to_string()),
        Kind::List(items) => items.iter().map(|item| of(cx, item, key)).collect(),
        Kind::Table(table) => {
            table.entries.iter().map(|(key, node)| (key.name.clone(), of(cx, node, &key.name))).collect()
        }
    }
}

/// The plain text of a value that is one: a date as well as a text.
pub(super) fn plain(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Text(text) => Some(text.clone()),
        Kind::Date(at) => Some(at.to_string()),
        Kind::Number(Some(n)) => Some(number::plain(*n)),
        Kind::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
