//! E0204: a stage that its workflow does not declare.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(204, "unknown-stage"),
    about: "A transition, a move or a rule names a stage that the workflow does not have.",
    zh: "流转、移动或规则里写了流程没有的阶段。",
    bad: r#"
[stage.qualified]
[stage.proposal]
end = "done"
[transition.propose]
from = "qualified"
to   = "propsal"
#      ^^^^^^^^^ E0204 no stage is called `propsal`; did you mean `proposal`?
"#,
    good: r#"
[stage.qualified]
[stage.proposal]
end = "done"
[transition.propose]
from = "qualified"
to   = "proposal"
"#,
};

pub(in crate::compiler) fn unknown_stage<'n>(
    span: Span,
    wrote: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, span, said!("no stage is called `{wrote}`", "没有叫 `{wrote}` 的阶段")).nearest(wrote, known)
}
