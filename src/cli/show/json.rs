//! Reading answers: what is missing or of another kind reads as empty, never as a panic.

use serde_json::Value as Json;

/// The text under a key; empty where there is none.
pub(in crate::cli) fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}

/// The number under a key; 0 where there is none.
pub(in crate::cli) fn count(json: &Json, key: &str) -> u64 {
    json[key].as_u64().unwrap_or_default()
}

/// The list under a key; empty where there is none.
pub(in crate::cli) fn list<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

/// A value on one line, as people read it.
pub(in crate::cli) fn value(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => moment_or(text),
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => items.iter().map(value).collect::<Vec<_>>().join(", "),
        Json::Object(_) => json.to_string(),
    }
}

/// The texts of a list with commas between.
pub(in crate::cli) fn joined(json: &Json) -> String {
    value(json)
}

/// Moments are shortened, line ends shown as spaces.
fn moment_or(text: &str) -> String {
    match super::moment::is_moment(text) {
        true => super::moment::short(text),
        false => text.split(['\n', '\r', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
    }
}

/// `1 record`, `2 records`.
pub(in crate::cli) fn counted(count: u64, one: &str) -> String {
    let many = match one.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    };
    match count {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", super::figure::grouped(&count.to_string(), 0)),
    }
}

/// What is counted of a policy, and what one of it is called.
const COUNTED: [(&str, &str); 8] = [
    ("workflows", "workflow"),
    ("stages", "stage"),
    ("transitions", "transition"),
    ("approvals", "approval"),
    ("tables", "table"),
    ("figures", "figure"),
    ("warnings", "warning"),
    ("people", "people"),
];

/// What a policy holds: `1 workflow · 3 stages · 2 people`.
pub(in crate::cli) fn contents(counts: &Json) -> String {
    let held = COUNTED.iter().map(|(key, one)| (count(counts, key), *one)).filter(|(count, _)| *count > 0);
    let said = held.map(|(count, one)| match one {
        "people" => format!("{count} people"),
        one => counted(count, one),
    });
    said.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_reads_as_empty() {
        let json = json!({"a": 5});
        assert_eq!((text(&json, "a"), count(&json, "b"), list(&json, "a").len()), ("", 0, 0));
    }

    #[test]
    fn values_are_one_line() {
        assert_eq!(value(&json!(["a", null, true, 3, "x\ny"])), "a, , yes, 3, x y");
        assert_eq!(value(&json!("2026-03-02T09:00:00+08:00")), "2026-03-02 09:00");
        assert_eq!(counted(1, "record"), "1 record");
        assert_eq!(counted(12000, "entry"), "12,000 entries");
    }
}
