//! E0507: outputs a hit policy can make nothing of.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, model::Type, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(507, "hit-output"),
    about: "`sum` adds up the outputs of all rows that match, so they are numbers; `min` and `max` compare them, so they have an order.",
    zh: "`sum` 把所有命中行的输出相加，因此必须是数字；`min` 与 `max` 要比较大小，因此必须有顺序。",
    bad: r#"
# file: rules/tables.toml
[table.fees]
hit = "sum"
#^^ E0507 `sum` can make nothing of `why`, which is of type text
in = { amount = "money" }
out = { fee = "money", why = "text" }
rows = [["> 100", 5, "large"], ["-", 1, "always"]]
"#,
    good: r#"
# file: rules/tables.toml
[table.fees]
hit = "sum"
in = { amount = "money" }
out = { fee = "money" }
rows = [["> 100", 5], ["-", 1]]
"#,
};

pub(in crate::compiler) fn hit_output(span: Span, hit: &str, output: &str, ty: &Type) -> Draft {
    let word = ty.word();
    Draft::new(
        &PAGE,
        span,
        said!(
            "`{hit}` can make nothing of `{output}`, which is of type {word}",
            "`{hit}` 无法处理 {word} 类型的 `{output}`"
        ),
    )
}
