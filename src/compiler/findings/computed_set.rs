//! E0209: a computed field that something sets.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(209, "computed-field"),
    about: "A field with a `formula` is always what the formula gives; nothing can set it, ask for it or give it a default.",
    zh: "带 `formula` 的字段永远等于公式的结果；不能给它赋值、不能询问它，也不能给它默认值。",
    bad: r#"
[field]
amount = { type = "money" }
double = { type = "money", formula = "amount * 2" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
set = { double = 0 }
#       ^^^^^^ E0209 `double` is computed and can't be set
"#,
    good: r#"
[field]
amount = { type = "money" }
double = { type = "money", formula = "amount * 2" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
set = { amount = 0 }
"#,
};

pub(in crate::compiler) fn computed_set(span: Span, field: &str) -> Draft {
    Draft::new(&PAGE, span, said!("`{field}` is computed and can't be set", "`{field}` 是计算字段，不能赋值"))
}
