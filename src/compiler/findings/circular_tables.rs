//! E0511: tables, decisions or steps that wait for each other.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(511, "circular-decisions"),
    about: "A table, a decision or a step of one can't need its own answer, not even through others.",
    zh: "决策表、决策或决策中的步骤不能依赖自己的答案，间接依赖也不行。",
    bad: r#"
# file: rules/tables.toml
[decision.lending]
in = { amount = "money" }
step.score = "grade + amount"
#    ^^^^^ E0511 these need each other: `score` → `grade` → `score`
step.grade = "score / 2"
out.grade = "grade"
"#,
    good: r#"
# file: rules/tables.toml
[decision.lending]
in = { amount = "money" }
step.score = "amount * 2"
step.grade = "score / 2"
out.grade = "grade"
"#,
};

pub(in crate::compiler) fn circular_tables(span: Span, circle: &[Id]) -> Draft {
    let names: Vec<String> = circle.iter().chain(circle.first()).map(|id| format!("`{id}`")).collect();
    let circle = names.join(" → ");
    Draft::new(&PAGE, span, said!("these need each other: {circle}", "它们互相依赖：{circle}"))
}
