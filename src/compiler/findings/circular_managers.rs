//! E0107: people who are each other's managers.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(107, "circular-managers"),
    about: "Going up from manager to manager must end somewhere; here it comes back to where it began.",
    zh: "沿着上级一级级往上总要有个头；这里又绕回到了起点。",
    bad: r#"
# file: org.toml
[person.ana]
#       ^^^ E0107 people are each other's managers: `ana` → `bo` → `ana`
manager = "bo"
[person.bo]
manager = "ana"
"#,
    good: r#"
# file: org.toml
[person.ana]
manager = "bo"
[person.bo]
"#,
};

pub(in crate::compiler) fn circular_managers(span: Span, circle: &str) -> Draft {
    Draft::new(&PAGE, span, said!("people are each other's managers: {circle}", "人员互为上级：{circle}"))
}
