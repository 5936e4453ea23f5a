//! E0124: a row with more or fewer cells than there are headings.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(124, "ragged-row"),
    about: "Every row of a file has a cell for each heading; a cell with a comma in it stands in quotes.",
    zh: "文件中每一行的单元格数要与表头相同；含逗号的单元格要加引号。",
    bad: r#"
# file: org.toml
people_from = "people.csv"
[role.rep]
[role.boss]
# file: people.csv
id,name,roles
ana,Ana
#^^^^^^ E0124 this row has 2 cells, and there are 3 headings
bo,Bo,boss
"#,
    good: r#"
# file: org.toml
people_from = "people.csv"
[role.rep]
[role.boss]
# file: people.csv
id,name,roles
ana,Ana,rep
bo,Bo,boss
"#,
};

pub(in crate::compiler) fn ragged_row(span: Span, cells: usize, headings: usize) -> Draft {
    let message = said!(
        "this row has {cells} cell{}, and there are {headings} headings",
        "这一行有 {cells} 个单元格{}，而表头有 {headings} 个",
        if cells == 1 { "" } else { "s" }
    );
    Draft::new(&PAGE, span, message)
}
