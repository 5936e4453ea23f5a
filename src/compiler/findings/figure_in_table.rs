//! E0512: a figure read inside a table or decision.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(512, "figure-in-table"),
    about: "Tables and decisions answer from their arguments, the organisation and other tables, so that the same question has the same answer. A figure comes in as an argument.",
    zh: "决策表与决策只依据参数、组织和其他决策表作答，同样的问题总有同样的答案。指标要作为参数传入。",
    bad: r#"
# file: rules/tables.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
[table.terms]
in = { days = "number" }
out = { limit = "number" }
rows = [["-", "=figure('won') * 2"]]
#             ^^^^^^^^^^^^^^^^^^^^ E0512 the figure `won` can't be read here; take it as an input, and let whoever asks give it
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { won = "number" }
out = { limit = "number" }
rows = [["-", "=won * 2"]]
"#,
};

pub(in crate::compiler) fn figure_in_table(span: Span, figure: &str) -> Draft {
    Draft::new(&PAGE, span, said!("the figure `{figure}` can't be read here", "这里不能读取指标 `{figure}`"))
        .hint(said!("take it as an input, and let whoever asks give it", "把它作为输入，由调用方给出"))
}
