//! W0503: a column of a table that decides nothing.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(503, "idle-column"),
    about: "Every cell of the column passes every value, and no formula reads it: whoever asks the table gives it for nothing.",
    zh: "这一列的每个单元格都对任何值成立，也没有公式用到它：调用方白白传入了它。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
#      ^^^^^ W0503 the column `days` decides nothing
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [["east", "-", 100], ["west", "-", 50]]
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows = [["east", 100], ["west", 50]]
"#,
};

pub(in crate::compiler) fn idle_column(span: Span, column: &str) -> Draft {
    Draft::new(&PAGE, span, said!("the column `{column}` decides nothing", "列 `{column}` 不起任何作用"))
}
