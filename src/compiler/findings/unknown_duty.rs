//! E0120: a duty names an act that nobody can do.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(120, "unknown-duty"),
    about: "An act of `never_both` is a transition or task (`deal.win`), making a record (`deal.new`), or deciding a chain or a step of it (`approval:sign`, `approval:sign.legal`).",
    zh: "`never_both` 中的一项是流转或任务（`deal.win`）、新建记录（`deal.new`），或审批链及其步骤（`approval:sign`、`approval:sign.legal`）。",
    bad: r#"
# file: org.toml
[duty.sell_and_win]
never_both = ["deal.new", "deal.winn"]
#                         ^^^^^^^^^^^ E0120 nobody can do `deal.winn`; did you mean `deal.win`?
"#,
    good: r#"
# file: org.toml
[duty.sell_and_win]
never_both = ["deal.new", "deal.win"]
"#,
};

pub(in crate::compiler) fn unknown_duty(text: &Text, known: &[String]) -> Draft {
    let message = said!("nobody can do `{text}`", "没有 `{text}` 这项工作");
    Draft::new(&PAGE, text.span, message).nearest(text, known.iter().map(String::as_str))
}
