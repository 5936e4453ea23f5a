//! E0208: a value that a choice does not have.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, model::value::Choices};

pub(super) const PAGE: Page = Page {
    code: Code::error(208, "unknown-choice"),
    about: "A choice takes only the values it lists.",
    zh: "",
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
    Draft::new(&PAGE, span, format!("`{wrote}` is none of the values of this choice")).nearest(wrote, known)
}
