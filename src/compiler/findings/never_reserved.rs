//! E0265: something is used that nothing reserves.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(265, "never-reserved"),
    about: "`use` turns what this record has reserved into spent. Nothing in this workflow reserves of that balance, so it would always be refused.",
    zh: "`use` 把本记录预留的变为已用。本流程没有任何地方预留该余额，因此总会被拒绝。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
use = ["stock"]
#      ^^^^^^^ E0265 nothing of `deal` reserves of `stock`, so there is nothing to use; reserve it first: `reserve = [{ balance = "stock", amount = "=…" }]`
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
[stage.held]
[stage.won]
end = "won"
[transition.hold]
from = "open"
to = "held"
reserve = [{ balance = "stock", amount = 1 }]
[transition.win]
from = "held"
to = "won"
use = ["stock"]
# file: workflows/shelf.toml
[field]
on_hand = { type = "number" }
# file: rules/balances.toml
[balance.stock]
of = "shelf"
total = "on_hand"
"#,
};

pub(in crate::compiler) fn never_reserved(span: Span, balance: &str, workflow: &str) -> Draft {
    let message = said!(
        "nothing of `{workflow}` reserves of `{balance}`, so there is nothing to use",
        "`{workflow}` 没有任何地方预留 `{balance}`，因此没有可用的"
    );
    let hint = said!(
        "reserve it first: `reserve = [{{ balance = \"{balance}\", amount = \"=…\" }}]`",
        "请先预留：`reserve = [{{ balance = \"{balance}\", amount = \"=…\" }}]`"
    );
    Draft::new(&PAGE, span, message).hint(hint)
}
