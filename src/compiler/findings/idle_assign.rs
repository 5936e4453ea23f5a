//! W0295: an owner's default that leaves `[assign]` nothing to do.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(295, "idle-assign"),
    about: "What a record's `owner` is given, by who makes it or by its default, comes first; `[assign]` looks for an owner only where that is nobody. This default always gives somebody where a person makes the record.",
    zh: "记录的 `owner` 由新建者填写或由默认值给出的，优先；只有没有人时 `[assign]` 才去找负责人。由人新建记录时，这个默认值总会给出一个人。",
    bad: r#"
[field]
owner = { type = "person", default = "=actor" }
#                                    ^^^^^^^^ W0295 who makes the record owns it by this default, so `[assign]` is not asked; leave the default out
[assign]
who = "role:rep"
[stage.open]
[stage.won]
end = "won"
"#,
    good: r#"
[field]
owner = { type = "person" }
[assign]
who = "role:rep"
[stage.open]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn idle_assign(span: Span) -> Draft {
    let message = said!(
        "who makes the record owns it by this default, so `[assign]` is not asked",
        "按这个默认值，由新建者负责，`[assign]` 不会被用到"
    );
    Draft::new(&PAGE, span, message).hint(("leave the default out", "请去掉默认值"))
}
