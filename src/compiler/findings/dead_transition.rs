//! E0214: a transition that can never be taken.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(214, "dead-transition"),
    about: "A named end may be left only by a transition with `reopen = true`; this one leaves only ends, so nobody can ever take it.",
    zh: "有名字的结束阶段只有带 `reopen = true` 的流转才能离开；这条流转只从结束阶段出发，所以谁也走不了。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.undo]
#           ^^^^ E0214 `undo` can never be taken: it leaves only ends; write `reopen = true`, or another `from`
from = "won"
to = "open"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.undo]
from = "won"
to = "open"
reopen = true
"#,
};

pub(in crate::compiler) fn dead_transition(transition: &Key) -> Draft {
    let name = &transition.name;
    let message = said!("`{name}` can never be taken: it leaves only ends", "`{name}` 永远走不了：它只从结束阶段出发");
    Draft::new(&PAGE, transition.span, message)
        .hint(("write `reopen = true`, or another `from`", "请写 `reopen = true`，或换一个 `from`"))
}
