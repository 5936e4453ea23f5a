//! E0205: an approval chain that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(205, "unknown-approval"),
    about: "Approval chains are declared as [approval.<id>] in `rules/*.toml`.",
    zh: "审批链在 `rules/*.toml` 里以 [approval.<标识>] 声明。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "contract"
#          ^^^^^^^^^^ E0205 there is no approval chain `contract`; did you mean `contracts`?
# file: rules/approvals.toml
[approval.contracts]
[[approval.contracts.step]]
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
approval = "contracts"
# file: rules/approvals.toml
[approval.contracts]
[[approval.contracts.step]]
id = "manager"
who = "manager_of(requester)"
"#,
};

pub(in crate::compiler) fn unknown_chain<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no approval chain `{text}`", "没有审批链 `{text}`"))
        .nearest(text, known)
}
