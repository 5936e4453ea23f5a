//! E0219: a pattern that can't be read.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(219, "bad-pattern"),
    about: "`pattern` is a regular expression that the whole text must match.",
    zh: "",
    bad: r#"
[field]
phone = { type = "text", pattern = '[0-9+' }
#                                  ^^^^^^^ E0219 this pattern can't be read: unclosed character class
"#,
    good: r#"
[field]
phone = { type = "text", pattern = '[0-9]+' }
"#,
};

pub(in crate::compiler) fn bad_pattern(span: Span, message: &str) -> Draft {
    let last = message.lines().last().unwrap_or(message).trim();
    Draft::new(&PAGE, span, format!("this pattern can't be read: {}", last.trim_start_matches("error: ")))
}
