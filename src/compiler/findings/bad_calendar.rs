//! E0101: business time that can't be.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(101, "bad-calendar"),
    about: "What [calendar] and `timezone` say can't be read as hours, days or a zone.",
    zh: "",
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

pub(in crate::compiler) fn bad_calendar(span: Span, message: &str) -> Draft {
    Draft::new(&PAGE, span, message)
}
