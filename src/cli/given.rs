//! `field=value` as people type it.
//!
//! Values stay text: whoever knows the field's type reads `1_200_000` or `15%`. `field=` empties a field, `field:=…` takes
//! JSON as it is.

use serde_json::{Map, Value as Json};

/// Reads `field=value` words. The error says which word is wrong and what would be right.
pub(super) fn fields(words: &[String]) -> Result<Map<String, Json>, String> {
    let mut all = Map::new();
    for word in words {
        let (name, value) = field(word)?;
        if all.insert(name.clone(), value).is_some() {
            return Err(format!("`{name}` is given twice; for a list write {name}:='[\"a\",\"b\"]'"));
        }
    }
    Ok(all)
}

fn field(word: &str) -> Result<(String, Json), String> {
    let Some((name, value)) = word.split_once('=') else {
        return Err(format!("`{word}` gives no value; write {word}=VALUE, or {word}= to empty it"));
    };
    let (name, raw) = match name.strip_suffix(':') {
        Some(name) => (name, true),
        None => (name, false),
    };
    if name.trim().is_empty() {
        return Err(format!("`{word}` names no field; write FIELD=VALUE"));
    }
    let value = match (raw, value) {
        (true, json) => serde_json::from_str(json).map_err(|error| {
            format!("`{name}:=` takes JSON, and `{json}` is none ({error}); for plain text write {name}=…")
        })?,
        (false, "") => Json::Null,
        (false, text) => Json::String(text.to_owned()),
    };
    Ok((name.trim().to_owned(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(words: &[&str]) -> Result<Json, String> {
        fields(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).map(Json::Object)
    }

    #[test]
    fn values_stay_text_and_the_first_equals_sign_counts() {
        assert_eq!(
            read(&["title=新线", "amount=1_200_000", "discount=15%", "note=a=b", "due="]),
            Ok(json!({"title": "新线", "amount": "1_200_000", "discount": "15%", "note": "a=b", "due": null}))
        );
    }

    #[test]
    fn colon_equals_takes_json() {
        assert_eq!(read(&["tags:=[\"a\",\"b\"]", "n:=1.5"]), Ok(json!({"tags": ["a", "b"], "n": 1.5})));
        assert!(read(&["n:=x"]).unwrap_err().contains("takes JSON"));
    }

    #[test]
    fn wrong_words_are_named() {
        assert!(read(&["title"]).unwrap_err().contains("title=VALUE"));
        assert!(read(&["=5"]).unwrap_err().contains("names no field"));
        assert!(read(&["a=1", "a=2"]).unwrap_err().contains("twice"));
    }
}
