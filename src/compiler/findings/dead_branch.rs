//! W0403: a branch that no step is on, or that is never taken.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Key, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(403, "dead-branch"),
    about: "A branch is a condition that steps name; one that none names, or that can never hold, decides nothing.",
    zh: "分支是供步骤引用的条件；没有步骤引用或永不成立的分支不起作用。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
branch = { large = "amount > 1000", small = "else" }
#                                   ^^^^^ W0403 no step is on the branch `small`
[[approval.win.step]]
id = "boss"
who = "role:boss"
branch = "large"
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
branch = { large = "amount > 1000", small = "else" }
[[approval.win.step]]
id = "boss"
who = "role:boss"
branch = "large"
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
branch = "small"
"#,
};

pub(in crate::compiler) fn dead_branch(key: &Key, never: bool) -> Draft {
    let branch = &key.name;
    Draft::new(
        &PAGE,
        key.span,
        match never {
            true => said!("the branch `{branch}` is never taken", "分支 `{branch}` 永远不会走到"),
            false => said!("no step is on the branch `{branch}`", "没有步骤在分支 `{branch}` 上"),
        },
    )
}
