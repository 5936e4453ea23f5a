//! E0296: a clock that stands still in the stage it measures.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(296, "always-paused"),
    about: "The clock of a stage runs while the record stands there. Where that very stage is in `pause_in`, it never runs.",
    zh: "阶段的计时在记录停留期间进行；把该阶段自己写进 `pause_in`，就永远不走。",
    bad: r#"
[stage.open]
sla = "2bd"
pause_in = ["open"]
#           ^^^^^^ E0296 this clock measures the stay in `open`, and would stand still all the while
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[stage.open]
sla = "2bd"
pause_in = ["waiting"]
[stage.waiting]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn always_paused(stage: &Text) -> Draft {
    let message = said!(
        "this clock measures the stay in `{stage}`, and would stand still all the while",
        "这个计时量的是在 `{stage}` 的停留时间，这样写就一直暂停"
    );
    Draft::new(&PAGE, stage.span, message)
}
