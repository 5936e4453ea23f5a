//! W0402: weights that nothing weighs, or a weighing without weights.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(402, "weightless"),
    about: "`weight` of a seat counts where the mode is `{ weight = … }`; without weights every entry weighs the same.",
    zh: "席位的 `weight` 只在 `mode = { weight = … }` 时起作用；不写权重则每个席位相同。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = ["role:boss", "role:rep"]
mode = { weight = 0.6 }
#      ^^^^^^^^^^^^^^^^ W0402 no seat here has a weight, so each counts the same
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "board"
who = [{ who = "role:boss", weight = 60 }, { who = "role:rep", weight = 40 }]
mode = { weight = 0.6 }
"#,
};

pub(in crate::compiler) fn weightless(at: Span, unweighed: bool) -> Draft {
    Draft::new(
        &PAGE,
        at,
        match unweighed {
            true => said!("these seats have weights, and the mode counts none", "这些席位有权重，但 mode 不按权重计票"),
            false => said!("no seat here has a weight, so each counts the same", "这里没有席位写权重，各席位等权"),
        },
    )
}
