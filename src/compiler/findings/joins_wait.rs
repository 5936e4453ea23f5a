//! E0231: two joins that wait for each other.

use super::{Code, Draft, Page, waits_for_ever::shown};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(231, "joins-wait-for-each-other"),
    about: "A join waits as long as something can still come to one of its stages. Here each of two joins can still send something to the other, so each waits for the other to go first and neither does.",
    zh: "只要还有东西可能来到汇合的某个阶段，汇合就会等。这里两个汇合各自都还可能给对方送来东西，于是互相等对方先走，谁也走不了。",
    bad: r#"
[stage.open]
[stage.a]
checklist = ["a"]
[stage.b]
checklist = ["b"]
[stage.c]
checklist = ["c"]
[stage.d]
checklist = ["d"]
[stage.done]
end = "done"
[transition.split]
from = "open"
to = ["a", "c"]
[transition.first]
#           ^^^^^ E0231 `first` and `second` wait for each other: after create → split each can still send something to the other; let one of them go first: take its stage out of the other's way
join = ["a", "b"]
to = { first = [{ stage = "d", when = "amount > 5" }, "done"] }
[transition.second]
join = ["c", "d"]
to = { first = [{ stage = "b", when = "amount > 5" }, "done"] }
[field]
amount = { type = "number" }
"#,
    good: r#"
[stage.open]
[stage.a]
checklist = ["a"]
[stage.b]
checklist = ["b"]
[stage.c]
checklist = ["c"]
[stage.done]
end = "done"
[transition.split]
from = "open"
to = ["a", "c"]
[transition.first]
join = ["a", "b"]
to = "done"
[transition.second]
join = ["c"]
to = { first = [{ stage = "b", when = "amount > 5" }, "done"] }
[field]
amount = { type = "number" }
"#,
};

pub(in crate::compiler) fn joins_wait(span: Span, joins: (&str, &str), other: Option<Span>, way: &[Id]) -> Draft {
    let (first, second) = joins;
    let way = shown(way);
    let said = said!(
        "`{first}` and `{second}` wait for each other: after {way} each can still send something to the other",
        "`{first}` 与 `{second}` 互相等待：经过 {way} 后，各自都还可能给对方送来东西"
    );
    let draft = Draft::new(&PAGE, span, said).hint(said!(
        "let one of them go first: take its stage out of the other's way",
        "让其中一个先走：使它的阶段不在另一个的去路上"
    ));
    match other {
        Some(other) => draft.label(other, said!("the other join", "另一个汇合")),
        None => draft,
    }
}
