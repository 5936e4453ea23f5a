//! E0605: a warning that can never be raised.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(605, "no-levels"),
    about: "A warning says when: `yellow`, `red`, or `levels` of its own.",
    zh: "预警要说明何时发出：`yellow`、`red`，或自己的 `levels`。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[warning.slow]
#        ^^^^ E0605 `slow` has no level: it can never be raised; write `yellow`, `red` or `levels`
kpi = "won"
period = "month"
notify = "role:boss"
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
notify = "role:boss"
"#,
};

pub(in crate::compiler) fn no_levels(warning: &Key) -> Draft {
    let name = &warning.name;
    let message = said!("`{name}` has no level: it can never be raised", "`{name}` 没有级别：永远不会发出");
    Draft::new(&PAGE, warning.span, message)
        .hint(("write `yellow`, `red` or `levels`", "请写 `yellow`、`red` 或 `levels`"))
}
