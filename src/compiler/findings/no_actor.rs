//! E0705: a record made by nobody.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(705, "no-actor"),
    about: "Where a step does not say who acts, the owner of its record does. A record that is only being made has none yet.",
    zh: "步骤没有写由谁来做时，由记录的负责人来做。正在建立的记录还没有负责人。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is made"]
steps = [
  { new = "deal", name = "d" },
#   ^^^ E0705 who makes this record?; say as = "…", or give it an owner
]
"#,
    good: r#"
# file: tests/deal.toml
[scenario."a deal is made"]
steps = [
  { new = "deal", as = "ana", name = "d" },
]
"#,
};

pub(in crate::compiler) fn no_actor(span: Span) -> Draft {
    Draft::new(&PAGE, span, said!("who makes this record?", "由谁建立这条记录？"))
        .hint(said!("say as = \"…\", or give it an owner", "写 as = \"…\"，或给它一个负责人"))
}
