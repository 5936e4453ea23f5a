//! W0501: a row that never answers.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::warning(501, "dead-row"),
    about: "A row written before it asks for the same values, so this one never answers, or the table is refused where both match.",
    zh: "它前面已有一行判断同样的值，所以这一行永远轮不到；若两行都可命中，决策表会拒绝回答。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "< 30", 100],
  ["east", "< 30", 200],
# ^^^^^^^^^^^^^^^^^^^^^ W0501 this row asks for the same values as one before it
]
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "< 30", 100],
  ["west", "< 30", 200],
]
"#,
};

pub(in crate::compiler) fn dead_row(span: Span, first: Span) -> Draft {
    let message = ("this row asks for the same values as one before it", "这一行判断的值与前面一行相同");
    Draft::new(&PAGE, span, message).label(first, ("written here before", "前面写在这里"))
}
