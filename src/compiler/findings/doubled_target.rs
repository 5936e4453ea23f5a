//! E0603: two targets for the same.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(603, "doubled-target"),
    about: "One figure has one target for one period and one series.",
    zh: "一个指标在一个期间、一个维度组合上只能有一个目标。",
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
    let (one, other) = (&target.name, &first.name);
    let message = said!("`{one}` sets the same target as `{other}`", "`{one}` 与 `{other}` 是同一个目标");
    Draft::new(&PAGE, target.span, message).label(first.span, ("set here already", "已在这里设定"))
}
