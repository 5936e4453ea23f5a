//! E0217: a record that is made without what it must have.

use super::quoted;
use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(217, "required-missing"),
    about: "`create` must give every field that the new record must have and that has no default, or making it would always be refused.",
    zh: "",
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
    let message = format!("a new `{workflow}` must have {}, and gets no value here", quoted(fields));
    Draft::new(&PAGE, span, message).hint("give it in `with`, or a `default` in its workflow")
}
