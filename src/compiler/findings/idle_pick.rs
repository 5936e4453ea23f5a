//! W0290: a way to pick somebody where nobody is picked.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(290, "idle-pick"),
    about: "`pick` says who of those that fit gets the work. With `give = \"offer\"` all of them are offered it and the first taker has it; with `give = \"all\"` each gets a piece.",
    zh: "`pick` 说明从合适的人中选谁。`give = \"offer\"` 时派给所有人、先到先得；`give = \"all\"` 时人人一份，都不用选。",
    bad: r#"
[stage.open]
[stage.open.task.survey]
who = "role:rep"
pick = "round_robin"
#      ^^^^^^^^^^^^^ W0290 nobody is picked here: with this `give` the work goes to all that fit; write `give = "one"` or `give = "offer_one"`
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[stage.open]
[stage.open.task.survey]
who = "role:rep"
give = "one"
pick = "round_robin"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn idle_pick(span: Span, give: Span) -> Draft {
    let message = said!(
        "nobody is picked here: with this `give` the work goes to all that fit",
        "这里不选人：按这个 `give`，工作会给所有合适的人"
    );
    Draft::new(&PAGE, span, message)
        .hint(said!(
            "write `give = \"one\"` or `give = \"offer_one\"`",
            "请写 `give = \"one\"` 或 `give = \"offer_one\"`"
        ))
        .label(give, said!("how it is given", "派发方式"))
}
