//! E0302: a name that nothing has at this place.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(302, "unknown-name"),
    about: "An expression names a field, setting or other value that there is not at this place.",
    zh: "表达式里用到了一个字段、参数或其他值，而这里并没有它。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "amonut > 3"
#       ^^^^^^ E0302 `deal` has no field `amonut`; did you mean `amount`?
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
