//! E0011: one id given twice.

use super::{Code, Draft, Page, phrase};
use crate::compiler::source::Span;
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(11, "doubled"),
    about: "An id names one thing. Two files, or two entries, give the same one.",
    zh: "一个标识只能指一样东西。这里有两个文件或两处写了同一个标识。",
    bad: r#"
# file: rules/a.toml
[table.terms]
in = { region = "deal.region" }
out = { days = "number" }
rows = [["east", 30]]
# file: rules/b.toml
[table.terms]
#      ^^^^^ E0011 table `terms` is written twice
in = { region = "deal.region" }
out = { days = "number" }
rows = [["west", 60]]
"#,
    good: r#"
# file: rules/a.toml
[table.terms]
in = { region = "deal.region" }
out = { days = "number" }
rows = [["east", 30], ["west", 60]]
"#,
};

pub(in crate::compiler) fn doubled(id: &Text, what: &str, first: Span) -> Draft {
    let what = phrase(what);
    let message = said!("{what} `{id}` is written twice", "{what} `{id}` 写了两次"; what);
    Draft::new(&PAGE, id.span, message).label(first, ("first written here", "第一次写在这里"))
}
