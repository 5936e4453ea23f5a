//! E0222: moves in a file without stages.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(222, "no-stages"),
    about: "A file without stages is reference data: its records stand nowhere and can't move.",
    zh: "",
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
    Draft::new(&PAGE, key.span, format!("there are no stages here, so `{}` has nowhere to go", key.name))
}
