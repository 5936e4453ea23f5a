//! E0607: a level that the warning does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(607, "unknown-level"),
    about: "`notify` names a level that the warning does not declare.",
    zh: "`notify` 里写了一个预警没有声明的级别。",
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
    Draft::new(&PAGE, text.span, said!("this warning has no level `{text}`", "这个预警没有级别 `{text}`"))
        .nearest(text, known)
}
