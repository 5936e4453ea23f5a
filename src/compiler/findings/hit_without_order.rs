//! E0506: a priority that nothing gives.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(506, "hit-without-order"),
    about: "`priority` and `ordered` go by the order of the outputs' `values`: one output at least is a choice, its first value comes first.",
    zh: "`priority` 与 `ordered` 按输出的 `values` 顺序决定先后：至少要有一个输出是 choice，排在前面的值优先。",
    bad: r#"
# file: rules/tables.toml
[table.route]
hit = "priority"
#^^ E0506 `priority` needs an output with `values`: their order says which row comes first
in = { amount = "money" }
out = { desk = "text" }
rows = [["> 100", "legal"], ["-", "sales"]]
"#,
    good: r#"
# file: rules/tables.toml
[table.route]
hit = "priority"
in = { amount = "money" }
out = { desk = { type = "choice", values = ["legal", "sales"] } }
rows = [["> 100", "legal"], ["-", "sales"]]
"#,
};

pub(in crate::compiler) fn hit_without_order(span: Span, hit: &str) -> Draft {
    Draft::new(
        &PAGE,
        span,
        said!(
            "`{hit}` needs an output with `values`: their order says which row comes first",
            "`{hit}` 需要一个带 `values` 的输出：由其顺序决定哪一行在先"
        ),
    )
}
