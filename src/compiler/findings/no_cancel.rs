//! E0268: a kind of record that can't be cancelled.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(268, "no-cancel"),
    about: "Cancelling takes the transition called `cancel`, else it goes to the only stage with `end = \"cancelled\"`. This workflow has neither.",
    zh: "取消时走名为 `cancel` 的流转，否则去往唯一 `end = \"cancelled\"` 的阶段。这个流程两者都没有。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
cancel = [{ workflow = "task" }]
#                      ^^^^^^ E0268 a `task` can't be cancelled: it has neither a transition `cancel` nor one stage with `end = "cancelled"`
# file: workflows/task.toml
[stage.open]
[stage.done]
end = "done"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
cancel = [{ workflow = "task" }]
# file: workflows/task.toml
[stage.open]
[stage.done]
end = "done"
[stage.dropped]
end = "cancelled"
"#,
};

pub(in crate::compiler) fn no_cancel(span: Span, workflow: &str) -> Draft {
    let message = said!(
        "a `{workflow}` can't be cancelled: it has neither a transition `cancel` nor one stage with `end = \"cancelled\"`",
        "`{workflow}` 不能取消：它既没有流转 `cancel`，也没有唯一一个 `end = \"cancelled\"` 的阶段"
    );
    Draft::new(&PAGE, span, message)
}
