//! E0617: a window the calendar does not have.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(617, "unknown-window"),
    about: "`mute` names windows: `weekend`, `holiday`, `off_hours`, or one of `[calendar] window.x`.",
    zh: "`mute` 填时间窗：`weekend`、`holiday`、`off_hours`，或 `[calendar] window.x` 中定义的。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[warning.slow]
kpi = "won"
period = "month"
yellow = "value < 3"
notify = "role:boss"
mute = ["weekends"]
#       ^^^^^^^^^^ E0617 the calendar has no window `weekends`; did you mean `weekend`?
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[warning.slow]
kpi = "won"
period = "month"
yellow = "value < 3"
notify = "role:boss"
mute = ["weekend"]
"#,
};

pub(in crate::compiler) fn unknown_window<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("the calendar has no window `{text}`", "日历里没有时间窗 `{text}`"))
        .nearest(text, known)
}
