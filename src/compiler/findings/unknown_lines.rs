//! E0267: line items that there are not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(267, "unknown-lines"),
    about: "Line items are declared as [lines.<id>] in the workflow's file.",
    zh: "明细在流程文件里以 [lines.<标识>] 声明。",
    bad: r#"
[lines.items]
qty = { type = "number" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
remove = [{ lines = "item" }]
#                   ^^^^^^ E0267 `deal` has no lines `item`; did you mean `items`?
"#,
    good: r#"
[lines.items]
qty = { type = "number" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
remove = [{ lines = "items" }]
"#,
};

pub(in crate::compiler) fn unknown_lines<'n>(
    text: &Text,
    workflow: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, text.span, said!("`{workflow}` has no lines `{text}`", "`{workflow}` 没有明细 `{text}`"))
        .nearest(text, known)
}
