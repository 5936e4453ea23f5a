//! E0004: a file that is no TOML.

use super::unquoted_key::unquoted_key;
use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(4, "syntax"),
    about: "The file can't be read as TOML. Text stands in quotes, lists in [ ], tables in { }, one `key = value` on a line. While a file can't be read, nothing else is checked.",
    zh: "",
    bad: r#"
title = Deals
#       ^^^^^ E0004 string values must be quoted, expected literal string; text stands in quotes: "…"
"#,
    good: r#"
title = "Deals"
"#,
};

pub(in crate::compiler) fn toml_syntax(span: Span, below: &str, message: &str) -> Draft {
    if message.starts_with("invalid unquoted key") && !below.is_empty() {
        return unquoted_key(span, below);
    }
    let draft = Draft::new(&PAGE, span, message);
    match below.contains(['“', '”', '‘', '’']) {
        true => draft.hint("write \" for the full-width quotes"),
        false if message.starts_with("string values must be quoted") => draft.hint("text stands in quotes: \"…\""),
        false => draft,
    }
}
