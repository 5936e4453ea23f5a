//! E0106: units that stand above each other in a circle.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(106, "circular-units"),
    about: "Going up from unit to unit must end somewhere; here it comes back to where it began.",
    zh: "",
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
    Draft::new(&PAGE, span, format!("units stand above each other in a circle: {circle}"))
}
