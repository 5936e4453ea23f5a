//! W0504: a table with too many combinations to be proven.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(504, "unproven-table"),
    about: "The proofs of a table stop after a bounded amount of work; what they found until then stands, but there may be more. The table runs as it is. Splitting it, or a last row of `-`, makes it provable.",
    zh: "对决策表的检验有工作量上限；到此为止发现的问题都算数，但可能还有。决策表照常运行。拆分它，或在最后加一行全为 `-`，即可检验完。",
    bad: BAD,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows = [["east", 100], ["west", 50]]
"#,
};

/// Sixteen bools, of which some sixty rows of three name every combination: whether they do is hard to tell.
const BAD: &str = include_str!("unproven.txt");

pub(in crate::compiler) fn unproven(span: Span, rows: usize) -> Draft {
    Draft::new(
        &PAGE,
        span,
        said!(
            "its {rows} rows have too many combinations to be proven whole: there may be gaps or dead rows that are not told",
            "它的 {rows} 行组合太多，无法全部检验：可能还有未指出的缺口或无效行"
        ),
    )
}
