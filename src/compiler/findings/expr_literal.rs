//! E0308: a literal that can't be read.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(308, "bad-literal"),
    about: "A number has at most 28 digits, a date must be on the calendar.",
    zh: "数字最多 28 位，日期必须是日历上有的。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "due > '2026-02-30'"
#             ^^^^^^^^^^^^ E0308 `2026-02-30` is not a date: the calendar has no such day
"#,
    good: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "due > '2026-02-28'"
"#,
};
