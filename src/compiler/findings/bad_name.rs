//! E0009: an id that expressions can't name.

use super::{Code, Draft, Page, phrase};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(9, "bad-name"),
    about: "Fields, settings, tables, figures and what is asked are named in expressions, so their ids are words: letters of any script, digits and `_`, no digit first.",
    zh: "字段、参数、决策表、指标和提问项会在表达式里被叫到，所以它们的标识必须是一个词：任何文字的字母、数字和 `_`，不以数字开头。",
    bad: r#"
[field]
"net amount" = { type = "money" }
#^^^^^^^^^^^ E0009 `net amount` can't be the id of a field: expressions could not name it; write `net_amount`, and what people see as `title`
"#,
    good: r#"
[field]
net_amount = { type = "money" }
"#,
};

pub(in crate::compiler) fn bad_name(key: &Text, what: &str) -> Draft {
    let what = phrase(what);
    let draft = Draft::new(
        &PAGE,
        key.span,
        said!(
            "`{key}` can't be the id of {what}: expressions could not name it",
            "`{key}` 不能作{what}的标识：表达式里没法叫它"; what
        ),
    );
    let word: String = key.trim().chars().map(|c| if c == '_' || c.is_alphanumeric() { c } else { '_' }).collect();
    match is_name(&word) {
        true => draft.hint(said!(
            "write `{word}`, and what people see as `title`",
            "请写 `{word}`，给人看的名称写在 `title` 里"
        )),
        false => draft.hint(("write letters, digits and `_`, no digit first", "请用文字、数字和 `_`，不以数字开头")),
    }
}

/// Whether expressions can name it.
pub(in crate::compiler) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    first && chars.all(|c| c == '_' || c.is_alphanumeric())
}
