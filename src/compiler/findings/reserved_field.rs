//! E0215: a field with the name of something every record has.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(215, "reserved-field"),
    about: "Every record has an id, a stage, an outcome and more; a field can't take their names. Only `owner` may be declared, as a person, to give it a title or a default.",
    zh: "",
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
    Draft::new(&PAGE, key.span, format!("every record has `{}` already: a field can't be called so", key.name))
}

/// `owner` is a person, and not computed.
pub(in crate::compiler) fn owner_shape(span: Span) -> Draft {
    Draft::new(
        &PAGE,
        span,
        "`owner` is a person, set by people: it can have a title and a default, no other type and no formula",
    )
}
