//! E0402: an approval chain used by two workflows.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(402, "chain-of-two"),
    about: "A chain reads the fields of the record it runs on, so in this version it belongs to one workflow. Write a chain of its own for the other.",
    zh: "审批链要读所在记录的字段，所以在这个版本里它只属于一个流程。请为另一个流程单独写一条。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
# file: workflows/order.toml
[stage.open]
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
approval = "win"
#          ^^^^^ E0402 the chain `win` belongs to `deal`: one for several workflows does not run in this version yet; write a chain of its own
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
"#,
};

pub(in crate::compiler) fn two_workflows(text: &Text, workflow: &str, first: Span) -> Draft {
    let message = said!(
        "the chain `{text}` belongs to `{workflow}`: one for several workflows does not run in this version yet",
        "审批链 `{text}` 属于 `{workflow}`：这个版本还不能让几个流程共用一条审批链"
    );
    Draft::new(&PAGE, text.span, message)
        .label(first, ("used here first", "首先用在这里"))
        .hint(("write a chain of its own", "请单独写一条审批链"))
}
