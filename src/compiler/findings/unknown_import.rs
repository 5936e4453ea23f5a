//! E0615: an import that no workflow declares.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(615, "unknown-import"),
    about: "A schedule names an import as `workflow.import`: `customer.crm` is `[import.crm]` of `workflows/customer.toml`.",
    zh: "计划任务里的导入写作 `流程.导入`：`customer.crm` 即 `workflows/customer.toml` 的 `[import.crm]`。",
    bad: r#"
[field]
title = { type = "text" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[import.crm]
columns = { "Title" = "title" }
# file: rules/schedules.toml
[schedule.nightly]
every = "day 02:00"
import = "deal.crn"
#        ^^^^^^^^^^ E0615 there is no import `deal.crn`; did you mean `deal.crm`?
"#,
    good: r#"
[field]
title = { type = "text" }
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[import.crm]
columns = { "Title" = "title" }
# file: rules/schedules.toml
[schedule.nightly]
every = "day 02:00"
import = "deal.crm"
"#,
};

pub(in crate::compiler) fn unknown_import<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no import `{text}`", "没有导入 `{text}`")).nearest(text, known)
}
