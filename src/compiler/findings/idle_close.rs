//! W0235: a stage in `close` that is never open when the transition is taken.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(235, "idle-close"),
    about: "`close` withdraws open stages. This one is never open when the transition is taken, so it withdraws nothing.",
    zh: "`close` 撤回开着的阶段。进行这个流转时该阶段从不打开，所以撤不到任何东西。",
    bad: r#"
[stage.open]
[stage.legal]
[stage.won]
end = "won"
[transition.check]
from = "open"
to = "legal"
[transition.back]
from = "legal"
to = "open"
close = ["open"]
#        ^^^^^^ W0235 `back` never finds `open` open; take it out, or open both at once
[transition.win]
from = "legal"
to = "won"
"#,
    good: r#"
[stage.open]
[stage.legal]
[stage.won]
end = "won"
[transition.check]
from = "open"
to = "legal"
[transition.back]
from = "legal"
to = "open"
[transition.win]
from = "legal"
to = "won"
"#,
};

pub(in crate::compiler) fn idle_close(span: Span, stage: &str, transition: &str) -> Draft {
    let said = said!("`{transition}` never finds `{stage}` open", "进行 `{transition}` 时 `{stage}` 从不打开");
    Draft::new(&PAGE, span, said).hint(said!("take it out, or open both at once", "去掉它，或让两者同时打开"))
}
