//! E0404: a step that names itself or one that comes later.

use super::{Code, Draft, Page};
use crate::{
    compiler::{source::Span, syntax::Text},
    said,
};

pub(super) const PAGE: Page = Page {
    code: Code::error(404, "later-step"),
    about: "A step may wait for, return to or differ from steps written before it: then no chain can go round in a circle.",
    zh: "步骤只能跟随、退回到、回避写在它前面的步骤，这样审批链不会绕成圈。",
    bad: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
follows = ["boss"]
#          ^^^^^^ E0404 `follows` names `boss`, which comes later in the chain; write the steps in the order they are asked in
[[approval.win.step]]
id = "boss"
who = "role:boss"
"#,
    good: r#"
# file: rules/approvals.toml
[approval.win]
[[approval.win.step]]
id = "boss"
who = "role:boss"
[[approval.win.step]]
id = "manager"
who = "manager_of(requester)"
follows = ["boss"]
"#,
};

pub(in crate::compiler) fn later_step(text: &Text, key: &str, is_itself: bool, written: Span) -> Draft {
    if is_itself {
        let message =
            said!("`{key}` of the step `{text}` names the step itself", "步骤 `{text}` 的 `{key}` 指向了它自己");
        return Draft::new(&PAGE, text.span, message);
    }
    let message = said!("`{key}` names `{text}`, which comes later in the chain", "`{key}` 指向的 `{text}` 写在后面");
    let order = said!("write the steps in the order they are asked in", "请按审批的先后顺序书写步骤");
    Draft::new(&PAGE, text.span, message).label(written, said!("written here", "写在这里")).hint(order)
}
