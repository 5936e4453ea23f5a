//! E0210: a role, unit or person written without saying which it is.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(210, "bare-people"),
    about: "People places hold `role:…`, `unit:…`, `person:…`, `anyone`, or an expression that gives people. A bare word is an expression.",
    zh: "",
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
    let draft = Draft::new(&PAGE, text.span, format!("`{text}` is a {kind}: say so"));
    draft.hint(format!("write `{kind}:{text}`")).fix(format!("\"{kind}:{text}\""))
}
