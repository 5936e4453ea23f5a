//! E0213: a stage from which no end can be reached.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(213, "no-way-out"),
    about: "A record that comes here can never end: no way leads from this stage to one with `end`.",
    zh: "记录到了这里就再也结束不了：从这个阶段没有路通向带 `end` 的阶段。",
    bad: r#"
[stage.open]
[stage.parked]
#      ^^^^^^ E0213 no way leads from `parked` to an end; write a transition from it
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.park]
from = "open"
to = "parked"
"#,
    good: r#"
[stage.open]
[stage.parked]
[stage.won]
end = "won"
[transition.win]
from = ["open", "parked"]
to = "won"
[transition.park]
from = "open"
to = "parked"
"#,
};

pub(in crate::compiler) fn no_way_out(stage: &Key, ends: bool) -> Draft {
    let name = &stage.name;
    let message = said!("no way leads from `{name}` to an end", "从 `{name}` 没有路通向结束阶段");
    let draft = Draft::new(&PAGE, stage.span, message);
    match ends {
        true => draft.hint(("write a transition from it", "请写一条从它出发的流转")),
        false => draft.hint(("give a stage an outcome: `end = \"done\"`", "请给某个阶段写上结果：`end = \"done\"`")),
    }
}
