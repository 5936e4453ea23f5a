//! E0603: two targets for the same.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(603, "doubled-target"),
    about: "One figure has one target for one period and one series.",
    zh: "",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[target.a]
kpi = "won"
period = "2026"
value = 10
[target.b]
#       ^ E0603 `b` sets the same target as `a`
kpi = "won"
period = "2026"
value = 20
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[target.a]
kpi = "won"
period = "2026"
value = 10
[target.b]
kpi = "won"
period = "2027"
value = 20
"#,
};

pub(in crate::compiler) fn doubled_target(target: &Key, first: &Key) -> Draft {
    let message = format!("`{}` sets the same target as `{}`", target.name, first.name);
    Draft::new(&PAGE, target.span, message).label(first.span, "set here already")
}
