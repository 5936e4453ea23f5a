//! E0103: a person that the organisation does not have.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(103, "unknown-person"),
    about: "The organisation has no person of that id; `org.toml` and `org/*.toml` say who there is.",
    zh: "组织里没有这个人员；有哪些人员见 `org.toml` 和 `org/*.toml`。",
    bad: r#"
# file: org.toml
[unit.sales]
head = "bob"
#      ^^^^^ E0103 there is no person `bob`; did you mean `bo`?
[person.bo]
name = "Bo"
"#,
    good: r#"
# file: org.toml
[unit.sales]
head = "bo"
[person.bo]
name = "Bo"
"#,
};

pub(in crate::compiler) fn unknown_person<'n>(
    span: Span,
    wrote: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, span, said!("there is no person `{wrote}`", "没有人员 `{wrote}`")).nearest(wrote, known)
}
