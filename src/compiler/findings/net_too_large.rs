//! W0233: a net with more states than are searched.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(233, "net-too-large"),
    about: "So many paths can stand in so many stages at once that not every case was tried. What was tried is fine unless another finding says otherwise; whether something waits for ever in the rest, nobody has proved.",
    zh: "同时可能打开的路太多，没有试遍所有情形。试过的部分若无其他提示就没有问题；其余部分是否会永远等待，未经证明。",
    bad: r#"
[stage.open]
#^^^^^ W0233 `deal` can stand in more ways than are tried (4000): not everything about it is proved; join paths earlier, or give parts of it to linked records
[stage.a]
[stage.a1]
[stage.a2]
[stage.b]
[stage.b1]
[stage.b2]
[stage.c]
[stage.c1]
[stage.c2]
[stage.d]
[stage.d1]
[stage.d2]
[stage.e]
[stage.e1]
[stage.e2]
[stage.f]
[stage.f1]
[stage.f2]
[stage.g]
[stage.g1]
[stage.g2]
[stage.done]
end = "done"
rest = "wait"
[transition.split]
from = "open"
to = ["a", "b", "c", "d", "e", "f", "g"]
[transition.on]
path = [
  { from = "a", to = "a1" }, { from = "a1", to = "a2" }, { from = "b", to = "b1" }, { from = "b1", to = "b2" },
  { from = "c", to = "c1" }, { from = "c1", to = "c2" }, { from = "d", to = "d1" }, { from = "d1", to = "d2" },
  { from = "e", to = "e1" }, { from = "e1", to = "e2" }, { from = "f", to = "f1" }, { from = "f1", to = "f2" },
  { from = "g", to = "g1" }, { from = "g1", to = "g2" },
]
[transition.finish]
from = ["a2", "b2", "c2", "d2", "e2", "f2", "g2"]
to = "done"
"#,
    good: r#"
[stage.open]
[stage.a]
[stage.b]
[stage.done]
end = "done"
rest = "wait"
[transition.split]
from = "open"
to = ["a", "b"]
[transition.finish]
from = ["a", "b"]
to = "done"
"#,
};

pub(in crate::compiler) fn net_too_large(span: Span, workflow: &str, states_max: usize) -> Draft {
    let said = said!(
        "`{workflow}` can stand in more ways than are tried ({states_max}): not everything about it is proved",
        "`{workflow}` 可能的状态多于所试的数目（{states_max}）：并非一切都已证明"
    );
    Draft::new(&PAGE, span, said).hint(said!(
        "join paths earlier, or give parts of it to linked records",
        "让路早些汇合，或把一部分交给关联记录"
    ))
}
