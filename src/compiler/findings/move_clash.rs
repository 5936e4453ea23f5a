//! E0221: a transition with the name of a stage that moves go to.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(221, "move-clash"),
    about: "A move without a name is called by the stage it goes to; a transition of the same name that goes elsewhere would hide it.",
    zh: "没有名字的移动以它去往的阶段来称呼；同名而去往别处的流转会把它挡住。",
    bad: r#"
[stage.open]
[stage.offer]
[stage.won]
end = "won"
[moves]
[transition.offer]
#           ^^^^^ E0221 `offer` is also the name of the moves to that stage, which [moves] draws; give the transition another name
from = "offer"
to = "won"
"#,
    good: r#"
[stage.open]
[stage.offer]
[stage.won]
end = "won"
[moves]
[transition.accept]
from = "offer"
to = "won"
"#,
};

pub(in crate::compiler) fn move_clash(transition: &Key, stage: Span) -> Draft {
    let name = &transition.name;
    let message = said!(
        "`{name}` is also the name of the moves to that stage, which [moves] draws",
        "`{name}` 也是去往该阶段的移动的名字，[moves] 会自动画出它们"
    );
    Draft::new(&PAGE, transition.span, message)
        .label(stage, ("the stage", "该阶段"))
        .hint(("give the transition another name", "请给流转换一个名字"))
}
