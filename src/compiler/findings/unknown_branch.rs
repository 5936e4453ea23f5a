//! E0405: a branch that the chain does not have.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(405, "unknown-branch"),
    about: "The branches of a chain are named in its `branch`, each with its condition.",
    zh: "审批链的分支在 `branch` 里命名，各带条件。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
branch = { large = "amount > 1000", small = "else" }
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
branch = "small"
[[approval.win.step]]
id = "boss"
who = "role:boss"
branch = ["large", "smal"]
#                  ^^^^^^ E0405 the chain has no branch `smal`; did you mean `small`?
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
branch = { large = "amount > 1000", small = "else" }
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
branch = "small"
[[approval.win.step]]
id = "boss"
who = "role:boss"
branch = ["large", "small"]
"#,
};

pub(in crate::compiler) fn unknown_branch<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    let message = said!("the chain has no branch `{text}`", "这条审批链没有分支 `{text}`");
    Draft::new(&PAGE, text.span, message).nearest(text, known)
}
