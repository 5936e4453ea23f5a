//! E0232: a transition whose stages can be reached and which can never fire.

use super::{Code, Draft, Page, quoted};
use crate::{compiler::syntax::Key, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(232, "never-taken"),
    about: "Every way through the stages was tried, conditions taken as possible, and on none of them can this transition fire: a join asks for more than can ever come together, or what `during` names is never open at the same time.",
    zh: "编译时试过所有走法（条件都当作可能成立），没有一条能让这个流转发生：或者汇合要的比可能到齐的还多，或者 `during` 所指的阶段从不会同时打开。",
    bad: r#"
[stage.open]
[stage.quoted]
[stage.won]
end = "won"
[transition.quote]
from = "open"
to = "quoted"
[transition.win]
from = "quoted"
to = "won"
[transition.reprice]
#           ^^^^^^^ E0232 `reprice` can never be taken: `quoted` is never open while it could be; open both at once, or take `during` out
from = "open"
during = "quoted"
"#,
    good: r#"
[stage.open]
[stage.quoted]
[stage.won]
end = "won"
[transition.quote]
from = "open"
to = "quoted"
[transition.win]
from = "quoted"
to = "won"
[transition.reprice]
from = "quoted"
"#,
};

/// What must be open at the same time never is.
pub(in crate::compiler) fn never_during(transition: &Key, during: &[&str]) -> Draft {
    let (name, during) = (&transition.name, quoted(during));
    let said = said!(
        "`{name}` can never be taken: {during} is never open while it could be",
        "`{name}` 永远无法进行：能进行它时，{during} 从不打开"
    );
    Draft::new(&PAGE, transition.span, said)
        .hint(said!("open both at once, or take `during` out", "让两者同时打开，或去掉 `during`"))
}

/// A join that never gets enough.
pub(in crate::compiler) fn never_joined(transition: &Key) -> Draft {
    let name = &transition.name;
    let said = said!(
        "`{name}` never fires: what it waits for never comes together",
        "`{name}` 永远不会发生：它等的东西永远到不齐"
    );
    Draft::new(&PAGE, transition.span, said)
        .hint(said!("lower its `need`, or open more paths towards it", "减少它的 `need`，或多打开几条通向它的路"))
}

/// Something else always comes first.
pub(in crate::compiler) fn never_taken(transition: &Key) -> Draft {
    let name = &transition.name;
    let said = said!(
        "`{name}` can never be taken: whatever happens, something else comes first",
        "`{name}` 永远无法进行：不管怎么走，总有别的先发生"
    );
    Draft::new(&PAGE, transition.span, said)
        .hint(said!("take it out, or give what comes first a condition", "去掉它，或给先发生的加上条件"))
}
