//! E0220: a start that is an end.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(220, "start-is-end"),
    about: "A new record can't stand in an end: it would be closed before it began.",
    zh: "",
    bad: r#"
[stage.open]
[stage.won]
#      ^^^ E0220 `won` can't be the start: it is an end
start = true
end = "won"
[moves]
"#,
    good: r#"
[stage.open]
start = true
[stage.won]
end = "won"
[moves]
"#,
};

pub(in crate::compiler) fn start_is_end(span: Span, stage: &str) -> Draft {
    Draft::new(&PAGE, span, format!("`{stage}` can't be the start: it is an end"))
}

/// Every stage is an end.
pub(in crate::compiler) fn only_ends(span: Span) -> Draft {
    Draft::new(&PAGE, span, "every stage here is an end: a new record has nowhere to stand")
}
