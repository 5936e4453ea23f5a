//! E0001: a key that the language does not have at this place.

use super::{Code, Draft, Page};
use crate::compiler::syntax::{Key, Keys};

pub(super) const PAGE: Page = Page {
    code: Code::error(1, "unknown-key"),
    about: "Every key has its place. A key that does not belong there is most often a slip of the pen, and leaving it out silently would leave out a rule.",
    zh: "",
    bad: r#"
[stage.open]
titel = "Open"
#^^^^ E0001 `titel` is not a key of a stage; did you mean `title`?
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
title = "Open"
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn unknown_key(key: &Key, keys: &Keys) -> Draft {
    let known = keys.all().map(|keyword| keyword.name);
    let draft = Draft::new(&PAGE, key.span, format!("`{}` is not a key of {}", key.name, keys.place));
    draft.nearest(&key.name, known)
}
