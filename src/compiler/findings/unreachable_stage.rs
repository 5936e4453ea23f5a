//! E0212: a stage that no record can ever stand in.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(212, "unreachable-stage"),
    about: "No way leads from the start to this stage: no transition, no move, no `meanwhile`.",
    zh: "",
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
    Draft::new(&PAGE, stage.span, format!("no way leads from `{start}` to `{}`", stage.name))
        .hint("write a transition to it, or take it out")
}
