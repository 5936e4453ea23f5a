//! W0202: automatic transitions that never rest.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::warning(202, "automatic-loop"),
    about: "These transitions fire by themselves, one after the other, in a circle, and no condition stops them; a hundred steps end it with a fault.",
    zh: "这些流转会自动触发，一个接一个转成了圈，又没有条件让它停下；走满一百步就以故障结束。",
    bad: r#"
[stage.open]
[stage.check]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.look]
#           ^^^^ W0202 these transitions fire by themselves in a circle and nothing stops them: `open` → `check` → `open`; give one of them a `when`
from = "open"
to = "check"
auto = true
[transition.back]
from = "check"
to = "open"
auto = true
"#,
    good: r#"
[field]
checked = { type = "bool" }
[stage.open]
[stage.check]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.look]
from = "open"
to = "check"
auto = true
when = "checked == none"
[transition.back]
from = "check"
to = "open"
auto = true
when = "checked"
"#,
};

pub(in crate::compiler) fn auto_loop(span: Span, circle: &str) -> Draft {
    Draft::new(
        &PAGE,
        span,
        said!(
            "these transitions fire by themselves in a circle and nothing stops them: {circle}",
            "这些流转自动转成了圈，没有什么让它停下：{circle}"
        ),
    )
    .hint(("give one of them a `when`", "请给其中一条加上 `when` 条件"))
}
