//! E0306: a text that should name a choice, stage, person, unit or role, and does not.

use super::{Code, Page};

pub(super) const PAGE: Page = Page {
    code: Code::error(306, "unknown-value"),
    about: "A text that is compared with a choice, a stage or somebody of the organisation is read as one of them when the policy is compiled.",
    zh: "与选项、阶段或组织里的人员、部门、角色比较的文本，在编译制度时就按它们来读，所以必须是其中之一。",
    bad: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "region == 'est'"
#                 ^^^^^ E0306 no value of this choice is called `est`; did you mean `east`?
"#,
    good: r#"
[field]
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
due    = { type = "date" }
[check.fine]
must = "region == 'east'"
"#,
};
