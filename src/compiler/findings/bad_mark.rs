//! E0292: a moment that a clock can't begin or end at.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(292, "bad-mark"),
    about: "A clock runs from and until `created`, `entered:<stage>`, `left:<stage>`, or what a date field says.",
    zh: "计时的起止可以是 `created`、`entered:<阶段>`、`left:<阶段>`，或某个日期字段。",
    bad: r#"
[stage.open]
[clock.solve]
from = "opened"
#      ^^^^^^^^ E0292 `opened` is no moment: write `created`, `entered:<stage>`, `left:<stage>` or a date field
limit = "2bd"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[stage.open]
[clock.solve]
from = "entered:open"
limit = "2bd"
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn bad_mark(text: &Text) -> Draft {
    let message = said!(
        "`{text}` is no moment: write `created`, `entered:<stage>`, `left:<stage>` or a date field",
        "`{text}` 不是时刻：请写 `created`、`entered:<阶段>`、`left:<阶段>` 或日期字段"
    );
    Draft::new(&PAGE, text.span, message)
}
