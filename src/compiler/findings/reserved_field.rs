//! E0215: a field with the name of something every record has.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(215, "reserved-field"),
    about: "Every record has an id, a stage, an outcome and more; a field can't take their names. Only `owner` may be declared, as a person, to give it a title or a default.",
    zh: "每条记录都有编号、阶段、结果等等；字段不能占用这些名字。只有 `owner` 可以声明（类型为人员），用来给它标题或默认值。",
    bad: r#"
[field]
stage = { type = "text" }
#^^^^ E0215 every record has `stage` already: a field can't be called so
"#,
    good: r#"
[field]
phase = { type = "text" }
"#,
};

pub(in crate::compiler) fn reserved_field(key: &Key) -> Draft {
    let name = &key.name;
    let message = said!(
        "every record has `{name}` already: a field can't be called so",
        "每条记录本来就有 `{name}`：字段不能叫这个名字"
    );
    Draft::new(&PAGE, key.span, message)
}

/// `owner` is a person, and not computed.
pub(in crate::compiler) fn owner_shape(span: Span) -> Draft {
    Draft::new(
        &PAGE,
        span,
        (
            "`owner` is a person, set by people: it can have a title and a default, no other type and no formula",
            "`owner` 是人员，由人来定：可以有标题和默认值，不能是别的类型，也不能有公式",
        ),
    )
}
