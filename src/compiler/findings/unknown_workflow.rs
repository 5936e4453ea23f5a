//! E0202: a workflow that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(202, "unknown-workflow"),
    about: "A workflow is a file in `workflows/`; its id is the name of the file.",
    zh: "",
    bad: r#"
[field]
lead = { type = "ref", of = "leed" }
#                           ^^^^^^ E0202 there is no workflow `leed`; did you mean `lead`?
# file: workflows/lead.toml
title = "Leads"
"#,
    good: r#"
[field]
lead = { type = "ref", of = "lead" }
# file: workflows/lead.toml
title = "Leads"
"#,
};

pub(in crate::compiler) fn unknown_workflow<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, format!("there is no workflow `{text}`")).nearest(text, known)
}
