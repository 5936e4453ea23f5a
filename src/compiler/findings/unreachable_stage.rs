//! E0212: a stage that no record can ever stand in.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(212, "unreachable-stage"),
    about: "No way leads from the start to this stage: no transition, no move, no `meanwhile`.",
    zh: "从起始阶段没有路通到这个阶段：没有流转、没有移动，也没有 `meanwhile`。",
    bad: r#"
[stage.open]
[stage.review]
#      ^^^^^^ E0212 no way leads from `open` to `review`; write a transition to it, or take it out
[stage.won]
end = "won"
[transition.win]
from = ["open", "review"]
to = "won"
"#,
    good: r#"
[stage.open]
[stage.review]
[stage.won]
end = "won"
[transition.submit]
from = "open"
to = "review"
[transition.win]
from = ["open", "review"]
to = "won"
"#,
};

pub(in crate::compiler) fn unreachable_stage(stage: &Key, start: &str) -> Draft {
    let name = &stage.name;
    let message = said!("no way leads from `{start}` to `{name}`", "从 `{start}` 没有路通到 `{name}`");
    Draft::new(&PAGE, stage.span, message)
        .hint(("write a transition to it, or take it out", "请写一条去往它的流转，或删掉它"))
}
