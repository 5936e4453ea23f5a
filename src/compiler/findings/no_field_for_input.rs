//! E0295: a table that asks for something its caller does not have.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(295, "no-field-for-input"),
    about: "The table of `[assign]` is called with the fields named like its inputs, so the workflow needs a field of each of these names.",
    zh: "`[assign]` 用与输入列同名的字段来查表，所以流程要有这些同名字段。",
    bad: r#"
[field]
area = { type = "text" }
[assign]
table = "territory"
#       ^^^^^^^^^^^ E0295 the table `territory` asks for `region`, and `deal` has no field of that name
[stage.open]

[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
# file: rules/territory.toml
[table.territory]
in = { region = "text" }
out = { owner = "person" }
rows = [["east", "ana"], ["-", "bo"]]
hit = "first"
"#,
    good: r#"
[field]
region = { type = "text" }
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
in = { region = "text" }
out = { owner = "person" }
rows = [["east", "ana"], ["-", "bo"]]
hit = "first"
"#,
};

pub(in crate::compiler) fn no_field_for_input(text: &Text, input: &str, workflow: &str) -> Draft {
    let message = said!(
        "the table `{text}` asks for `{input}`, and `{workflow}` has no field of that name",
        "决策表 `{text}` 需要 `{input}`，而 `{workflow}` 没有这个字段"
    );
    Draft::new(&PAGE, text.span, message)
}
