//! E0266: a balance without a way to its account.

use super::{Code, Draft, Page, quoted};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(266, "no-account"),
    about: "An account is found by the whole `key` of its balance, or by a `ref` field of the record that names it.",
    zh: "账户由余额完整的 `key` 找到，或由记录中指向它的 `ref` 字段指明。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
reserve = [{ balance = "stock", amount = 1 }]
#                      ^^^^^^^ E0266 which `shelf`? no field of `deal` names one, and no `key` is given
# file: workflows/shelf.toml
[field]
on_hand = { type = "number" }
# file: rules/balances.toml
[balance.stock]
of = "shelf"
total = "on_hand"
"#,
    good: r#"
[field]
shelf = { type = "ref", of = "shelf" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
reserve = [{ balance = "stock", amount = 1 }]
# file: workflows/shelf.toml
[field]
on_hand = { type = "number" }
# file: rules/balances.toml
[balance.stock]
of = "shelf"
total = "on_hand"
"#,
};

/// No field names the account, and no key does.
pub(in crate::compiler) fn no_account(span: Span, of: &str, workflow: &str) -> Draft {
    let message = said!(
        "which `{of}`? no field of `{workflow}` names one, and no `key` is given",
        "哪个 `{of}`？`{workflow}` 没有字段指向它，也没有写 `key`"
    );
    Draft::new(&PAGE, span, message)
}

/// A key that leaves some of its fields out.
pub(in crate::compiler) fn half_a_key(span: Span, missing: &[&str]) -> Draft {
    let missing = quoted(missing);
    Draft::new(&PAGE, span, said!("the key of this balance needs {missing} too", "该余额的键还要有 {missing}"))
}
