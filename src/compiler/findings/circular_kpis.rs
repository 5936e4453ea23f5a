//! E0601: KPIs that need each other.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(601, "circular-kpis"),
    about: "A KPI can't need itself, not even through others.",
    zh: "KPI 不能用到它自己，绕着别的 KPI 用到也不行。",
    bad: r#"
# file: rules/figures.toml
[kpi.a]
#    ^ E0601 KPIs need each other: `a` → `b` → `a`
formula = "b + 1"
[kpi.b]
formula = "a + 1"
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[kpi.a]
formula = "won + 1"
[kpi.b]
formula = "a + 1"
"#,
};

pub(in crate::compiler) fn circular_kpis(span: Span, circle: &str) -> Draft {
    Draft::new(&PAGE, span, said!("KPIs need each other: {circle}", "KPI 互相依赖：{circle}"))
}
