//! E0003: a value of another shape than its key holds.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Node;

pub(super) const PAGE: Page = Page {
    code: Code::error(3, "wrong-shape"),
    about: "Each key holds values of one shape: text in quotes, a number, true or false, a list in [ ], a table in { }.",
    zh: "",
    bad: r#"
[stage.open]
start = "yes"
#       ^^^^^ E0003 `start` holds true or false, and this is text
[stage.won]
end = "won"
"#,
    good: r#"
[stage.open]
start = true
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn wrong_shape(node: &Node, key: &str, needs: &str) -> Draft {
    Draft::new(&PAGE, node.span, format!("`{key}` holds {needs}, and this is {}", node.word()))
}
