//! E0002: something the language has and this version does not run.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(2, "not-yet"),
    about: "The language has this; this version of salesflow does not run it yet. It is refused, so that no written rule is passed over in silence. Take it out, or wait for the version that runs it.",
    zh: "",
    bad: r#"
[stage.open]
checklist = ["Budget known"]
#^^^^^^^^ E0002 `checklist` of a stage does not run in this version yet
[stage.won]
end = "won"
"#,
    good: r#"
[field]
budget_known = { type = "bool" }
[stage.open]
[stage.won]
end = "won"
require = ["budget_known"]
"#,
};

pub(in crate::compiler) fn not_yet(span: Span, what: impl std::fmt::Display) -> Draft {
    Draft::new(&PAGE, span, format!("{what} does not run in this version yet"))
}
