//! E0218: a form of ids that can't be.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;

pub(super) const PAGE: Page = Page {
    code: Code::error(218, "bad-id-format"),
    about: "`id_format` is text with {yyyy}, {yy}, {mm}, {dd} and exactly one {seq}, with its least number of digits: {seq:5}.",
    zh: "`id_format` 是一段文本，可含 {yyyy}、{yy}、{mm}、{dd}，并且必须恰好含一个 {seq}（流水号），可以写最少位数：{seq:5}。",
    bad: r#"
id_format = "D-{yyyy}"
#           ^^^^^^^^^^ E0218 ids made so would all be alike: a number is missing; write for example `D-{yyyy}-{seq:5}`
"#,
    good: r#"
id_format = "D-{yyyy}-{seq:5}"
"#,
};

pub(in crate::compiler) fn bad_id_format(span: Span, message: impl Into<Said>) -> Draft {
    Draft::new(&PAGE, span, message).hint(("write for example `D-{yyyy}-{seq:5}`", "例如写成 `D-{yyyy}-{seq:5}`"))
}
