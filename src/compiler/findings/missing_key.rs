//! E0005: a key that must be given.

use super::{Code, Draft, Page, phrase};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(5, "missing-key"),
    about: "Something can't be left out here: without it the definition means nothing.",
    zh: "这里有一个键不能省：少了它，这段定义就没有意义。",
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
    let place = phrase(place);
    Draft::new(&PAGE, at, said!("{place} needs `{key}`", "{place}要有 `{key}`"; place))
}
