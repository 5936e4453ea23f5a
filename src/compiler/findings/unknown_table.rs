//! E0710: cases for a table that there is not.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(710, "unknown-table"),
    about: "Cases are rows for a table: [cases.<table>], and the table is declared as [table.<id>] in `rules/*.toml`.",
    zh: "用例是决策表的行：[cases.<表>]，表以 [table.<id>] 写在 `rules/*.toml` 中。",
    bad: r#"
# file: tests/terms.toml
[cases.term]
#      ^^^^ E0710 there is no table `term`; did you mean `terms`?
in = ["grade"]
out = ["days"]
rows = [["A", 60]]
# file: rules/tables.toml
[table.terms]
in = { grade = "text" }
out = { days = "number" }
rows = [["A", 60], ["B", 30]]
"#,
    good: r#"
# file: tests/terms.toml
[cases.terms]
in = ["grade"]
out = ["days"]
rows = [["A", 60]]
# file: rules/tables.toml
[table.terms]
in = { grade = "text" }
out = { days = "number" }
rows = [["A", 60], ["B", 30]]
"#,
};

pub(in crate::compiler) fn unknown_table<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no table `{text}`", "没有决策表 `{text}`")).nearest(text, known)
}
