//! E0606: a target for a period that moves.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(606, "relative-period"),
    about: "A target is for one period: `2026`, `2026-Q1`, `2026-03`. `this month` would be another every month.",
    zh: "目标属于一个固定期间：`2026`、`2026-Q1`、`2026-03`。`this month` 每个月都不一样。",
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
period = "previous month"
#        ^^^^^^^^^^^^^^^^ E0606 a target is for one period, and this one moves; write `2026`, `2026-Q1` or `2026-03`
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
[target.a]
kpi = "won"
period = "2026-03"
value = 10
"#,
};

pub(in crate::compiler) fn relative_period(span: Span) -> Draft {
    Draft::new(&PAGE, span, ("a target is for one period, and this one moves", "目标属于一个固定期间，而这个期间会变"))
        .hint(("write `2026`, `2026-Q1` or `2026-03`", "请写 `2026`、`2026-Q1` 或 `2026-03`"))
}
