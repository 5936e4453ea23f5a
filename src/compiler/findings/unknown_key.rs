//! E0001: a key that the language does not have at this place.

use super::{Code, Draft, Page, phrase};
use crate::compiler::syntax::{Key, Keys};
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(1, "unknown-key"),
    about: "Every key has its place. A key that does not belong there is most often a slip of the pen, and leaving it out silently would leave out a rule.",
    zh: "每个键都有自己的位置。写在不该写的地方的键多半是笔误；悄悄跳过它，就会漏掉一条规则。",
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
    let (name, place) = (&key.name, phrase(keys.place));
    let message = said!("`{name}` is not a key of {place}", "{place}没有 `{name}` 这个键"; place);
    let draft = Draft::new(&PAGE, key.span, message);
    draft.nearest(&key.name, known)
}
