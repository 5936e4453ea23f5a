//! W0407: a deadline that is longer than the stage may take.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(407, "slow-deadline"),
    about: "The record stands in a stage while its chain runs; a seat may stay open longer there than the `sla` of that stage.",
    zh: "审批期间记录停在某个阶段；席位的期限比该阶段的 `sla` 还长。",
    bad: r#"
[stage.open]
sla = "2d"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
deadline = "3d"
#          ^^^^ W0407 a seat may stay open for 3d, and the record may stay in `open` for only 2d
"#,
    good: r#"
[stage.open]
sla = "2d"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
deadline = "1d"
"#,
};

pub(in crate::compiler) fn slow_deadline(at: Span, deadline: &str, stage: &str, sla: &str, sla_at: Span) -> Draft {
    let message = said!(
        "a seat may stay open for {deadline}, and the record may stay in `{stage}` for only {sla}",
        "席位可以保留 {deadline}，而记录在 `{stage}` 只能停留 {sla}"
    );
    Draft::new(&PAGE, at, message).label(sla_at, said!("the sla of the stage", "该阶段的 sla"))
}
