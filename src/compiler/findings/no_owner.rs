//! E0294: a table that is to say who owns a record and does not.

use super::{Code, Draft, Page};
use crate::{
    compiler::{source::Span, syntax::Text},
    said,
};

pub(super) const PAGE: Page = Page {
    code: Code::error(294, "no-owner"),
    about: "The table of `[assign]` has an output `owner`: a person, several, or a people place as text (`role:rep@east`).",
    zh: "`[assign]` 的决策表要有输出列 `owner`：一个人、多个人，或写成文本的人员（`role:rep@east`）。",
    bad: r#"
[field]
region = { type = "choice", values = ["east", "west"] }
[assign]
table = "territory"
#       ^^^^^^^^^^^ E0294 the table `territory` has no output `owner` that names people
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
# file: rules/territory.toml
[table.territory]
in = { region = "deal.region" }
out = { days = "number" }
rows = [["east", 3], ["west", 4]]
"#,
    good: r#"
[field]
region = { type = "choice", values = ["east", "west"] }
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
in = { region = "deal.region" }
out = { owner = "person" }
rows = [["east", "ana"], ["west", "bo"]]
"#,
};

pub(in crate::compiler) fn no_owner(text: &Text, table: Span) -> Draft {
    let message = said!(
        "the table `{text}` has no output `owner` that names people",
        "决策表 `{text}` 没有给出人员的输出列 `owner`"
    );
    Draft::new(&PAGE, text.span, message).label(table, said!("its definition", "它的定义"))
}
