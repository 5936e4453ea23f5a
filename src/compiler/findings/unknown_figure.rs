//! E0206: a measure or KPI that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(206, "unknown-figure"),
    about: "Measures and KPIs share one set of names: [measure.<id>] and [kpi.<id>] in `rules/*.toml`.",
    zh: "度量和 KPI 共用一套名字：`rules/*.toml` 里的 [measure.<标识>] 和 [kpi.<标识>]。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
[target.won_2026]
kpi = "wun"
#     ^^^^^ E0206 there is no measure or KPI `wun`; there are `won`
period = "2026"
value = 100
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
[target.won_2026]
kpi = "won"
period = "2026"
value = 100
"#,
};

pub(in crate::compiler) fn unknown_figure<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no measure or KPI `{text}`", "没有度量或 KPI `{text}`"))
        .nearest(text, known)
}
