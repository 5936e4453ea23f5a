//! E0701: a step of a scenario that begins with nothing known.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(701, "unknown-step"),
    about: "A step of a scenario begins with the verb of a command (`new`, `move`, `approve` …) or says what is expected.",
    zh: "场景的每一步以命令的动词（`new`、`move`、`approve` 等）开头，或写出期望什么。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is made"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { expcet = "d", stage = "open" },
#   ^^^^^^ E0701 no step begins with `expcet`; did you mean `expect`?
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

pub(in crate::compiler) fn unknown_step<'n>(text: &Text, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("no step begins with `{text}`", "没有以 `{text}` 开头的步骤"))
        .hint(said!(
            "write a command, like {{ move = \"d\", do = \"win\" }}, or what is expected: {{ expect = \"d\", stage = \"won\" }}",
            "写一条命令，如 {{ move = \"d\", do = \"win\" }}，或期望：{{ expect = \"d\", stage = \"won\" }}"
        ))
        .nearest_only(text, known)
}
