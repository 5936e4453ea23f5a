//! E0502: a row with too many or too few cells.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(502, "row-length"),
    about: "A row has one cell for each input and then one for each output.",
    zh: "一行里先是每个输入各一格，然后是每个输出各一格。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", 100],
# ^^^^^^^^^^^^^ E0502 this row has 2 cells, and the table 2 inputs and 1 outputs
]
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "-", 100],
]
"#,
};

pub(in crate::compiler) fn row_length(span: Span, cells: usize, inputs: usize, outputs: usize) -> Draft {
    let message = said!(
        "this row has {cells} cells, and the table {inputs} inputs and {outputs} outputs",
        "这一行有 {cells} 格，而决策表有 {inputs} 个输入、{outputs} 个输出"
    );
    Draft::new(&PAGE, span, message)
}

pub(in crate::compiler) fn list_row_length(span: Span, cells: usize, columns: usize) -> Draft {
    Draft::new(
        &PAGE,
        span,
        said!(
            "this row has {cells} cells, and the list {columns} columns",
            "本行有 {cells} 个单元格，而名单有 {columns} 列"
        ),
    )
}
