//! E0706: more orders than can be tried.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(706, "too-many-orders"),
    about: "`any_order` tries every order of its steps, each in a world of its own: six steps have 720 orders, seven 5040. Take fewer, or split the scenario.",
    zh: "`any_order` 尝试各步骤的每一种顺序，每种顺序各用一个世界：六步有 720 种，七步有 5040 种。请减少步骤，或拆分场景。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is talked about"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { any_order = [
#               ^ E0706 these steps have 5040 orders, and 720 are tried at most
    { comment = "d", text = "1" },
    { comment = "d", text = "2" },
    { comment = "d", text = "3" },
    { comment = "d", text = "4" },
    { comment = "d", text = "5" },
    { comment = "d", text = "6" },
    { comment = "d", text = "7" },
  ] },
]
"#,
    good: r#"
# file: tests/deal.toml
[scenario."a deal is talked about"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { any_order = [{ comment = "d", text = "1" }, { comment = "d", text = "2" }] },
]
"#,
};

pub(in crate::compiler) fn too_many_orders(span: Span, orders: usize, max: usize) -> Draft {
    let message = said!(
        "these steps have {orders} orders, and {max} are tried at most",
        "这些步骤有 {orders} 种顺序，最多尝试 {max} 种"
    );
    Draft::new(&PAGE, span, message)
}
