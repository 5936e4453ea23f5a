//! E0298: records are to go to a pool, and there is none.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(298, "no-pool"),
    about: "Who may claim a record nobody owns is said by `[pool]`; without it such a record would be lost.",
    zh: "无主记录由谁认领，写在 `[pool]` 里；没有它，这样的记录就没人管了。",
    bad: r#"
[assign]
who = "role:rep"
full = "pool"
#      ^^^^^^ E0298 this workflow has no [pool] from which such a record could be claimed
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[assign]
who = "role:rep"
full = "pool"
[pool]
who = "role:rep"
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn no_pool(span: Span) -> Draft {
    let message = said!(
        "this workflow has no [pool] from which such a record could be claimed",
        "这个流程没有 [pool]，这样的记录无处认领"
    );
    Draft::new(&PAGE, span, message)
}
