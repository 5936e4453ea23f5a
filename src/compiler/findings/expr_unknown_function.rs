//! E0303: a function that there is not.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(303, "unknown-function"),
    about: "Functions are those of the language, the tables of the policy, and those of `rules/*.rhai`.",
    zh: "函数有三种：语言自带的、制度里的决策表，以及 `rules/*.rhai` 里的函数。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "rond(amount) > 3"
#       ^^^^ E0303 there is no function `rond`; did you mean `round`?
"#,
    good: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "round(amount) > 3"
"#,
};
