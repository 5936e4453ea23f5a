//! E0223: an occasion that there is not.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Text;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(223, "bad-occasion"),
    about: "A check is asked on `create`, `change`, `change:<field>`, `move`, `move:<transition>`, `enter:<stage>`, `leave:<stage>`.",
    zh: "校验的时机可以是 `create`、`change`、`change:<字段>`、`move`、`move:<流转>`、`enter:<阶段>`、`leave:<阶段>`。",
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
    Draft::new(&PAGE, text.span, said!("a check can't be asked on `{text}`", "校验没有 `{text}` 这个时机")).hint((
        "write create, change, change:<field>, move, move:<transition>, enter:<stage> or leave:<stage>",
        "请写 create、change、change:<字段>、move、move:<流转>、enter:<阶段> 或 leave:<阶段>",
    ))
}
