//! E0211: two stages that both are the start.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(211, "two-starts"),
    about: "A new record stands in one stage.",
    zh: "新记录只能站在一个阶段。",
    bad: r#"
[stage.open]
start = true
[stage.fresh]
#      ^^^^^ E0211 `fresh` can't be the start: `open` is
start = true
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
start = true
[stage.fresh]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn two_starts(second: &Key, first: &Key) -> Draft {
    let (one, other) = (&second.name, &first.name);
    let message = said!("`{one}` can't be the start: `{other}` is", "`{one}` 不能是起始阶段：`{other}` 已经是了");
    Draft::new(&PAGE, second.span, message).label(first.span, ("the start", "起始阶段"))
}
