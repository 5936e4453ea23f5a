//! W0501: a row that never answers.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::warning(501, "dead-row"),
    about: "A row written before it asks for the same values, so this one never answers, or the table is refused where both match.",
    zh: "",
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
    Draft::new(&PAGE, span, "this row asks for the same values as one before it").label(first, "written here before")
}
