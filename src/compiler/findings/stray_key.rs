//! E0709: a key that does not belong to this kind of step.

use super::{Code, Draft, Page, quoted};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(709, "stray-key"),
    about: "Each kind of step takes keys of its own: `expect` those that say how a record stands, `expect_inbox` only `count`.",
    zh: "每种步骤有自己的键：`expect` 用来说明记录如何，`expect_inbox` 只有 `count`。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is made"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { expect = "d", stag = "open" },
#                 ^^^^ E0709 `expect` has no key `stag`; did you mean `stage`?
]
"#,
    good: r#"
# file: tests/deal.toml
[scenario."a deal is made"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { expect = "d", stage = "open" },
]
"#,
};

pub(in crate::compiler) fn stray_key(text: &Text, kind: &str, known: &[&str]) -> Draft {
    let draft = Draft::new(&PAGE, text.span, said!("`{kind}` has no key `{text}`", "`{kind}` 没有键 `{text}`"));
    match known {
        [] => draft,
        known => {
            let keys = quoted(known);
            draft.hint(said!("it takes {keys}", "可用的键：{keys}")).nearest_only(text, known.iter().copied())
        }
    }
}
