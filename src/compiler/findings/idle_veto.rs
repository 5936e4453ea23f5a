//! E0407: `veto` where it can mean nothing.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(407, "idle-veto"),
    about: "With `any` or `first` the first answer, or the first yes, decides: there is no vote that a veto could stop.",
    zh: "或签和竞签由第一个答复（或第一个同意）决定，没有可以一票否决的投票。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = "any"
veto = true
#^^^ E0407 `veto` means nothing where one answer decides
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = { at_least = 1 }
veto = true
"#,
};

pub(in crate::compiler) fn idle_veto(at: Span) -> Draft {
    Draft::new(&PAGE, at, said!("`veto` means nothing where one answer decides", "由一个答复决定时，`veto` 没有意义"))
}
