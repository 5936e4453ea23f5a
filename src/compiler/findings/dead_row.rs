//! W0501: a row that never answers.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(501, "dead-row"),
    about: "Whatever this row matches, rows that come before it match too and answer instead; or no value at all passes one of its cells.",
    zh: "凡是这一行命中的输入，前面的行都先命中并作答；或者没有任何值能通过它的某个单元格。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
hit = "first"
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "<= 30", 100],
  ["east", "> 10",  200],
  ["east", "[5..40]", 150],
# ^^^^^^^^^^^^^^^^^^^^^^^^ W0501 this row never answers: rows before it match whatever it matches
]
default = { limit = 0 }
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
hit = "first"
in = { region = "deal.region", days = "number" }
out = { limit = "money" }
rows = [
  ["east", "<= 30", 100],
  ["east", "> 40",  200],
  ["east", "[5..40]", 150],
]
default = { limit = 0 }
"#,
};

/// How many of the rows that come before it are shown.
const LABELS_MAX: usize = 3;

pub(in crate::compiler) fn dead_row(span: Span, by: &[Span]) -> Draft {
    let message = said!(
        "this row never answers: rows before it match whatever it matches",
        "本行永远不会作答：它命中的输入，前面的行都先命中"
    );
    let draft = Draft::new(&PAGE, span, message);
    let label = |draft: Draft, by: &Span| draft.label(*by, said!("this row comes before it", "这一行在它之前"));
    by.iter().take(LABELS_MAX).fold(draft, label)
}

pub(in crate::compiler) fn unreachable_row(span: Span, column: &str) -> Draft {
    Draft::new(
        &PAGE,
        span,
        said!(
            "this row never answers: no value that `{column}` may have passes its cell",
            "本行永远不会作答：`{column}` 的取值都通不过它的单元格"
        ),
    )
}
