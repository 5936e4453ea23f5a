//! E0609: shares or weights that do not add up to 1.

use rust_decimal::Decimal;

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(609, "not-whole"),
    about: "Weights of a scorecard, of its voices, and the shares of a target add up to 1: to the last digit.",
    zh: "评分卡的权重、各评价方的权重、目标的份额，合计须正好为 1。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[target.won_2026]
kpi = "won"
period = "2026"
value = 1000
split = [{ by = "region", shares = { east = 0.6, west = 0.3 } }]
#                         ^^^^^^ E0609 the shares add up to 0.9, not to 1
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[target.won_2026]
kpi = "won"
period = "2026"
value = 1000
split = [{ by = "region", shares = { east = 0.6, west = 0.4 } }]
"#,
};

pub(in crate::compiler) fn not_whole(span: Span, (what, zh): (&str, &str), sum: Decimal) -> Draft {
    let sum = sum.normalize();
    Draft::new(&PAGE, span, said!("{what} add up to {sum}, not to 1", "{zh}合计为 {sum}，应为 1"))
}
