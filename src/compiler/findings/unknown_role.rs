//! E0105: a role that the organisation does not have.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(105, "unknown-role"),
    about: "The organisation has no role of that id; `org.toml` and `org/*.toml` say who there is.",
    zh: "",
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
    Draft::new(&PAGE, span, format!("there is no role `{wrote}`")).nearest(wrote, known)
}
