//! E0201: a field that the workflow does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(201, "unknown-field"),
    about: "The workflow declares no field of that id below [field].",
    zh: "流程的 [field] 下面没有声明这个字段。",
    bad: r#"
[field]
amount = { type = "money" }
[stage.open]
require = ["amunt"]
#          ^^^^^^^ E0201 `deal` has no field `amunt`; did you mean `amount`?
[stage.won]
end = "won"
"#,
    good: r#"
[field]
amount = { type = "money" }
[stage.open]
require = ["amount"]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn unknown_field<'n>(
    text: &Text,
    workflow: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, text.span, said!("`{workflow}` has no field `{text}`", "`{workflow}` 没有字段 `{text}`"))
        .nearest(text, known)
}
