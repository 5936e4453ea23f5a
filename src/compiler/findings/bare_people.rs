//! E0210: a role, unit or person written without saying which it is.

use super::{Code, Draft, Page, phrase};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(210, "bare-people"),
    about: "People places hold `role:…`, `unit:…`, `person:…`, `anyone`, or an expression that gives people. A bare word is an expression.",
    zh: "写人员的地方要写 `role:…`、`unit:…`、`person:…`、`anyone`，或一个结果是人员的表达式。只写一个词会被当作表达式。",
    bad: r#"
[new]
who = "rep"
#     ^^^^^ E0210 `rep` is a role: say so; write `role:rep`
"#,
    good: r#"
[new]
who = "role:rep"
"#,
};

pub(in crate::compiler) fn bare_people(text: &Text, kind: &str) -> Draft {
    let what = phrase(kind);
    let draft = Draft::new(&PAGE, text.span, said!("`{text}` is a {what}: say so", "`{text}` 是{what}：要写明"; what));
    draft.hint(said!("write `{kind}:{text}`", "请写 `{kind}:{text}`")).fix(format!("\"{kind}:{text}\""))
}
