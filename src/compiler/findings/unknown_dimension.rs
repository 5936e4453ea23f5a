//! E0602: a dimension that the figure does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(602, "unknown-dimension"),
    about: "A measure has the dimensions of its `by`; a KPI has those that all its measures have.",
    zh: "",
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
    Draft::new(&PAGE, text.span, format!("`{figure}` has no dimension `{text}`")).nearest(text, known)
}
