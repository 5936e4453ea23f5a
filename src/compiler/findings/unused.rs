//! W0203: a definition that nothing uses.

use super::{Code, Draft, Page, phrase};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::warning(203, "unused"),
    about: "Nothing names this definition. It is either forgotten, or a rule that was meant to use it does not.",
    zh: "没有任何地方用到这个定义。要么是忘了删，要么是本该用它的规则没有用。",
    bad: r#"
# file: salesflow.toml
name = "Sales"
[setting]
big_deal = 1_000_000
#^^^^^^^ W0203 the setting `big_deal` is used nowhere
"#,
    good: r#"
[field]
amount = { type = "money" }
big    = { type = "bool", formula = "amount >= setting.big_deal" }
# file: salesflow.toml
name = "Sales"
[setting]
big_deal = 1_000_000
"#,
};

pub(in crate::compiler) fn unused(span: Span, what: &str, name: &str) -> Draft {
    let what = phrase(what);
    Draft::new(&PAGE, span, said!("{what} `{name}` is used nowhere", "{what} `{name}` 没有任何地方用到"; what))
}
