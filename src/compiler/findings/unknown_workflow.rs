//! E0202: a workflow that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(202, "unknown-workflow"),
    about: "A workflow is a file in `workflows/`; its id is the name of the file.",
    zh: "一个流程就是 `workflows/` 里的一个文件；文件名就是它的标识。",
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
    Draft::new(&PAGE, text.span, said!("there is no workflow `{text}`", "没有流程 `{text}`")).nearest(text, known)
}
