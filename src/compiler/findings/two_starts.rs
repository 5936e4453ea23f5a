//! E0211: two stages that both are the start.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(211, "two-starts"),
    about: "A new record stands in one stage.",
    zh: "",
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
    Draft::new(&PAGE, second.span, format!("`{}` can't be the start: `{}` is", second.name, first.name))
        .label(first.span, "the start")
}
