//! E0305: a value of one type where another is needed.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(305, "type-mismatch"),
    about: "Text can't be compared with a number, a condition must be true or false, a money field takes money.",
    zh: "文本不能与数字比较，条件必须是真或假，金额字段要填金额。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "amount > region"
#       ^^^^^^^^^^^^^^^ E0305 `>` cannot compare money with a choice
"#,
    good: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "amount > 3"
"#,
};
