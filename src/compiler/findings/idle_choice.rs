//! W0404: people who are chosen and not asked.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(404, "idle-choice"),
    about: "`choose` lets somebody pick people for a step; the step asks them where `who` or `cc` says `chosen`.",
    zh: "`choose` 让人选定审批人；只有 `who` 或 `cc` 写了 `chosen` 才会询问他们。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = "role:boss"
choose = { from = "role:boss" }
#^^^^^ W0404 people are picked here, and neither `who` nor `cc` says `chosen`
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = "chosen"
choose = { from = "role:boss" }
"#,
};

pub(in crate::compiler) fn idle_choice(at: Span) -> Draft {
    let message = said!(
        "people are picked here, and neither `who` nor `cc` says `chosen`",
        "这里选定了人，但 `who` 和 `cc` 都没有写 `chosen`"
    );
    Draft::new(&PAGE, at, message)
}
