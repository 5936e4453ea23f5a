//! E0106: units that stand above each other in a circle.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(106, "circular-units"),
    about: "Going up from unit to unit must end somewhere; here it comes back to where it began.",
    zh: "沿着上级部门一级级往上总要有个头；这里又绕回到了起点。",
    bad: r#"
# file: org.toml
[unit.east]
#     ^^^^ E0106 units stand above each other in a circle: `east` → `sales` → `east`
parent = "sales"
[unit.sales]
parent = "east"
"#,
    good: r#"
# file: org.toml
[unit.east]
parent = "sales"
[unit.sales]
"#,
};

pub(in crate::compiler) fn circular_units(span: Span, circle: &str) -> Draft {
    Draft::new(&PAGE, span, said!("units stand above each other in a circle: {circle}", "部门的上级绕成了圈：{circle}"))
}
