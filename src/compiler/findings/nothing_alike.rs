//! E0269: a duplicate rule that compares nothing.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(269, "nothing-alike"),
    about: "A duplicate rule names the fields that are `same`, or `like` each other.",
    zh: "查重规则要写明哪些字段相同（`same`）或相似（`like`）。",
    bad: r#"
[field]
company = { type = "text" }
[duplicate.twice]
#          ^^^^^ E0269 this rule compares nothing: give `same` or `like`
then = "refuse"
"#,
    good: r#"
[field]
company = { type = "text" }
[duplicate.twice]
same = ["company"]
"#,
};

pub(in crate::compiler) fn nothing_alike(span: Span) -> Draft {
    let message =
        said!("this rule compares nothing: give `same` or `like`", "这条规则什么也没比较：请写 `same` 或 `like`");
    Draft::new(&PAGE, span, message)
}
