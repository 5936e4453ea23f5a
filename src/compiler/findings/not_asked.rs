//! E0708: something a transition does not ask.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(708, "not-asked"),
    about: "A step that moves a record gives only what its transition asks; fields are changed by a step with `set`.",
    zh: "移动记录的步骤只能给出该流转所要求填写的内容；修改字段请用 `set` 步骤。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is won"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { move = "d", do = "win", with = { amount = 5 } },
#                                    ^^^^^^ E0708 this move does not ask `amount`; it asks nothing: change fields by a step with `set`
]
"#,
    good: r#"
# file: tests/deal.toml
[scenario."a deal is won"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { set = "d", with = { amount = 5 } },
  { move = "d", do = "win" },
]
"#,
};

pub(in crate::compiler) fn not_asked<'n>(text: &Text, asked: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("this move does not ask `{text}`", "这次流转不要求填写 `{text}`"))
        .hint(said!(
            "it asks nothing: change fields by a step with `set`",
            "它不要求填写任何内容：修改字段请用 `set` 步骤"
        ))
        .nearest(text, asked)
}
