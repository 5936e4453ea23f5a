//! E0403: a step that its chain does not have.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(403, "no-such-step"),
    about: "A step of a chain names another step of the same chain by its id.",
    zh: "审批步骤按 id 引用同一条审批链里的其他步骤。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
[[approval.win.step]]
id = "boss"
who = "role:boss"
follows = "manger"
#         ^^^^^^^^ E0403 the chain has no step `manger`; did you mean `manager`?
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
[[approval.win.step]]
id = "boss"
who = "role:boss"
follows = "manager"
"#,
};

pub(in crate::compiler) fn no_such_step<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("the chain has no step `{text}`", "这条审批链没有步骤 `{text}`"))
        .nearest(text, known)
}
