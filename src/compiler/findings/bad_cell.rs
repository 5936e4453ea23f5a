//! E0501: a test cell that can't be read.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;

pub(super) const PAGE: Page = Page {
    code: Code::error(501, "bad-cell"),
    about: "A cell on the left is `-`, values with commas between, `< 5`, `[1..10)`, not(…), none, or an expression after `=`.",
    zh: "决策表左边的单元格可以写：`-`、用逗号隔开的值、`< 5`、`[1..10)`、not(…)、none，或以 `=` 开头的表达式。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "< many", 100],
#          ^^^^^^^^ E0501 `many` is no number
]
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "< 30", 100],
]
"#,
};

pub(in crate::compiler) fn bad_cell(span: Span, message: impl Into<Said>) -> Draft {
    Draft::new(&PAGE, span, message)
}
