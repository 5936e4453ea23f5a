//! E0509: a file of rows that does not fit the columns.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(509, "rows-file"),
    about: "The first line of a file of rows holds the headings: the id or title of each column, in any order. A heading that begins with `#` is for people only.",
    zh: "行文件的第一行是表头：每一列的 id 或标题，次序不限。以 `#` 开头的表头只给人看。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows_from = "terms.csv"
# file: rules/terms.csv
region,limits
#      ^^^^^^ E0509 there is no column `limits`; did you mean `limit`?
east,100
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows_from = "terms.csv"
# file: rules/terms.csv
region,limit,# why
east,100,since 2024
west,50,
"#,
};

pub(in crate::compiler) fn unknown_heading<'n>(
    span: Span,
    heading: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    let message = said!("there is no column `{heading}`", "没有列 `{heading}`");
    Draft::new(&PAGE, span, message).nearest(heading, known)
}

pub(in crate::compiler) fn missing_heading(span: Span, column: &str) -> Draft {
    Draft::new(&PAGE, span, said!("the headings lack the column `{column}`", "表头缺少列 `{column}`"))
}

pub(in crate::compiler) fn rows_file_heading<'n>(span: Span, columns: impl IntoIterator<Item = &'n str>) -> Draft {
    let columns = super::draft::quoted(columns);
    Draft::new(&PAGE, span, said!("this file is empty", "文件是空的"))
        .hint(said!("its first line holds the headings: {columns}", "第一行应是表头：{columns}"))
}
