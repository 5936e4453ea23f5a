//! E0601: KPIs that need each other.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(601, "circular-kpis"),
    about: "A KPI can't need itself, not even through others.",
    zh: "",
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
    Draft::new(&PAGE, span, format!("KPIs need each other: {circle}"))
}
