//! E0301: an expression that can't be read.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(301, "bad-expression"),
    about: "The text is no expression of the language.",
    zh: "这段文本不是语言里的表达式。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "amount > > 3"
#                ^ E0301 `>` does not fit here
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
