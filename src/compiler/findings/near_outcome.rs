//! W0237: an outcome that is a slip of the pen away from one the language knows.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, model::near, said};

/// The outcomes that mean something by themselves.
const OUTCOMES: [&str; 4] = ["won", "lost", "done", "cancelled"];

pub(super) const PAGE: Page = Page {
    code: Code::warning(237, "near-outcome"),
    about: "An outcome may be a word of one's own. One that is a slip away from `won`, `lost`, `done` or `cancelled` is most likely that word: a command to cancel a record, for one, looks for `cancelled`.",
    zh: "结果可以用自己的词。如果和 `won`、`lost`、`done`、`cancelled` 只差一笔，多半就是写错了；例如取消记录时要找的是 `cancelled`。",
    bad: r#"
[stage.open]
[stage.won]
end = "won"
[stage.dropped]
end = "canceled"
#     ^^^^^^^^^^ W0237 the outcome `canceled` is a word of its own; did you mean `cancelled`?
"#,
    good: r#"
[stage.open]
[stage.won]
end = "won"
[stage.dropped]
end = "cancelled"
"#,
};

/// The warning, where there is reason for one.
pub(in crate::compiler) fn near_outcome(outcome: &Text) -> Option<Draft> {
    let meant = near::certain(outcome, OUTCOMES)?;
    let message = said!("the outcome `{outcome}` is a word of its own", "结果 `{outcome}` 是一个自定义的词");
    Some(Draft::new(&PAGE, outcome.span, message).nearest_only(outcome, [meant]))
}
