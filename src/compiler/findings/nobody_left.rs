//! W0406: separation that leaves nobody to decide.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(406, "nobody-left"),
    about: "Who may not decide here is the only one who could: the seat would go to the manager, stay empty or be refused.",
    zh: "能在这里审批的只有被回避的那个人，席位会上移、空缺或被拒绝。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "first"
who = "role:boss"
[[approval.win.step]]
id = "second"
who = "role:boss"
not_same_as = ["first"]
#^^^^^^^^^^ W0406 only `bo` can decide the step `second`, and `bo` has decided `first`
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "first"
who = "role:boss"
[[approval.win.step]]
id = "second"
who = "role:rep"
not_same_as = ["first"]
"#,
};

/// `one` is the only person left, `decided` the step they have decided; none: they are the only ones who can submit.
pub(in crate::compiler) fn nobody_left(at: Span, step: &str, one: &str, decided: Option<&str>) -> Draft {
    Draft::new(
        &PAGE,
        at,
        match decided {
            Some(before) => said!(
                "only `{one}` can decide the step `{step}`, and `{one}` has decided `{before}`",
                "步骤 `{step}` 只有 `{one}` 能审批，而 `{before}` 也由 `{one}` 审批"
            ),
            None => said!(
                "only `{one}` can decide the step `{step}`, and only `{one}` can submit it, which `self` refuses",
                "步骤 `{step}` 只有 `{one}` 能审批，而提交人也只能是 `{one}`，`self` 不允许"
            ),
        },
    )
}
