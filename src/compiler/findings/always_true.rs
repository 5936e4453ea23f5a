//! E0503: a test cell that every value passes.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(503, "always-true"),
    about: "Tests in one cell are joined by *or*: `!= a, != b` is true of everything. To leave several out write `not(a, b)`.",
    zh: "一个单元格里的几个判断之间是“或”的关系：`!= a, != b` 对任何值都成立。要排除几个值，请写 `not(a, b)`。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["!= east, != west", "-", 100],
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0503 every value passes this: tests in one cell are joined by *or*; write `not(a, b)` to leave several out, `-` if all are meant
]
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["not(east, west)", "-", 100],
]
"#,
};

pub(in crate::compiler) fn always_true(span: Span) -> Draft {
    Draft::new(
        &PAGE,
        span,
        ("every value passes this: tests in one cell are joined by *or*", "任何值都能通过：同一格里的判断之间是“或”"),
    )
    .hint((
        "write `not(a, b)` to leave several out, `-` if all are meant",
        "要排除几个值请写 `not(a, b)`；不限请写 `-`",
    ))
}
