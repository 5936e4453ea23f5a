//! E0262: a key that makes no sense on its field.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::{Said, Type};
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(262, "bad-field-key"),
    about: "`accrue` is for amounts of money, `figure` for numbers, `parent` for a `ref`, `freeze` for what is computed; and a field is computed in one way only.",
    zh: "`accrue` 用于金额，`figure` 用于数字，`parent` 用于 `ref`，`freeze` 用于算出来的字段；一个字段只能有一种算法。",
    bad: r#"
[field]
due = { type = "date" }
amount = { type = "money" }
note = { type = "text", accrue = { of = "amount", rate = 0.0005, from = "due" } }
#                       ^^^^^^ E0262 `accrue` is for money, and this field is text
"#,
    good: r#"
[field]
due = { type = "date" }
amount = { type = "money" }
late = { type = "money", accrue = { of = "amount", rate = 0.0005, from = "due" } }
"#,
};

/// A key for fields of another type.
pub(in crate::compiler) fn bad_field_key(span: Span, key: &str, wants: (&str, &str), ty: &Type) -> Draft {
    let (wants, ty) = (Said::from(wants), ty.said());
    let message =
        said!("`{key}` is for {wants}, and this field is {ty}", "`{key}` 用于{wants}，这个字段是{ty}"; wants, ty);
    Draft::new(&PAGE, span, message)
}

/// `freeze` on a field that is not computed.
pub(in crate::compiler) fn nothing_to_freeze(span: Span) -> Draft {
    let message = said!(
        "`freeze` fixes a computed value, and this field is not computed",
        "`freeze` 固定算出的值，而这个字段不是算出来的"
    );
    Draft::new(&PAGE, span, message)
}

/// A field that is computed in two ways.
pub(in crate::compiler) fn computed_twice(span: Span, one: &str, other: &str) -> Draft {
    let message = said!(
        "a field is computed by `{one}` or by `{other}`, not by both",
        "字段由 `{one}` 或 `{other}` 算出，不能两者都写"
    );
    Draft::new(&PAGE, span, message)
}
