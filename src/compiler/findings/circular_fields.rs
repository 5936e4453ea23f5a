//! E0216: computed fields that wait for each other.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(216, "circular-fields"),
    about: "A computed field can't need itself, not even through others.",
    zh: "计算字段不能用到它自己，绕着别的字段用到也不行。",
    bad: r#"
[field]
net   = { type = "money", formula = "gross * 0.87" }
#^^ E0216 computed fields need each other: `net` → `gross` → `net`
gross = { type = "money", formula = "net / 0.87" }
"#,
    good: r#"
[field]
net   = { type = "money", formula = "gross * 0.87" }
gross = { type = "money" }
"#,
};

pub(in crate::compiler) fn circular_fields(span: Span, circle: &str) -> Draft {
    Draft::new(&PAGE, span, said!("computed fields need each other: {circle}", "计算字段互相依赖：{circle}"))
}
