//! E0618: a figure that does not tell apart those who are rated or paid.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(618, "uncounted"),
    about: "Who is rated or paid by a figure is told apart by one of its dimensions: a person (`owner` before others), \
            a unit, or the kind of record that is rated.",
    zh: "考核或发放所依据的指标，须有一个维度能区分被考核者：人员（优先 `owner`）、部门，或被考核的那种记录。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[incentive.commission]
for = "role:rep"
period = "month"
base = "won"
#      ^^^^^ E0618 `won` is not counted by person; it has the dimensions region; give its measures one dimension that says whose it is, like `by = ["owner"]`
rate = 0.01
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region", "owner"]
[incentive.commission]
for = "role:rep"
period = "month"
base = "won"
rate = 0.01
"#,
};

pub(in crate::compiler) fn uncounted<'n>(
    figure: &Text,
    (whose, zh): (String, String),
    has: impl IntoIterator<Item = &'n str>,
) -> Draft {
    let has = has.into_iter().collect::<Vec<_>>().join(", ");
    let message = match has.is_empty() {
        true => {
            said!("`{figure}` is not counted by {whose}; it has no dimensions", "`{figure}` 不按{zh}统计；它没有维度")
        }
        false => said!(
            "`{figure}` is not counted by {whose}; it has the dimensions {has}",
            "`{figure}` 不按{zh}统计；它的维度是 {has}"
        ),
    };
    let hint = said!(
        "give its measures one dimension that says whose it is, like `by = [\"owner\"]`",
        "请给它的度量加一个能说明归属的维度，如 `by = [\"owner\"]`"
    );
    Draft::new(&PAGE, figure.span, message).hint(hint)
}
