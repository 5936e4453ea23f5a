//! E0304: a function called with too many, too few or unfitting arguments.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(304, "bad-arguments"),
    about: "The reference says what each function takes.",
    zh: "每个函数要什么参数，见参考手册。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "days_since() > 3"
#       ^^^^^^^^^^^^ E0304 `days_since` takes 1 arguments, here are 0; `days_since(d)`
"#,
    good: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "days_since(due) > 3"
"#,
};
