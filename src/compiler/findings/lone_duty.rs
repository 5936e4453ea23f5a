//! E0121: a duty that keeps nothing apart.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(121, "lone-duty"),
    about: "Duties are kept apart from each other: `never_both` names two different acts or more.",
    zh: "职责分离是把不同的工作分开：`never_both` 至少要写两项不同的工作。",
    bad: r#"
# file: org.toml
[duty.win]
never_both = ["deal.win"]
#            ^^^^^^^^^^^^ E0121 this keeps nothing apart: name two different acts or more
"#,
    good: r#"
# file: org.toml
[duty.win]
never_both = ["deal.new", "deal.win"]
"#,
};

pub(in crate::compiler) fn lone_duty(span: Span) -> Draft {
    let message = said!(
        "this keeps nothing apart: name two different acts or more",
        "这里没有可分离的工作：请写两项以上不同的工作"
    );
    Draft::new(&PAGE, span, message)
}
