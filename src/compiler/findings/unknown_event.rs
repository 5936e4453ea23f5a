//! E0616: an event of nothing the policy has.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(616, "unknown-event"),
    about: "Events are named after a workflow (`opportunity.entered.won`) or begin with `approval`, `warning`, `policy` or `balance`.",
    zh: "事件以流程名开头（`opportunity.entered.won`），或以 `approval`、`warning`、`policy`、`balance` 开头。",
    bad: r#"
# file: salesflow.toml
name = "Sales"
[channel.erp]
kind = "webhook"
url = "env:ERP_URL"
events = ["deel.entered.won"]
#         ^^^^^^^^^^^^^^^^^^ E0616 nothing is called as `deel.entered.won` begins; there are `deal`, `approval`, `warning`, `policy`, `balance`
"#,
    good: r#"
# file: salesflow.toml
name = "Sales"
[channel.erp]
kind = "webhook"
url = "env:ERP_URL"
events = ["deal.entered.won"]
"#,
};

pub(in crate::compiler) fn unknown_event<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    let message = said!("nothing is called as `{text}` begins", "没有以 `{text}` 的开头命名的对象");
    Draft::new(&PAGE, text.span, message).nearest(text, known)
}
