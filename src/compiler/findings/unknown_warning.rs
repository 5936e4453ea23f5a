//! E0707: a warning that there is not.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(707, "unknown-warning"),
    about: "Warnings are declared as [warning.<id>] in `rules/*.toml`; a stage with an `sla` is watched by the warning `<workflow>.<stage>`.",
    zh: "预警以 [warning.<id>] 写在 `rules/*.toml` 中；带 `sla` 的阶段由预警 `<workflow>.<stage>` 监视。",
    bad: r#"
# file: tests/deal.toml
[scenario."nothing is wrong"]
steps = [
  { expect_warning = "slow", level = "none" },
#                    ^^^^^^ E0707 there is no warning `slow`; did you mean `slow_deal`?
]
# file: rules/warnings.toml
[warning.slow_deal]
of = "deal"
levels = { late = "amount > 5" }
"#,
    good: r#"
# file: tests/deal.toml
[scenario."nothing is wrong"]
steps = [
  { expect_warning = "slow_deal", level = "none" },
]
# file: rules/warnings.toml
[warning.slow_deal]
of = "deal"
levels = { late = "amount > 5" }
"#,
};

pub(in crate::compiler) fn unknown_warning<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no warning `{text}`", "没有预警 `{text}`")).nearest(text, known)
}
