//! E0297: records are assigned by a table that is not there.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(297, "unknown-assign-table"),
    about: "`[assign] table` names a table of the policy.",
    zh: "`[assign] table` 要写制度中的决策表。",
    bad: r#"
[assign]
table = "teritory"
#       ^^^^^^^^^^ E0297 there is no table `teritory`; did you mean `territory`?
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
# file: rules/territory.toml
[table.territory]
in = { owner = "person" }
out = { owner = "person" }
rows = [["-", "bo"]]
"#,
    good: r#"
[assign]
table = "territory"
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
# file: rules/territory.toml
[table.territory]
in = { owner = "person" }
out = { owner = "person" }
rows = [["-", "bo"]]
"#,
};

pub(in crate::compiler) fn unknown_assign_table<'n>(text: &Text, known: impl Iterator<Item = &'n str>) -> Draft {
    Draft::new(&PAGE, text.span, said!("there is no table `{text}`", "没有决策表 `{text}`")).nearest(text, known)
}
