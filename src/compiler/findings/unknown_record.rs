//! E0703: a record that no step before has named.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(703, "unknown-record"),
    about: "A step names a record by the `name` that an earlier step gave it (`new` with `name`, or `child`), or by its id.",
    zh: "步骤用先前步骤（带 `name` 的 `new`，或 `child`）给记录取的名字或记录编号来指称它。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is won"]
steps = [
  { new = "deal", as = "ana", name = "deal" },
  { move = "dael", do = "win" },
#          ^^^^^^ E0703 no step before this one has named a record `dael`; did you mean `deal`?
]
"#,
    good: r#"
# file: tests/deal.toml
[scenario."a deal is won"]
steps = [
  { new = "deal", as = "ana", name = "deal" },
  { move = "deal", do = "win" },
]
"#,
};

pub(in crate::compiler) fn unknown_record<'n>(
    span: Span,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    let message = said!("no step before this one has named a record `{name}`", "此前没有步骤给记录取名 `{name}`");
    Draft::new(&PAGE, span, message).nearest(name, known)
}
