//! E0203: a transition that the workflow does not have.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(203, "unknown-transition"),
    about: "The workflow has no transition of that id, and no move to a stage of that name.",
    zh: "流程里没有这条流转，也没有去往同名阶段的移动。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[check.fine]
on = ["move:wim"]
#     ^^^^^^^^^^ E0203 `deal` has no transition `wim`; did you mean `win`?
must = "1 == 1"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[check.fine]
on = ["move:win"]
must = "1 == 1"
"#,
};

pub(in crate::compiler) fn unknown_transition<'n>(
    span: Span,
    wrote: &str,
    workflow: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, span, said!("`{workflow}` has no transition `{wrote}`", "`{workflow}` 没有流转 `{wrote}`"))
        .nearest(wrote, known)
}
