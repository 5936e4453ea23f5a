//! E0513: a list that nobody declares.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(513, "unknown-list"),
    about: "`in x` in a cell asks whether the value is in the first column of the list `[list.x]`.",
    zh: "单元格里的 `in x` 表示该值出现在名单 `[list.x]` 的第一列中。",
    bad: r#"
# file: rules/tables.toml
[list.vips]
columns = { name = "text" }
rows = [["State Grid"]]
[table.terms]
in = { name = "text" }
out = { limit = "money" }
rows = [["in vip", 100], ["-", 0]]
#        ^^^^^^^^ E0513 there is no list `vip`; did you mean `vips`?
"#,
    good: r#"
# file: rules/tables.toml
[list.vips]
columns = { name = "text" }
rows = [["State Grid"]]
[table.terms]
hit = "first"
in = { name = "text" }
out = { limit = "money" }
rows = [["in vips", 100], ["-", 0]]
"#,
};

pub(in crate::compiler) fn unknown_list<'n>(span: Span, name: &str, known: impl IntoIterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, span, said!("there is no list `{name}`", "没有名单 `{name}`")).nearest(name, known)
}
