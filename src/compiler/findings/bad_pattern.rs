//! E0219: a pattern that can't be read.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(219, "bad-pattern"),
    about: "`pattern` is a regular expression that the whole text must match.",
    zh: "`pattern` 是一个正则表达式，整段文本都要与它匹配。",
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
    let last = last.trim_start_matches("error: ");
    Draft::new(&PAGE, span, said!("this pattern can't be read: {last}", "这个匹配式读不懂：{last}"))
}

/// A pattern where there is nothing it could test.
pub(in crate::compiler) fn no_pattern(span: Span, message: Said) -> Draft {
    Draft::new(&PAGE, span, message)
}
