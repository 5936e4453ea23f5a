//! E0510: a quote in a file of rows that nothing closes.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(510, "open-quote"),
    about: "A cell that begins with a quote ends with one; a quote within it is written twice.",
    zh: "以引号开头的单元格要以引号结尾；其中的引号写两次。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows_from = "terms.csv"
# file: rules/terms.csv
region,limit
"east,100
#^ E0510 this quote is never closed
west,50
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows_from = "terms.csv"
# file: rules/terms.csv
region,limit
"east",100
west,50
"#,
};

pub(in crate::compiler) fn open_quote(span: Span) -> Draft {
    Draft::new(&PAGE, span, said!("this quote is never closed", "这个引号没有闭合"))
}
