//! W0408: two conditions that differ only at their edge.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(408, "edge-mismatch"),
    about: "The transition asks the chain above a number, and a step of the chain begins at the same number, or the other way round: one of the two is off by its edge.",
    zh: "流转条件和审批步骤条件用的是同一个界限，一个含边界一个不含，其中之一写错了。",
    bad: r#"
[field]
amount = { type = "money" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = [{ chain = "win", when = "amount > 1000" }]
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
when = "amount >= 1000"
#       ^^^^^^^^^^^^^^ W0408 this is `amount >= 1000`, and the chain is asked when `amount > 1000`: they differ at 1000 itself
"#,
    good: r#"
[field]
amount = { type = "money" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = [{ chain = "win", when = "amount > 1000" }]
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
when = "amount > 1000"
"#,
};

pub(in crate::compiler) fn edge_mismatch(at: Span, here: &str, there: &str, edge: &str, other: Span) -> Draft {
    let message = said!(
        "this is `{here}`, and the chain is asked when `{there}`: they differ at {edge} itself",
        "这里是 `{here}`，而走这条审批链的条件是 `{there}`：两者只在恰好 {edge} 时不同"
    );
    Draft::new(&PAGE, at, message).label(other, said!("asked here", "在这里要求审批"))
}
