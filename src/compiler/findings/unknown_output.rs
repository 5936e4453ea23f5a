//! E0504: an output that the table does not have.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(504, "unknown-output"),
    about: "`default` gives a value to each output by its name in `out`.",
    zh: "",
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
    Draft::new(&PAGE, key.span, format!("this table has no output `{}`", key.name)).nearest(&key.name, known)
}
