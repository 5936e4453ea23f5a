//! E0224: something switched off that is still named.

use super::{Code, Draft, Page, phrase};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(224, "off-used"),
    about: "What is off is as if it were not written, so nothing that runs may name it.",
    zh: "关掉的定义等于没写，所以正在运行的内容都不能再用到它。",
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
    let what = phrase(what);
    Draft::new(&PAGE, span, said!("{what} `{name}` is off", "{what} `{name}` 已关掉"; what))
        .label(off, ("switched off here", "在这里关掉"))
}
