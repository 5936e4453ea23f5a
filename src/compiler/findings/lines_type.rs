//! E0260: a field that is to hold lines.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(260, "lines-type"),
    about: "Line items have typed columns: they are declared as [lines.<id>], a table of columns, and are then a field of that name.",
    zh: "明细的每一列都有类型：请声明为 [lines.<标识>]，里面写各列；它随即成为同名的字段。",
    bad: r#"
[field]
items = { type = "lines" }
#                ^^^^^^^ E0260 line items are no type of a field; write [lines.items] with its columns
"#,
    good: r#"
[lines.items]
qty = { type = "number" }
"#,
};

pub(in crate::compiler) fn lines_type(word: &Text) -> Draft {
    Draft::new(&PAGE, word.span, said!("line items are no type of a field", "明细不是字段的类型"))
        .hint(("write [lines.items] with its columns", "请写 [lines.items] 并列出各列"))
}
