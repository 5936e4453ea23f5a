//! E0612: a voice of a scorecard that nobody speaks.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Key, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(612, "silent-voice"),
    about: "A voice is people (`who`) or a figure that speaks in their stead (`kpi`).",
    zh: "评价方须写明由谁打分（`who`），或由哪个指标代替（`kpi`）。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region", "owner"]
[scorecard.rep]
for = "role:rep"
period = "month"
[[scorecard.rep.item]]
input = "review"
weight = 1
[scorecard.rep.input.review]
from = { boss = 0.5, customer = 0.5 }
#                    ^^^^^^^^ E0612 nobody speaks as `customer`; give it a `who` or a `kpi`
who = { boss = "manager_of(person)" }
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region", "owner"]
[scorecard.rep]
for = "role:rep"
period = "month"
[[scorecard.rep.item]]
input = "review"
weight = 1
[scorecard.rep.input.review]
from = { boss = 0.5, customer = 0.5 }
who = { boss = "manager_of(person)" }
kpi = { customer = "won" }
"#,
};

pub(in crate::compiler) fn silent_voice(voice: &Key) -> Draft {
    let name = &voice.name;
    Draft::new(&PAGE, voice.span, said!("nobody speaks as `{name}`", "没有人代表 `{name}` 打分"))
        .hint(said!("give it a `who` or a `kpi`", "请写明 `who` 或 `kpi`"))
}
