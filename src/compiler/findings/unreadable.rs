//! E0102: a value that can't be read as what it should be.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;

pub(super) const PAGE: Page = Page {
    code: Code::error(102, "unreadable-value"),
    about: "A date, length of time, period, number or other value is written in a form that can't be read.",
    zh: "日期、时长、期间、数字或其他值的写法读不懂。",
    bad: r#"
[stage.open]
sla = "5 bananas"
#     ^^^^^^^^^^^ E0102 `5 bananas` is not a duration: write a number and one of s m h d w mo y bd bh
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
sla = "5bd"
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn unreadable(span: Span, message: impl Into<Said>) -> Draft {
    Draft::new(&PAGE, span, message)
}
