//! E0213: a stage from which no end can be reached.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;

pub(super) const PAGE: Page = Page {
    code: Code::error(213, "no-way-out"),
    about: "A record that comes here can never end: no way leads from this stage to one with `end`.",
    zh: "",
    bad: r#"
[stage.open]
[stage.parked]
#      ^^^^^^ E0213 no way leads from `parked` to an end; write a transition from it
[stage.won]
end = "won"
[transition.win]
from = "open"
to = "won"
[transition.park]
from = "open"
to = "parked"
"#,
    good: r#"
[stage.open]
[stage.parked]
[stage.won]
end = "won"
[transition.win]
from = ["open", "parked"]
to = "won"
[transition.park]
from = "open"
to = "parked"
"#,
};

pub(in crate::compiler) fn no_way_out(stage: &Key, ends: bool) -> Draft {
    let draft = Draft::new(&PAGE, stage.span, format!("no way leads from `{}` to an end", stage.name));
    match ends {
        true => draft.hint("write a transition from it"),
        false => draft.hint("give a stage an outcome: `end = \"done\"`"),
    }
}
