//! E0613: a schedule that does nothing.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Key, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(613, "idle-schedule"),
    about: "A schedule says what happens: effects, a `move`, a `report` or an `import`.",
    zh: "计划任务须写明到时做什么：动作、`move`、`report` 或 `import`。",
    bad: r#"
# file: rules/schedules.toml
[schedule.weekly]
#         ^^^^^^ E0613 `weekly` does nothing; give it effects, a `move`, a `report` or an `import`
every = "fri 16:00"
"#,
    good: r#"
# file: rules/schedules.toml
[schedule.weekly]
every = "fri 16:00"
notify = [{ to = "role:boss", text = "the week is over" }]
"#,
};

pub(in crate::compiler) fn idle_schedule(schedule: &Key) -> Draft {
    let name = &schedule.name;
    Draft::new(&PAGE, schedule.span, said!("`{name}` does nothing", "`{name}` 没有写做什么"))
        .hint(said!("give it effects, a `move`, a `report` or an `import`", "请写明动作、`move`、`report` 或 `import`"))
}
