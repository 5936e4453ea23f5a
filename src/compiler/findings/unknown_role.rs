//! E0105: a role that the organisation does not have.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(105, "unknown-role"),
    about: "The organisation has no role of that id; `org.toml` and `org/*.toml` say who there is.",
    zh: "组织里没有这个角色；有哪些角色见 `org.toml` 和 `org/*.toml`。",
    bad: r#"
[new]
who = "role:reps"
#     ^^^^^^^^^^^ E0105 there is no role `reps`; did you mean `rep`?
"#,
    good: r#"
[new]
who = "role:rep"
"#,
};

pub(in crate::compiler) fn unknown_role<'n>(
    span: Span,
    wrote: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, span, said!("there is no role `{wrote}`", "没有角色 `{wrote}`")).nearest(wrote, known)
}
