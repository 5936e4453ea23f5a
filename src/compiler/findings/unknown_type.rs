//! E0207: a type that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(207, "unknown-type"),
    about: "A field is of one of the built-in types, or of a type declared below [type] in `rules/*.toml`.",
    zh: "",
    bad: r#"
[field]
amount = { type = "mony" }
#                 ^^^^^^ E0207 there is no type `mony`; did you mean `money`?
"#,
    good: r#"
[field]
amount = { type = "money" }
"#,
};

pub(in crate::compiler) fn unknown_type<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, format!("there is no type `{text}`")).nearest(text, known)
}
