//! W0293: a clock that can't come to its end.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(293, "endless-clock"),
    about: "From where the clock begins, the stage it ends at can't be reached: it runs until the record is closed.",
    zh: "从计时开始的地方到不了它结束的阶段：它会一直走到记录关闭。",
    bad: r#"
[stage.open]
[stage.busy]
[stage.won]
end = "won"
[transition.take]
from = "open"
to = "busy"
[transition.win]
from = "busy"
to = "won"
[clock.solve]
from = "entered:busy"
until = "entered:open"
#       ^^^^^^^^^^^^^^ W0293 from where `solve` begins, the stage `open` can't be reached
limit = "2bd"
"#,
    good: r#"
[stage.open]
[stage.busy]
[stage.won]
end = "won"
[transition.take]
from = "open"
to = "busy"
[transition.win]
from = "busy"
to = "won"
[clock.solve]
from = "entered:open"
until = "entered:busy"
limit = "2bd"
"#,
};

pub(in crate::compiler) fn endless_clock(span: Span, clock: &str, stage: &str) -> Draft {
    let message = said!(
        "from where `{clock}` begins, the stage `{stage}` can't be reached",
        "从 `{clock}` 开始的地方到不了阶段 `{stage}`"
    );
    Draft::new(&PAGE, span, message)
}
