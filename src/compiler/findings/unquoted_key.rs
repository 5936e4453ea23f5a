//! E0007: a key that TOML wants in quotes.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(7, "unquoted-key"),
    about: "TOML takes letters a to z, digits, `_` and `-` as they are; any other key stands in quotes: Chinese ids, and ids with a dot in them, for a dot outside quotes begins a table within a table.",
    zh: "TOML 里不加引号的键只能用字母 a 到 z、数字、`_` 和 `-`；其他的键都要加引号：中文标识、带点的标识。引号外的点表示表里的表。",
    bad: r#"
# file: org.toml
[person.li.na]
#       ^^^^^ E0007 the id `li.na` must stand in quotes, for it has a dot; write [person."li.na"]
name = "Li Na"
"#,
    good: r#"
# file: org.toml
[person."li.na"]
name = "Li Na"
"#,
};

/// A key with characters that stand bare in no key.
pub(in crate::compiler) fn unquoted_key(span: Span, below: &str) -> Draft {
    Draft::new(&PAGE, span, said!("the key `{below}` must stand in quotes", "键 `{below}` 要加引号"))
        .hint(said!("write \"{below}\"", "请写 \"{below}\""))
        .fix(format!("\"{below}\""))
}

/// A header in which an id with a dot has come apart.
pub(in crate::compiler) fn dotted_key(what: &str, first: &Key, second: &Key) -> Draft {
    let id = format!("{}.{}", first.name, second.name);
    let together = first.span.end + 1 == second.span.start;
    let span = match together {
        true => Span { end: second.span.end, ..first.span },
        false => second.span,
    };
    let message = said!("the id `{id}` must stand in quotes, for it has a dot", "标识 `{id}` 里有点，要加引号");
    let draft = Draft::new(&PAGE, span, message).hint(said!("write [{what}.\"{id}\"]", "请写 [{what}.\"{id}\"]"));
    if together { draft.fix(format!("\"{id}\"")) } else { draft }
}
