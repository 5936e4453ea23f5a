//! E0008: something switched off that can only be taken out.

use super::{Code, Draft, Page};
use crate::compiler::syntax::{Key, Node};

pub(super) const PAGE: Page = Page {
    code: Code::error(8, "structure-off"),
    about: "Rules can be off: a transition, a check, an approval chain, a step, a table, a warning. What records are made of can't be: fields, stages, people. Take it out instead.",
    zh: "",
    bad: r#"
[stage.open]
[stage.trial]
off = true
#^^ E0008 a stage can't be off; only transitions, checks, approval chains, steps, tables and warnings can: take this out instead
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn structure_off(key: &Key, _value: &Node, place: &str) -> Draft {
    Draft::new(&PAGE, key.span, format!("{place} can't be off"))
        .hint("only transitions, checks, approval chains, steps, tables and warnings can: take this out instead")
}
