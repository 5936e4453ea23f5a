//! W0260: a reaction that sets what it listens to.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::warning(260, "reacts-to-itself"),
    about: "The reaction sets the very field whose change it follows. It runs once per command, so this ends; but what was written is overwritten at once.",
    zh: "这条联动所跟随的字段正是它自己要改的字段。它每个命令只执行一次，不会循环；但刚写入的值会立刻被覆盖。",
    bad: r#"
[field]
discount = { type = "percent" }
[reaction.cap]
on = ["change:discount"]
set = { discount = 0.1 }
#       ^^^^^^^^ W0260 this reaction follows `discount` and sets it
"#,
    good: r#"
[field]
discount = { type = "percent" }
review = { type = "bool" }
[reaction.cap]
on = ["change:discount"]
set = { review = true }
"#,
};

pub(in crate::compiler) fn reacts_to_itself(span: Span, field: &str) -> Draft {
    let message = said!("this reaction follows `{field}` and sets it", "这条联动跟随 `{field}`，又去改它");
    Draft::new(&PAGE, span, message)
}
