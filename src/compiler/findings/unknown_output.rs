//! E0504: an output that the table does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(504, "unknown-output"),
    about: "`default` gives a value to each output by its name in `out`.",
    zh: "`default` 按 `out` 里的名字给每个输出一个值。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "-", 100],
]
default = { limits = 0 }
#           ^^^^^^ E0504 this table has no output `limits`; did you mean `limit`?
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "-", 100],
]
default = { limit = 0 }
"#,
};

pub(in crate::compiler) fn unknown_output<'n>(key: &Key, known: impl IntoIterator<Item = &'n str>) -> Draft {
    let name = &key.name;
    Draft::new(&PAGE, key.span, said!("this table has no output `{name}`", "这个决策表没有输出 `{name}`"))
        .nearest(&key.name, known)
}
