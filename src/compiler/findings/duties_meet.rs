//! W0120: one person may do what nobody may do both of.

use super::{Code, Draft, Page, quoted};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(120, "duties-meet"),
    about: "By their roles, units or by name, these people may do acts that a duty keeps apart. With `per = \"record\"` they are refused the second act on one record; with `per = \"person\"` the second act wherever it is.",
    zh: "按角色、部门或姓名，这些人可以做本应分开的工作。`per = \"record\"` 时，同一记录上的第二项会被拒绝；`per = \"person\"` 时，任何记录上的第二项都会被拒绝。",
    bad: r#"
# file: org.toml
[duty.sell_and_check]
never_both = ["deal.win", "deal.lose"]
#            ^^^^^^^^^^^^^^^^^^^^^^^^^ W0120 `ana` may do both `deal.win` and `deal.lose`
[role.rep]
[role.boss]
[person.ana]
roles = ["rep", "boss"]
[person.bo]
roles = ["boss"]
# file: workflows/deal.toml
[stage.open]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.win]
from = "open"
to = "won"
who = "role:rep"
[transition.lose]
from = "open"
to = "lost"
who = "role:boss"
"#,
    good: r#"
# file: org.toml
[duty.sell_and_check]
never_both = ["deal.win", "deal.lose"]
[role.rep]
[role.boss]
[person.ana]
roles = ["rep"]
[person.bo]
roles = ["boss"]
# file: workflows/deal.toml
[stage.open]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.win]
from = "open"
to = "won"
who = "role:rep"
[transition.lose]
from = "open"
to = "lost"
who = "role:boss"
"#,
};

pub(in crate::compiler) fn duties_meet(span: Span, people: &[Id], a: &str, b: &str) -> Draft {
    let who = quoted(people);
    Draft::new(&PAGE, span, said!("{who} may do both `{a}` and `{b}`", "{who} 既能做 `{a}` 又能做 `{b}`"))
}
