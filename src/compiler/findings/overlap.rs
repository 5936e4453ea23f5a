//! E0505: two rows that both match, where the hit policy lets one answer only.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, policy::Hit, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(505, "overlapping-rows"),
    about: "In a `unique` table one row at most may match an input, in an `any` table all that match must answer the same. Narrow one of the rows, or say with `hit` which of them answers.",
    zh: "`unique` 决策表中，一个输入至多命中一行；`any` 决策表中，命中的各行答案必须相同。请收窄其中一行，或用 `hit` 说明由哪一行回答。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "[0..30]", 100],
  ["-",    ">= 30",    50],
# ^^^^^^^^^^^^^^^^^^^^^^^^ E0505 this row and another both answer region = east, days = 30; only one row may match in a `unique` table
]
default = { limit = 0 }
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "[0..30]", 100],
  ["-",    "> 30",     50],
]
default = { limit = 0 }
"#,
};

pub(in crate::compiler) fn overlap(span: Span, first: Span, hit: Hit, example: &str) -> Draft {
    let draft =
        Draft::new(&PAGE, span, said!("this row and another both answer {example}", "本行与另一行都命中 {example}"));
    let draft = draft.label(first, said!("the other row", "另一行"));
    match hit {
        Hit::Any => draft.hint(said!(
            "in an `any` table rows that match together must answer the same",
            "`any` 决策表中同时命中的行，答案必须相同"
        )),
        _ => draft.hint(said!("only one row may match in a `unique` table", "`unique` 决策表中只能有一行命中")),
    }
}
