//! E0002: something the language has and this version does not run.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(2, "not-yet"),
    about: "The language has this; this version of salesflow does not run it yet. It is refused, so that no written rule is passed over in silence. Take it out, or wait for the version that runs it.",
    zh: "语言里有这项内容，但这个版本的 salesflow 还不能运行它。为了不让写下的规则被悄悄忽略，这里明确拒绝。请先去掉，或等待能运行它的版本。",
    bad: r#"
[stage.open]
was = ["new"]
#^^ E0002 `was` of a stage does not run in this version yet
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn not_yet(span: Span, what: impl Into<Said>) -> Draft {
    let what = what.into();
    Draft::new(&PAGE, span, said!("{what} does not run in this version yet", "这个版本还不能运行{what}"; what))
}
