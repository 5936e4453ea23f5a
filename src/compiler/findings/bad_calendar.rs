//! E0101: business time that can't be.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;

pub(super) const PAGE: Page = Page {
    code: Code::error(101, "bad-calendar"),
    about: "What [calendar] and `timezone` say can't be read as hours, days or a zone.",
    zh: "`[calendar]` 和 `timezone` 里写的内容读不成时段、日期或时区。",
    bad: r#"
# file: salesflow.toml
name = "Sales"
[calendar]
hours = ["18:00-09:00"]
#        ^^^^^^^^^^^^^ E0101 `18:00-09:00` ends before it begins: for hours over midnight write two, ending at `24:00` and beginning at `00:00`
"#,
    good: r#"
# file: salesflow.toml
name = "Sales"
[calendar]
hours = ["09:00-18:00"]
"#,
};

pub(in crate::compiler) fn bad_calendar(span: Span, message: impl Into<Said>) -> Draft {
    Draft::new(&PAGE, span, message)
}
