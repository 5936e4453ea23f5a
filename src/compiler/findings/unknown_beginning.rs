//! E0704: a shared beginning that there is not.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(704, "unknown-beginning"),
    about: "`given` names a shared beginning: [given.<id>] in any file of tests. One may begin with another, not with itself.",
    zh: "`given` 指一个共同的开头：任一测试文件中的 [given.<id>]。开头可以以别的开头开始，不能以自己开始。",
    bad: r#"
# file: tests/deal.toml
[given.signed]
steps = [{ new = "deal", as = "ana", name = "d" }]
[scenario."a deal is won"]
given = "singed"
#       ^^^^^^^^ E0704 there is no beginning `singed`; did you mean `signed`?
steps = [{ move = "DEAL-000001", do = "win" }]
"#,
    good: r#"
# file: tests/deal.toml
[given.signed]
steps = [{ new = "deal", as = "ana", name = "d" }]
[scenario."a deal is won"]
given = "signed"
steps = [{ move = "d", do = "win" }]
"#,
};

pub(in crate::compiler) fn unknown_beginning<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no beginning `{text}`", "没有名为 `{text}` 的开头"))
        .nearest(text, known)
}

pub(in crate::compiler) fn endless_beginning(text: &Text) -> Draft {
    Draft::new(&PAGE, text.span, said!("`{text}` begins with itself", "`{text}` 以自己开头"))
}
