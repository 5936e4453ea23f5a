//! W0405: `resume = "changed"` in a chain without facts.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(405, "no-material"),
    about: "`changed` asks again those whose facts have changed since they decided; `material` of the chain names these facts.",
    zh: "`changed` 只重新询问所依据事实有变化的人；这些事实写在审批链的 `material` 里。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
resume = "changed"
#^^^^^ W0405 the chain names no `material` facts, so nobody is asked again
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
material = ["amount"]
[[approval.win.step]]
id = "boss"
who = "role:boss"
resume = "changed"
"#,
};

pub(in crate::compiler) fn no_material(at: Span) -> Draft {
    let message = said!(
        "the chain names no `material` facts, so nobody is asked again",
        "审批链没有写 `material`，因此不会有人被重新询问"
    );
    Draft::new(&PAGE, at, message)
}
