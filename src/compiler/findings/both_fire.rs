//! W0236: two automatic transitions that could both fire.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Key, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(236, "both-fire"),
    about: "Two transitions of one stage fire by themselves, and nothing in their conditions shows that they never hold together. Where both hold the one written first is taken; say so in the conditions, or write them as one `path`.",
    zh: "同一阶段的两个流转会自动发生，而条件看不出它们不会同时成立。同时成立时取先写的；请在条件里写明，或写成一个 `path`。",
    bad: r#"
[field]
amount = { type = "money" }
[stage.open]
[stage.small]
[stage.large]
[stage.done]
end = "done"
[transition.up]
from = "open"
to = "large"
auto = true
when = "amount >= 100"
[transition.down]
#           ^^^^ W0236 `up` and `down` fire by themselves in `open`, and nothing shows that only one can; make their conditions exclude each other: `x >= 100` and `x < 100`
from = "open"
to = "small"
auto = true
when = "amount < 200"
[transition.finish]
from = ["small", "large"]
to = "done"
"#,
    good: r#"
[field]
amount = { type = "money" }
[stage.open]
[stage.small]
[stage.large]
[stage.done]
end = "done"
[transition.up]
from = "open"
to = "large"
auto = true
when = "amount >= 100"
[transition.down]
from = "open"
to = "small"
auto = true
when = "amount < 100"
[transition.finish]
from = ["small", "large"]
to = "done"
"#,
};

pub(in crate::compiler) fn both_fire(second: &Key, first: &Key, stage: &str) -> Draft {
    let (a, b) = (&first.name, &second.name);
    let said = said!(
        "`{a}` and `{b}` fire by themselves in `{stage}`, and nothing shows that only one can",
        "`{a}` 与 `{b}` 在 `{stage}` 都会自动发生，看不出只有一个能成立"
    );
    Draft::new(&PAGE, second.span, said).label(first.span, said!("the one written first", "先写的一个")).hint(said!(
        "make their conditions exclude each other: `x >= 100` and `x < 100`",
        "让两个条件互相排斥：`x >= 100` 与 `x < 100`"
    ))
}
