//! W0291: work that may take longer than its stage.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(291, "slow-task"),
    about: "The task has more time than the `sla` of its stage: the stage is overdue before the task is late.",
    zh: "任务的时限比所在阶段的 `sla` 还长：任务还没超时，阶段先超时了。",
    bad: r#"
[stage.open]
sla = "2d"
[stage.open.task.survey]
deadline = "3d"
#          ^^^^ W0291 `survey` may take 3d, and the record may stay in `open` for only 2d
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[stage.open]
sla = "2d"
[stage.open.task.survey]
deadline = "1d"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn slow_task(span: Span, task: &str, limit: &str, stage: &str, sla: &str, at: Span) -> Draft {
    let message = said!(
        "`{task}` may take {limit}, and the record may stay in `{stage}` for only {sla}",
        "`{task}` 的时限是 {limit}，而记录在 `{stage}` 只能停留 {sla}"
    );
    Draft::new(&PAGE, span, message).label(at, said!("the sla of the stage", "该阶段的 sla"))
}
