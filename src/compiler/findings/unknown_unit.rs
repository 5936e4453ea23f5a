//! E0104: a unit that the organisation does not have.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(104, "unknown-unit"),
    about: "The organisation has no unit of that id; `org.toml` and `org/*.toml` say who there is.",
    zh: "",
    bad: r#"
# file: org.toml
[unit.sales]
[person.bo]
unit = "sale"
#      ^^^^^^ E0104 there is no unit `sale`; did you mean `sales`?
"#,
    good: r#"
# file: org.toml
[unit.sales]
[person.bo]
unit = "sales"
"#,
};

pub(in crate::compiler) fn unknown_unit<'n>(
    span: Span,
    wrote: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, span, format!("there is no unit `{wrote}`")).nearest(wrote, known)
}
