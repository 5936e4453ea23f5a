//! E0263: a balance that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(263, "unknown-balance"),
    about: "Balances are declared as [balance.<id>] in `rules/*.toml`.",
    zh: "余额在 `rules/*.toml` 里以 [balance.<标识>] 声明。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
free = ["stok"]
#       ^^^^^^ E0263 there is no balance `stok`; did you mean `stock`?
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

pub(in crate::compiler) fn unknown_balance<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no balance `{text}`", "没有余额 `{text}`")).nearest(text, known)
}
