//! E0604: a measure whose value can't be.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;

pub(super) const PAGE: Page = Page {
    code: Code::error(604, "bad-measure"),
    about: "`value` is `count`, `sum(x)` or `avg(x)`; `x` is a number, money, a percentage of the record.",
    zh: "`value` 写 `count`、`sum(x)` 或 `avg(x)`；`x` 是记录的数字、金额或百分比。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
value = "amount"
#       ^^^^^^^^ E0604 `amount` is no way to put values together; write `count`, `sum(x)` or `avg(x)`
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
value = "sum(amount)"
"#,
};

pub(in crate::compiler) fn bad_measure(span: Span, message: impl Into<Said>) -> Draft {
    Draft::new(&PAGE, span, message).hint(("write `count`, `sum(x)` or `avg(x)`", "请写 `count`、`sum(x)` 或 `avg(x)`"))
}
