//! E0406: a quorum that can never be reached.

use super::{Code, Draft, Page};
use crate::{
    compiler::source::Span,
    model::{Lang, Said},
    said,
};

pub(super) const PAGE: Page = Page {
    code: Code::error(406, "far-quorum"),
    about: "A counted step asks for more than all of its seats, so it could only ever be rejected.",
    zh: "票签要求的票数超过全部席位，永远不可能通过。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = { at_least = 3 }
#      ^^^^^^^^^^^^^^^^ E0406 this can never be reached: 3 of 2 seats
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = { at_least = 2 }
"#,
};

pub(in crate::compiler) fn far_quorum(at: Span, what: &Said) -> Draft {
    let (en, zh) = (what.text(Lang::En), what.text(Lang::Zh));
    Draft::new(&PAGE, at, said!("this can never be reached: {en}", "这永远达不到：{zh}"))
}
