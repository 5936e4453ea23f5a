//! E0607: a level that the warning does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(607, "unknown-level"),
    about: "`notify` names a level that the warning does not declare.",
    zh: "",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[warning.slow]
kpi = "won"
period = "month"
yellow = "value < 3"
notify = { orange = "role:boss" }
#          ^^^^^^ E0607 this warning has no level `orange`; there are `yellow`
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[warning.slow]
kpi = "won"
period = "month"
yellow = "value < 3"
notify = { yellow = "role:boss" }
"#,
};

pub(in crate::compiler) fn unknown_level<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, format!("this warning has no level `{text}`")).nearest(text, known)
}
