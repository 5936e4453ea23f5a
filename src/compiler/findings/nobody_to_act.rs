//! W0201: a place where somebody must act and nobody can.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::model::Said;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::warning(201, "nobody-to-act"),
    about: "Nobody of the organisation holds the role, or belongs to the unit, that has to act here; the work would wait, or go to somebody else.",
    zh: "这里要由某个角色或部门的人来办，而组织里没有人担任这个角色、属于这个部门；工作会搁在那里，或转给别人。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
who = "role:judge"
#     ^^^^^^^^^^^^ W0201 nobody is `role:judge`, so nobody can take `win`
# file: org.toml
[role.judge]
[person.ana]
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
who = "role:judge"
# file: org.toml
[role.judge]
[person.ana]
roles = ["judge"]
"#,
};

pub(in crate::compiler) fn nobody_to_act(span: Span, who: &str, what: &Said) -> Draft {
    let message = said!("nobody is `{who}`, so nobody can {what}", "没有人是 `{who}`，所以没有人能{what}"; what);
    Draft::new(&PAGE, span, message)
}
