//! E0204: a stage that its workflow does not declare.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(204, "unknown-stage"),
    about: "A transition, a move or a rule names a stage that the workflow does not have.",
    zh: "",
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
    Draft::new(&PAGE, span, format!("no stage is called `{wrote}`")).nearest(wrote, known)
}
