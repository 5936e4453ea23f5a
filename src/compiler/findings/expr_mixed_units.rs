//! E0307: units that do not go together.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(307, "mixed-units"),
    about: "Money and percentages can't be added, nor money multiplied by money; a date takes a length of time, not a number.",
    zh: "金额和百分比不能相加，金额也不能乘金额；日期要加的是时长，不是数字。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "due + 3 > today"
#       ^^^^^^^ E0307 a date + a number makes no sense; how many of what? write `days(n)`, `bdays(n)`, `months(n)`, or '15d'
"#,
    good: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "due + '3d' > today"
"#,
};
