//! E0217: a record that is made without what it must have.

use super::quoted;
use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(217, "required-missing"),
    about: "`create` must give every field that the new record must have and that has no default, or making it would always be refused.",
    zh: "`create` 必须给出新记录必填而又没有默认值的每个字段，否则新建总会被拒绝。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
create = [{ workflow = "order" }]
#                      ^^^^^^^ E0217 a new `order` must have `title`, and gets no value here; give it in `with`, or a `default` in its workflow
# file: workflows/order.toml
[field]
title = { type = "text", required = true }
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
create = [{ workflow = "order", with = { title = "=id" } }]
# file: workflows/order.toml
[field]
title = { type = "text", required = true }
"#,
};

pub(in crate::compiler) fn required_missing(span: Span, workflow: &str, fields: &[&str]) -> Draft {
    let fields = quoted(fields);
    let message = said!(
        "a new `{workflow}` must have {fields}, and gets no value here",
        "新建 `{workflow}` 必须有 {fields}，这里没有给值"
    );
    Draft::new(&PAGE, span, message)
        .hint(("give it in `with`, or a `default` in its workflow", "请在 `with` 里给出，或在它的流程里写 `default`"))
}
