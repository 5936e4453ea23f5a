//! E0011: one id given twice.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;
use crate::compiler::syntax::Text;

pub(super) const PAGE: Page = Page {
    code: Code::error(11, "doubled"),
    about: "An id names one thing. Two files, or two entries, give the same one.",
    zh: "",
    bad: r#"
# file: rules/a.toml
[table.terms]
in = { region = "deal.region" }
out = { days = "number" }
rows = [["east", 30]]
# file: rules/b.toml
[table.terms]
#      ^^^^^ E0011 table `terms` is written twice
in = { region = "deal.region" }
out = { days = "number" }
rows = [["west", 60]]
"#,
    good: r#"
# file: rules/a.toml
[table.terms]
in = { region = "deal.region" }
out = { days = "number" }
rows = [["east", 30], ["west", 60]]
"#,
};

pub(in crate::compiler) fn doubled(id: &Text, what: &str, first: Span) -> Draft {
    Draft::new(&PAGE, id.span, format!("{what} `{id}` is written twice")).label(first, "first written here")
}
