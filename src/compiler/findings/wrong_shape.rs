//! E0003: a value of another shape than its key holds.

use super::{Code, Draft, Page, quoted, shape};
use crate::compiler::syntax::{Key, Node};
use crate::model::Said;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(3, "wrong-shape"),
    about: "Each key holds values of one shape: text in quotes, a number, true or false, a list in [ ], a table in { }.",
    zh: "每个键只接受一种形状的值：带引号的文本、数字、true 或 false、[ ] 列表、{ } 表。",
    bad: r#"
[stage.open]
start = "yes"
#       ^^^^^ E0003 `start` holds true or false, and this is text
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
start = true
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn wrong_shape(node: &Node, key: &str, needs: Said) -> Draft {
    let is = shape(node.word());
    let message = said!("`{key}` holds {needs}, and this is {is}", "`{key}` 要写{needs}，这里是{is}"; needs, is);
    Draft::new(&PAGE, node.span, message)
}

/// Something that is no date where one is needed.
pub(in crate::compiler) fn no_date(node: &Node) -> Draft {
    let is = shape(node.word());
    let message = said!(
        "a date like 2026-03-01 stands here, and this is {is}",
        "这里要写日期，如 2026-03-01，而现在是{is}"; is
    );
    Draft::new(&PAGE, node.span, message)
}

/// Values directly below a key that holds definitions by id.
pub(in crate::compiler) fn nameless(key: &str, plain: &[&Key]) -> Draft {
    const NAMED_MAX: usize = 3;
    let names = quoted(plain.iter().take(NAMED_MAX).map(|key| key.name.as_str()));
    let message = said!(
        "{names} stand in `{key}` itself, which holds definitions by id",
        "{names} 直接写在 `{key}` 下，而 `{key}` 下面应先写标识"
    );
    let first = plain.first().map_or_else(Default::default, |key| key.span);
    let draft = Draft::new(&PAGE, first, message)
        .hint(said!("is a header like [{key}.one] missing above them?", "它们上面是不是少了 [{key}.one] 这样的表头？"));
    plain.iter().skip(1).fold(draft, |draft, key| draft.label(key.span, ("and this", "还有这个")))
}
