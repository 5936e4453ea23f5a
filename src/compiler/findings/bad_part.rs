//! E0261: a part without its share, or where there are no rows.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(261, "bad-part"),
    about: "`part_of` splits an amount of the record over the rows, each by its `share`; it stands on a money column of [lines.x].",
    zh: "`part_of` 把记录的一笔金额按各行的 `share` 分摊；它写在 [lines.x] 的金额列上。",
    bad: r#"
[field]
amount = { type = "money" }
[lines.plan]
part = { type = "money", part_of = "amount" }
#                        ^^^^^^^ E0261 `part_of` says nothing without `share`; `share = "…"`: the row's share of it
"#,
    good: r#"
[field]
amount = { type = "money" }
[lines.plan]
share = { type = "percent" }
part = { type = "money", part_of = "amount", share = "share" }
"#,
};

/// `part_of` without `share`.
pub(in crate::compiler) fn part_without_share(span: Span) -> Draft {
    Draft::new(&PAGE, span, said!("`part_of` says nothing without `share`", "`part_of` 要有 `share` 才说得通"))
        .hint(("`share = \"…\"`: the row's share of it", "`share = \"…\"`：该行所占的份额"))
}

/// `share` without `part_of`.
pub(in crate::compiler) fn share_without_part(span: Span) -> Draft {
    Draft::new(&PAGE, span, said!("`share` says nothing without `part_of`", "`share` 要有 `part_of` 才说得通"))
}

/// `part_of` on a field that is no column.
pub(in crate::compiler) fn part_without_rows(span: Span) -> Draft {
    let message = said!(
        "`part_of` is for columns of [lines.x]: there are no rows here",
        "`part_of` 只用于 [lines.x] 的列：这里没有行"
    );
    Draft::new(&PAGE, span, message)
}
