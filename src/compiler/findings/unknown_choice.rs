//! E0208: a value that a choice does not have.

use super::{Code, Draft, Page};
use crate::said;
use crate::{compiler::source::Span, model::value::Choices};

pub(super) const PAGE: Page = Page {
    code: Code::error(208, "unknown-choice"),
    about: "A choice takes only the values it lists.",
    zh: "选项只接受它列出的值。",
    bad: r#"
[field]
region = { type = "choice", values = ["east", "west"], default = "est" }
#                                                                ^^^^^ E0208 `est` is none of the values of this choice; did you mean `east`?
"#,
    good: r#"
[field]
region = { type = "choice", values = ["east", "west"], default = "east" }
"#,
};

pub(in crate::compiler) fn unknown_choice(span: Span, wrote: &str, choices: &Choices) -> Draft {
    let known = choices.values.iter().map(|(value, _)| &**value);
    Draft::new(&PAGE, span, said!("`{wrote}` is none of the values of this choice", "`{wrote}` 不是这个选项的值"))
        .nearest(wrote, known)
}
