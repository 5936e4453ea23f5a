//! W0410: a step that is never asked.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(410, "dead-step"),
    about: "A condition that never holds passes a step over; with `else = \"approve\"` or `\"reject\"` it ends the chain there, and no later step is ever asked.",
    zh: "永不成立的条件会跳过步骤；加上 `else = \"approve\"` 或 `\"reject\"`，审批链就在那里结束，后面的步骤永远不会被询问。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
when = "amount > 100 && amount < 50"
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0410 the step `boss` is never asked: this never holds
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
when = "amount > 2"
"#,
};

pub(in crate::compiler) fn dead_step(at: Span, step: &str) -> Draft {
    let message =
        said!("the step `{step}` is never asked: this never holds", "步骤 `{step}` 永远不会被询问：条件永不成立");
    Draft::new(&PAGE, at, message)
}

/// A step behind one that always ends the chain.
pub(in crate::compiler) fn cut_off_step(at: Span, step: &str, before: &str) -> Draft {
    let message = said!(
        "the step `{step}` is never asked: the chain always ends at `{before}`",
        "步骤 `{step}` 永远不会被询问：审批链总是在 `{before}` 结束"
    );
    Draft::new(&PAGE, at, message)
}
