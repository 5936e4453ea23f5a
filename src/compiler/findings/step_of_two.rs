//! E0408: a step that is two things at once.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(408, "step-of-two"),
    about: "A step asks people (`who`), goes back by itself (`return_to`), or makes records and waits for them (`create`): one of these.",
    zh: "一个步骤只做一件事：询问人（`who`）、自动退回（`return_to`）或创建记录并等待（`create`）。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
[[approval.win.step]]
id = "again"
who = "role:boss"
return_to = "requester"
#^^^^^^^^ E0408 the step `again` has both `who` and `return_to`; write two steps
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
[[approval.win.step]]
id = "again"
return_to = "requester"
when = "amount == none"
"#,
};

pub(in crate::compiler) fn step_of_two(at: Span, step: &str, first: &str, second: &str) -> Draft {
    let message =
        said!("the step `{step}` has both `{first}` and `{second}`", "步骤 `{step}` 同时有 `{first}` 和 `{second}`");
    Draft::new(&PAGE, at, message).hint(said!("write two steps", "请拆成两个步骤"))
}
