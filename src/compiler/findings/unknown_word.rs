//! E0006: a word that is none of those its key takes.

use super::quoted;
use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::model::Said;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(6, "unknown-word"),
    about: "Some keys take one of a few words.",
    zh: "有些键只接受几个词中的一个。",
    bad: r#"
[moves]
forward = "nxt"
#         ^^^^^ E0006 `forward` can't be `nxt`: write `next`, `any` or `listed`; did you mean `next`?
[stage.open]
[stage.won]
end = "won"
"#,
    good: r#"
[moves]
forward = "next"
[stage.open]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn unknown_word(text: &Text, key: &str, known: &[&str]) -> Draft {
    let known_words = either(known);
    let message = said!(
        "`{key}` can't be `{text}`: write {known_words}",
        "`{key}` 不能是 `{text}`：请写 {known_words}"; known_words
    );
    let draft = Draft::new(&PAGE, text.span, message);
    draft.nearest_only(text, known.iter().copied())
}

fn either(words: &[&str]) -> Said {
    match words {
        [] => Said::new("nothing", "空"),
        [one] => said!("`{one}`", "`{one}`"),
        [first @ .., last] => {
            let first = quoted(first);
            said!("{first} or `{last}`", "{first} 或 `{last}`")
        }
    }
}
