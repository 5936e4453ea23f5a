//! E0264: a balance that can't be counted.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::model::Type;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(264, "bad-balance"),
    about: "What is reserved is counted against `total`, and `use` changes `total` or `spent`: both are fields that hold a number or money and are not computed.",
    zh: "预留量与 `total` 相比，`use` 会改 `total` 或 `spent`：两者都须是存放数字或金额、且不是算出来的字段。",
    bad: r#"
# file: workflows/shelf.toml
[field]
name = { type = "text" }
# file: rules/balances.toml
[balance.stock]
of = "shelf"
total = "name"
#       ^^^^^^ E0264 `total` must be a number or money that is set, `name` is text
"#,
    good: r#"
# file: workflows/shelf.toml
[field]
on_hand = { type = "number" }
# file: rules/balances.toml
[balance.stock]
of = "shelf"
total = "on_hand"
"#,
};

pub(in crate::compiler) fn bad_balance(text: &Text, key: &str, ty: &Type) -> Draft {
    let ty = ty.said();
    let message = said!(
        "`{key}` must be a number or money that is set, `{text}` is {ty}",
        "`{key}` 须是可设置的数字或金额，而 `{text}` 是{ty}"; ty
    );
    Draft::new(&PAGE, text.span, message)
}

/// A total that is computed.
pub(in crate::compiler) fn computed_balance(text: &Text, key: &str) -> Draft {
    let message = said!(
        "`{key}` must be a number or money that is set, `{text}` is computed",
        "`{key}` 须是可设置的数字或金额，而 `{text}` 是算出来的"
    );
    Draft::new(&PAGE, text.span, message)
}
