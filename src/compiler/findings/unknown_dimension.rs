//! E0602: a dimension that the figure does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(602, "unknown-dimension"),
    about: "A measure has the dimensions of its `by`; a KPI has those that all its measures have.",
    zh: "度量的维度是它的 `by`；KPI 的维度是它用到的所有度量共有的维度。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[target.east]
kpi = "won"
period = "2026"
by = { regio = "east" }
#      ^^^^^ E0602 `won` has no dimension `regio`; did you mean `region`?
value = 10
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[target.east]
kpi = "won"
period = "2026"
by = { region = "east" }
value = 10
"#,
};

pub(in crate::compiler) fn unknown_dimension<'n>(
    text: &Text,
    figure: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, text.span, said!("`{figure}` has no dimension `{text}`", "`{figure}` 没有维度 `{text}`"))
        .nearest(text, known)
}
