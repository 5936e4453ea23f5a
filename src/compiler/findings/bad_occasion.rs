//! E0223: an occasion that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(223, "bad-occasion"),
    about: "A check is asked on `create`, `change`, `change:<field>`, `move`, `move:<transition>`, `enter:<stage>`, `leave:<stage>`.",
    zh: "",
    bad: r#"
[field]
amount = { type = "money" }
[check.positive]
on = ["save"]
#     ^^^^^^ E0223 a check can't be asked on `save`; write create, change, change:<field>, move, move:<transition>, enter:<stage> or leave:<stage>
must = "amount > 0"
"#,
    good: r#"
[field]
amount = { type = "money" }
[check.positive]
on = ["create", "change:amount"]
must = "amount > 0"
"#,
};

pub(in crate::compiler) fn bad_occasion(text: &Text) -> Draft {
    Draft::new(&PAGE, text.span, format!("a check can't be asked on `{text}`"))
        .hint("write create, change, change:<field>, move, move:<transition>, enter:<stage> or leave:<stage>")
}
