//! E0009: an id that expressions can't name.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(9, "bad-name"),
    about: "Fields, settings, tables, figures and what is asked are named in expressions, so their ids are words: letters of any script, digits and `_`, no digit first.",
    zh: "",
    bad: r#"
[field]
"net amount" = { type = "money" }
#^^^^^^^^^^^ E0009 `net amount` can't be the id of a field: expressions could not name it; write `net_amount`, and what people see as `title`
"#,
    good: r#"
[field]
net_amount = { type = "money" }
"#,
};

pub(in crate::compiler) fn bad_name(key: &Text, what: &str) -> Draft {
    let draft =
        Draft::new(&PAGE, key.span, format!("`{key}` can't be the id of {what}: expressions could not name it"));
    let word: String = key.trim().chars().map(|c| if c == '_' || c.is_alphanumeric() { c } else { '_' }).collect();
    match is_name(&word) {
        true => draft.hint(format!("write `{word}`, and what people see as `title`")),
        false => draft.hint("write letters, digits and `_`, no digit first"),
    }
}

/// Whether expressions can name it.
pub(in crate::compiler) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    first && chars.all(|c| c == '_' || c.is_alphanumeric())
}
