//! E0303: a function that there is not.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(303, "unknown-function"),
    about: "Functions are those of the language, the tables of the policy, and those of `rules/*.rhai`.",
    zh: "",
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
