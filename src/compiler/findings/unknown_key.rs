//! E0001: a key that the language does not have at this place.

use super::{Code, Draft, Page, phrase, quoted};
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

/// Several keys that are all somebody else's: one finding, at the first.
pub(in crate::compiler) fn unknown_keys(stray: &[&Key], keys: &Keys) -> Draft {
    const NAMED_MAX: usize = 3;
    let names = quoted(stray.iter().take(NAMED_MAX).map(|key| key.name.as_str()));
    let place = phrase(keys.place);
    let message = match stray.len().saturating_sub(NAMED_MAX) {
        0 => said!("{names} are not keys of {place}", "{place}没有 {names} 这些键"; place),
        more => said!(
            "{names} and {more} more are not keys of {place}",
            "{place}没有 {names} 和另外 {more} 个键"; place
        ),
    };
    let first = stray.first().map_or_else(Default::default, |key| key.span);
    let draft = Draft::new(&PAGE, first, message)
        .hint(("is the header of their table missing above them?", "它们上面是不是少了表头？"));
    stray.iter().skip(1).fold(draft, |draft, key| draft.label(key.span, ("nor this", "这个也不是")))
}
