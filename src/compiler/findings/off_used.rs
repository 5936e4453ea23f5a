//! E0224: something switched off that is still named.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(224, "off-used"),
    about: "What is off is as if it were not written, so nothing that runs may name it.",
    zh: "",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
#          ^^^^^ E0224 the approval chain `win` is off
# file: rules/approvals.toml
[approval.win]
off = true
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

pub(in crate::compiler) fn off_used(span: Span, what: &str, name: &str, off: Span) -> Draft {
    Draft::new(&PAGE, span, format!("{what} `{name}` is off")).label(off, "switched off here")
}
