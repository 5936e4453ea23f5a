//! E0005: a key that must be given.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(5, "missing-key"),
    about: "Something can't be left out here: without it the definition means nothing.",
    zh: "",
    bad: r#"
[transition.win]
#           ^^^ E0005 a transition needs `from`
to = "won"
[stage.open]
[stage.won]
end = "won"
"#,
    good: r#"
[transition.win]
from = "open"
to = "won"
[stage.open]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn missing_key(at: Span, key: &str, place: &str) -> Draft {
    Draft::new(&PAGE, at, format!("{place} needs `{key}`"))
}
