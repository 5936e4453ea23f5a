//! E0610: grades that leave a score out, or give two for one.

use rust_decimal::Decimal;

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(610, "grades"),
    about: "Every score has one grade: the tests of the grades together cover every number once.",
    zh: "每个得分对应且只对应一个等级：各等级的条件合起来应覆盖所有得分，且互不重叠。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region", "owner"]
[scorecard.rep]
for = "role:rep"
period = "month"
[[scorecard.rep.item]]
kpi = "won"
weight = 1
[scorecard.rep.grade]
#              ^^^^^ E0610 a score of 95 has no grade
A = "> 95"
B = "< 95"
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region", "owner"]
[scorecard.rep]
for = "role:rep"
period = "month"
[[scorecard.rep.item]]
kpi = "won"
weight = 1
[scorecard.rep.grade]
A = ">= 95"
B = "< 95"
"#,
};

pub(in crate::compiler) fn grade_gap(span: Span, score: Decimal) -> Draft {
    let score = score.normalize();
    Draft::new(&PAGE, span, said!("a score of {score} has no grade", "得分 {score} 没有对应的等级"))
}

pub(in crate::compiler) fn grade_overlap(span: Span, score: Decimal, grades: &[&str]) -> Draft {
    let (score, grades) = (score.normalize(), super::quoted(grades));
    Draft::new(
        &PAGE,
        span,
        said!("a score of {score} has several grades: {grades}", "得分 {score} 对应多个等级：{grades}"),
    )
}
