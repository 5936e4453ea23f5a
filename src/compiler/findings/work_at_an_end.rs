//! E0293: work in a stage where everything has ended.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Key, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(293, "work-at-an-end"),
    about: "A record that enters an end is closed, and open work ends with it: nobody could do work that stands there.",
    zh: "记录进入结束阶段即关闭，未完成的工作随之结束：写在那里的工作谁也做不了。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
checklist = ["Contract filed"]
#^^^^^^^^ E0293 `won` is an end: nobody could do work that stands there
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[stage.open]
checklist = ["Contract filed"]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn work_at_an_end(key: &Key, stage: &str) -> Draft {
    let message = said!(
        "`{stage}` is an end: nobody could do work that stands there",
        "`{stage}` 是结束阶段：写在这里的工作谁也做不了"
    );
    Draft::new(&PAGE, key.span, message)
}
