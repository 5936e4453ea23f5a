//! E0216: computed fields that wait for each other.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(216, "circular-fields"),
    about: "A computed field can't need itself, not even through others.",
    zh: "",
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
    Draft::new(&PAGE, span, format!("computed fields need each other: {circle}"))
}
