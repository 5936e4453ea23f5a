//! W0294: an order of people that nobody goes by.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(294, "idle-best"),
    about: "`best` says of whom `pick = \"best\"` takes the highest; another `pick` does not look at it.",
    zh: "`best` 是 `pick = \"best\"` 排序的依据；别的 `pick` 不看它。",
    bad: r#"
[stage.open]
[stage.open.task.survey]
who = "role:rep"
give = "one"
pick = "random"
best = "person.id"
#      ^^^^^^^^^^^ W0294 this `pick` does not go by `best`
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
pick = "best"
best = "person.id"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn idle_best(span: Span, pick: Span) -> Draft {
    let message = said!("this `pick` does not go by `best`", "这个 `pick` 不看 `best`");
    Draft::new(&PAGE, span, message).label(pick, said!("what it goes by", "实际依据"))
}
