//! W0292: a bound on claims where nothing can be claimed.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(292, "idle-pool"),
    about: "`claim_limit` and `protect` speak of records claimed from the pool, and no rule of this workflow puts one there: neither `recycle` nor `[assign] full = \"pool\"`.",
    zh: "`claim_limit` 和 `protect` 说的是从公海认领的记录，而这个流程没有规则把记录放进公海：既没有 `recycle`，也没有 `[assign] full = \"pool\"`。",
    bad: r#"
[pool]
claim_limit = 20
#             ^^ W0292 no rule puts a record into this pool, so none can be claimed from it
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
    good: r#"
[pool]
claim_limit = 20
recycle = [{ when = "days_since(changed_at) > 30", to = "pool" }]
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
"#,
};

pub(in crate::compiler) fn idle_pool(span: Span) -> Draft {
    let message = said!(
        "no rule puts a record into this pool, so none can be claimed from it",
        "没有规则把记录放进公海，所以没有可认领的记录"
    );
    Draft::new(&PAGE, span, message)
}
