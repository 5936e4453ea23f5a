//! W0401: a quorum that is reached before anybody answers.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(401, "idle-quorum"),
    about: "A counted step that needs no yes at all is over as soon as it is reached.",
    zh: "票签不需要任何同意票，一到达就通过。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = { share = 0 }
#      ^^^^^^^^^^^^^ W0401 this is reached before anybody has answered
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = { share = 0.5 }
"#,
};

pub(in crate::compiler) fn idle_quorum(at: Span) -> Draft {
    Draft::new(&PAGE, at, said!("this is reached before anybody has answered", "还没有人答复就已经达到"))
}
