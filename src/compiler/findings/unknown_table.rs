//! E0409: a table that the policy does not have.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(409, "unknown-table"),
    about: "Tables are declared as [table.<id>] in `rules/*.toml`.",
    zh: "决策表在 `rules/*.toml` 里以 [table.<id>] 声明。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
steps_from = "table:matrx"
#            ^^^^^^^^^^^^^ E0409 there is no table `matrx`; did you mean `matrix`?
[table.matrix]
hit = "first"
in = { amount = "money" }
out = { id = "text", who = "text" }
rows = [["-", "boss", "role:boss"]]
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
steps_from = "table:matrix"
[table.matrix]
hit = "first"
in = { amount = "money" }
out = { id = "text", who = "text" }
rows = [["-", "boss", "role:boss"]]
"#,
};

pub(in crate::compiler) fn unknown_table<'n>(
    text: &Text,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no table `{name}`", "没有决策表 `{name}`")).nearest(name, known)
}
