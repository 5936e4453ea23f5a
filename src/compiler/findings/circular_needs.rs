//! E0291: tasks that wait for each other.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(291, "circular-needs"),
    about: "A task can't come before itself, not even through others: none of them could ever begin.",
    zh: "任务不能先于自己，间接也不行：否则哪一个都无法开始。",
    bad: r#"
[stage.open]
[stage.open.task.survey]
needs = ["sample"]
#^^^^ E0291 tasks wait for each other: `survey` → `sample` → `survey`
[stage.open.task.sample]
needs = ["survey"]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[stage.open]
[stage.open.task.survey]
[stage.open.task.sample]
needs = ["survey"]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn circular_needs(span: Span, circle: &str) -> Draft {
    Draft::new(&PAGE, span, said!("tasks wait for each other: {circle}", "任务相互等待：{circle}"))
}
