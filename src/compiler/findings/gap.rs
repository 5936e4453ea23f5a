//! W0502: an input that no row answers.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(502, "gap"),
    about: "Where no row matches the answer is none. Add a row or a `default`; or say that it is meant so: `nothing = \"refuse\"` refuses, `nothing = \"none\"` answers none.",
    zh: "没有行命中时，答案是 none。请补一行或写 `default`；若确有此意，写 `nothing = \"refuse\"`（拒绝）或 `nothing = \"none\"`（答案为空）。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
#      ^^^^^ W0502 no row answers region = west, days = 31; add a row or a `default`, or say `nothing = "refuse"` or `"none"`
in = { region = "deal.region", days = { type = "number", range = "[0..]" } }
out = { limit = "money" }
rows = [
  ["east", "-",       100],
  ["west", "[0..30]",  50],
]
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region", days = { type = "number", range = "[0..]" } }
out = { limit = "money" }
rows = [
  ["east", "-",       100],
  ["west", "[0..30]",  50],
]
default = { limit = 0 }
"#,
};

pub(in crate::compiler) fn gap(span: Span, example: &str) -> Draft {
    Draft::new(&PAGE, span, said!("no row answers {example}", "没有行回答 {example}")).hint(said!(
        "add a row or a `default`, or say `nothing = \"refuse\"` or `\"none\"`",
        "补一行或写 `default`，或写明 `nothing = \"refuse\"` / `\"none\"`"
    ))
}
