//! W0234: a join that would not wait, because nothing is to be done in one of its stages.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(234, "idle-join"),
    about: "A join waits until the work of its stages is done. In a stage without tasks, checklist or call there is nothing to be done: it counts as arrived as soon as it is opened.",
    zh: "汇合等的是各阶段的工作做完。没有任务、清单或调用的阶段无事可做：一打开就算到达。",
    bad: r#"
[stage.open]
[stage.legal]
checklist = ["terms read"]
[stage.finance]
[stage.done]
end = "done"
[transition.check]
from = "open"
to = ["legal", "finance"]
[transition.sign]
#           ^^^^ W0234 `sign` does not wait for `finance`: nothing is to be done there; give the stage a task or a checklist, or the join a `who`
join = ["legal", "finance"]
to = "done"
"#,
    good: r#"
[stage.open]
[stage.legal]
checklist = ["terms read"]
[stage.finance]
checklist = ["paid"]
[stage.done]
end = "done"
[transition.check]
from = "open"
to = ["legal", "finance"]
[transition.sign]
join = ["legal", "finance"]
to = "done"
"#,
};

pub(in crate::compiler) fn idle_join(span: Span, join: &str, stage: &str) -> Draft {
    let said = said!(
        "`{join}` does not wait for `{stage}`: nothing is to be done there",
        "`{join}` 不会等 `{stage}`：那里无事可做"
    );
    Draft::new(&PAGE, span, said).hint(said!(
        "give the stage a task or a checklist, or the join a `who`",
        "给这个阶段加任务或清单，或给汇合写 `who`"
    ))
}
