//! E0207: a type that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(207, "unknown-type"),
    about: "A field is of one of the built-in types, or of a type declared below [type] in `rules/*.toml`.",
    zh: "字段的类型是内置类型之一，或 `rules/*.toml` 里 [type] 下面声明的类型。",
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
    Draft::new(&PAGE, text.span, said!("there is no type `{text}`", "没有类型 `{text}`")).nearest(text, known)
}
