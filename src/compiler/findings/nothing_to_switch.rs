//! E0711: something to be switched on that is not off.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(711, "nothing-to-switch"),
    about: "A scenario switches on what is `off`, by kind and id: on = [\"check.small\"].",
    zh: "场景可启用标了 `off` 的定义，按种类和编号：on = [\"check.small\"]。",
    bad: r#"
# file: tests/order.toml
[scenario."large orders are refused"]
on = ["check.smal"]
#     ^^^^^^^^^^^^ E0711 nothing that is off is called `check.smal`; write its kind and id, like on = ["check.x"]
steps = [{ refuse = { new = "order", as = "ana", with = { amount = 9 } }, code = "check" }]
# file: workflows/order.toml
[field]
amount = { type = "money" }
[stage.open]
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
[check.small]
must = "amount < 5"
off = true
"#,
    good: r#"
# file: tests/order.toml
[scenario."large orders are refused"]
on = ["check.small"]
steps = [{ refuse = { new = "order", as = "ana", with = { amount = 9 } }, code = "check" }]
# file: workflows/order.toml
[field]
amount = { type = "money" }
[stage.open]
[stage.done]
end = "done"
[transition.finish]
from = "open"
to = "done"
[check.small]
must = "amount < 5"
off = true
"#,
};

pub(in crate::compiler) fn nothing_to_switch(text: &Text) -> Draft {
    let message = said!("nothing that is off is called `{text}`", "没有标了 off 的定义叫 `{text}`");
    Draft::new(&PAGE, text.span, message)
        .hint(said!("write its kind and id, like on = [\"check.x\"]", "写种类和编号，如 on = [\"check.x\"]"))
}
