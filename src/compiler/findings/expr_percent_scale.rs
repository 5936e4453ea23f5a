//! W0301: a percentage compared with a number above 1.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::warning(301, "percent-scale"),
    about: "A percentage is a fraction: 15% is 0.15. Compared with a number above 1 it is very likely meant otherwise.",
    zh: "百分比是小数：15% 写作 0.15。与大于 1 的数比较，多半不是想要的意思。",
    bad: r#"
[field]
discount = { type = "percent" }
[check.fine]
must = "discount < 15"
#                  ^^ W0301 a percentage is a fraction; 15 is 1500 %; 15 % is 0.15
"#,
    good: r#"
[field]
discount = { type = "percent" }
[check.fine]
must = "discount < 0.15"
"#,
};
