//! E0401: an approval chain without a step.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(401, "no-steps"),
    about: "A chain asks somebody: it has at least one [[approval.<id>.step]].",
    zh: "",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
# file: rules/approvals.toml
[approval.win]
#         ^^^ E0401 the chain `win` asks nobody: it has no step; write [[approval.win.step]]
title = "Winning"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
approval = "win"
# file: rules/approvals.toml
[approval.win]
title = "Winning"
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
"#,
};

pub(in crate::compiler) fn no_steps(chain: &Key) -> Draft {
    Draft::new(&PAGE, chain.span, format!("the chain `{}` asks nobody: it has no step", chain.name))
        .hint(format!("write [[approval.{}.step]]", chain.name))
}
