//! E0202: a workflow that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::{model::Id, said};

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

/// The same where the name is a further pipeline's, which is no kind of record.
pub(in crate::compiler) fn pipeline_named(text: &Text, of: &Id) -> Draft {
    let message = said!(
        "`{text}` is a pipeline over the records of `{of}`, no kind of record of its own",
        "`{text}` 是 `{of}` 记录的另一条流程，不是一种记录"
    );
    let hint = said!(
        "write `{of}`; `where = \"pipeline == '{text}'\"` picks those that run in it",
        "请写 `{of}`；`where = \"pipeline == '{text}'\"` 选出走这条流程的记录"
    );
    Draft::new(&PAGE, text.span, message).hint(hint)
}

pub(in crate::compiler) fn unknown_workflow<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no workflow `{text}`", "没有流程 `{text}`")).nearest(text, known)
}
