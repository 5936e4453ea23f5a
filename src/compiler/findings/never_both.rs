//! W0409: a step that is never asked, because its chain is not.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(409, "never-both"),
    about: "The condition on which the chain is asked and the condition of the step can never hold together.",
    zh: "走这条审批链的条件和步骤自己的条件不可能同时成立。",
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
when = "amount < 500"
#       ^^^^^^^^^^^^ W0409 this never holds where the chain is asked: `amount > 1000`
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
when = "amount > 5000"
"#,
};

pub(in crate::compiler) fn never_both(at: Span, there: &str, other: Span) -> Draft {
    let message =
        said!("this never holds where the chain is asked: `{there}`", "走这条审批链时（`{there}`）这个条件永不成立");
    Draft::new(&PAGE, at, message).label(other, said!("asked here", "在这里要求审批"))
}
