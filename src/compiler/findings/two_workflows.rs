//! E0402: an approval chain used by two workflows.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(402, "chain-of-two"),
    about: "A chain reads the fields of the record it runs on, so in this version it belongs to one workflow. Write a chain of its own for the other.",
    zh: "",
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
    let message = format!(
        "the chain `{text}` belongs to `{workflow}`: one for several workflows does not run in this version yet"
    );
    Draft::new(&PAGE, text.span, message).label(first, "used here first").hint("write a chain of its own")
}
