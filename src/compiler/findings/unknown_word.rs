//! E0006: a word that is none of those its key takes.

use super::quoted;
use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(6, "unknown-word"),
    about: "Some keys take one of a few words.",
    zh: "",
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
    let draft = Draft::new(&PAGE, text.span, format!("`{key}` can't be `{text}`: write {}", either(known)));
    draft.nearest_only(text, known.iter().copied())
}

fn either(words: &[&str]) -> String {
    match words {
        [] => "nothing".into(),
        [one] => format!("`{one}`"),
        [first @ .., last] => format!("{} or `{last}`", quoted(first)),
    }
}
