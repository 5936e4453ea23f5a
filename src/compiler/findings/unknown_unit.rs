//! E0104: a unit that the organisation does not have.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(104, "unknown-unit"),
    about: "The organisation has no unit of that id; `org.toml` and `org/*.toml` say who there is.",
    zh: "组织里没有这个部门；有哪些部门见 `org.toml` 和 `org/*.toml`。",
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
    Draft::new(&PAGE, span, said!("there is no unit `{wrote}`", "没有部门 `{wrote}`")).nearest(wrote, known)
}
