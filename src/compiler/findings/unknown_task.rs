//! E0290: a task that the workflow does not have.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(290, "unknown-task"),
    about: "A task names another of the same workflow, by its id.",
    zh: "任务只能引用同一流程中的其他任务，写它的 id。",
    bad: r#"
[stage.open]
[stage.open.task.survey]
[stage.open.task.sample]
needs = ["survy"]
#        ^^^^^^^ E0290 `deal` has no task `survy`; did you mean `survey`?
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

pub(in crate::compiler) fn unknown_task<'n>(
    text: &Text,
    workflow: &str,
    known: impl Iterator<Item = &'n str>,
) -> Draft {
    Draft::new(&PAGE, text.span, said!("`{workflow}` has no task `{text}`", "`{workflow}` 没有任务 `{text}`"))
        .nearest(text, known)
}
