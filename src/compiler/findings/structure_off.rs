//! E0008: something switched off that can only be taken out.

use super::{Code, Draft, Page, phrase};
use crate::compiler::syntax::{Key, Node};
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(8, "structure-off"),
    about: "Rules can be off: a transition, a check, an approval chain, a step, a table, a warning. What records are made of can't be: fields, stages, people. Take it out instead.",
    zh: "规则可以关掉：流转、校验、审批链、审批步骤、决策表、预警。构成记录的东西不能关：字段、阶段、人员。请改为删掉它。",
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
    let place = phrase(place);
    Draft::new(&PAGE, key.span, said!("{place} can't be off", "{place}不能关掉"; place)).hint((
        "only transitions, checks, approval chains, steps, tables and warnings can: take this out instead",
        "只有流转、校验、审批链、审批步骤、决策表和预警可以关：请改为删掉它",
    ))
}
