//! E0220: a start that is an end.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(220, "start-is-end"),
    about: "A new record can't stand in an end: it would be closed before it began.",
    zh: "新记录不能站在结束阶段：那样它还没开始就关闭了。",
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
    Draft::new(
        &PAGE,
        span,
        said!("`{stage}` can't be the start: it is an end", "`{stage}` 不能是起始阶段：它是结束阶段"),
    )
}

/// Every stage is an end.
pub(in crate::compiler) fn only_ends(span: Span) -> Draft {
    Draft::new(
        &PAGE,
        span,
        ("every stage here is an end: a new record has nowhere to stand", "这里每个阶段都是结束阶段：新记录无处可站"),
    )
}
