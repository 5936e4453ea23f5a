//! How texts and keys are quoted.

use toml::de::DeValue;

/// A scalar: a text in the quotes that need no escapes, anything else as it is.
pub(super) fn scalar(raw: &str) -> String {
    let is_text = raw.starts_with(['"', '\'']) && !raw.starts_with("\"\"\"") && !raw.starts_with("'''");
    match is_text {
        true => text(raw).unwrap_or_else(|| raw.to_owned()),
        false => raw.to_owned(),
    }
}

/// A key: in double quotes where it stands in single ones and that needs no escapes.
pub(super) fn key(raw: &str) -> String {
    match raw.starts_with('\'') {
        true => text(raw).unwrap_or_else(|| raw.to_owned()),
        false => raw.to_owned(),
    }
}

fn text(raw: &str) -> Option<String> {
    // A character somebody wrote by its number is one that can't be seen otherwise.
    if raw.starts_with('"') && ["\\u", "\\U", "\\x"].iter().any(|escape| raw.contains(escape)) {
        return None;
    }
    let parsed = DeValue::parse(raw).ok()?;
    let value = parsed.get_ref().as_str()?;
    let is_plain = |c: char| !c.is_control();
    if !value.chars().all(is_plain) {
        return None;
    }
    match value.contains(['"', '\\']) {
        false => Some(format!("\"{value}\"")),
        true if !value.contains('\'') => Some(format!("'{value}'")),
        true => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quotes_are_those_that_need_no_escapes() {
        assert_eq!(scalar(r#"'lost'"#), r#""lost""#);
        assert_eq!(scalar(r#""outcome == 'lost'""#), r#""outcome == 'lost'""#);
        assert_eq!(scalar(r#""region == \"east\"""#), r#"'region == "east"'"#);
        assert_eq!(scalar(r#""\\S.*""#), r"'\S.*'");
        assert_eq!(scalar(r"'\S.*'"), r"'\S.*'");
        assert_eq!(scalar(r#""it's a \"b\"""#), r#""it's a \"b\"""#);
        assert_eq!(scalar(r#""a\tb""#), r#""a\tb""#);
        assert_eq!(scalar(r#""\u00a0""#), r#""\u00a0""#);
        assert_eq!(scalar("1_000"), "1_000");
        assert_eq!(key("'华东'"), "\"华东\"");
        assert_eq!(key("east"), "east");
    }
}
