//! E0401: an approval chain without a step.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(401, "no-steps"),
    about: "A chain asks somebody: it has at least one [[approval.<id>.step]].",
    zh: "审批链总要问到某个人：它至少要有一个 [[approval.<标识>.step]]。",
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
    let name = &chain.name;
    let message = said!("the chain `{name}` asks nobody: it has no step", "审批链 `{name}` 谁也不问：它没有步骤");
    Draft::new(&PAGE, chain.span, message)
        .hint(said!("write [[approval.{name}.step]]", "请写 [[approval.{name}.step]]"))
}
