//! E0222: moves in a file without stages.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(222, "no-stages"),
    about: "A file without stages is reference data: its records stand nowhere and can't move.",
    zh: "没有阶段的文件是基础资料：它的记录不处在任何阶段，也不能流转。",
    bad: r#"
[field]
name = { type = "text" }
[transition.rename]
#^^^^^^^^^^ E0222 there are no stages here, so `transition` has nowhere to go
ask = ["name"]
"#,
    good: r#"
[field]
name = { type = "text" }
"#,
};

pub(in crate::compiler) fn no_stages(key: &Key) -> Draft {
    let name = &key.name;
    let message = said!("there are no stages here, so `{name}` has nowhere to go", "这里没有阶段，`{name}` 无处可去");
    Draft::new(&PAGE, key.span, message)
}
