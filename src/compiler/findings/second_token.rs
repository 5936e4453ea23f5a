//! W0230: a stage that holds one token, to which a second could come.

use super::{Code, Draft, Page, waits_for_ever::shown};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(230, "second-token"),
    about: "A stage holds one path of a record at a time, unless it says `many = true`. Here a second can come while the first is still there: a person is refused `waiting`, and what moves by itself waits.",
    zh: "一个阶段同时只容纳记录的一条路，除非写 `many = true`。这里第一条还在时可能来第二条：人会被拒绝（`waiting`），自动的则等待。",
    bad: r#"
[stage.open]
[stage.legal]
[stage.tech]
[stage.review]
#      ^^^^^^ W0230 a second path can come to `review` while one is there: after create → split → a → b; write `many = true`, or let them join before
[stage.done]
end = "done"
rest = "wait"
[transition.split]
from = "open"
to = ["legal", "tech"]
[transition.a]
from = "legal"
to = "review"
[transition.b]
from = "tech"
to = "review"
[transition.finish]
from = "review"
to = "done"
"#,
    good: r#"
[stage.open]
[stage.legal]
[stage.tech]
[stage.review]
many = true
[stage.done]
end = "done"
rest = "wait"
[transition.split]
from = "open"
to = ["legal", "tech"]
[transition.a]
from = "legal"
to = "review"
[transition.b]
from = "tech"
to = "review"
[transition.finish]
from = "review"
to = "done"
"#,
};

pub(in crate::compiler) fn second_token(span: Span, stage: &str, way: &[Id]) -> Draft {
    let way = shown(way);
    let said = said!(
        "a second path can come to `{stage}` while one is there: after {way}",
        "`{stage}` 里已有一条路时可能再来一条：经过 {way}"
    );
    Draft::new(&PAGE, span, said)
        .hint(said!("write `many = true`, or let them join before", "写 `many = true`，或让它们先汇合"))
}
