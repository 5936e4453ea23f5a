//! E0230: a record can come to where nothing can move any more.

use super::{Code, Draft, Page, quoted};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(230, "waits-for-ever"),
    about: "Every way through the stages was tried, conditions taken as possible. On this one the record comes to stand where nothing can move it any more and it is not closed: most often a join waits for a path that was never opened, or that has gone elsewhere. The message names the moves that lead there. Moves from anywhere (`from = \"*\"`) and back do not count as a way on.",
    zh: "编译时试过所有走法（条件都当作可能成立）。照这一条走，记录会停在无人能再推动、又没有结束的地方：多半是汇合在等一条从未打开、或已经走向别处的路。消息里写着走到那里的每一步。任意处出发的（`from = \"*\"`）和后退的移动不算出路。",
    bad: r#"
[stage.open]
[stage.legal]
checklist = ["terms read"]
[stage.finance]
checklist = ["paid"]
[stage.done]
end = "done"
[transition.check]
from = "open"
to = ["legal", "finance"]
[transition.drop]
from = "legal"
to = "none"
[transition.sign]
#           ^^^^ E0230 `sign` waits for ever: after create → check → drop the record stands in `finance` and nothing comes to `legal`; let every path come to the join, or lower its `need`
join = { stages = ["legal", "finance"], need = 2 }
to = "done"
"#,
    good: r#"
[stage.open]
[stage.legal]
checklist = ["terms read"]
[stage.finance]
checklist = ["paid"]
[stage.done]
end = "done"
[transition.check]
from = "open"
to = ["legal", "finance"]
[transition.drop]
from = "legal"
to = "none"
[transition.sign]
join = ["legal", "finance"]
to = "done"
"#,
};

/// A join holds what never becomes enough.
pub(in crate::compiler) fn waits_for_ever(span: Span, join: &str, stand: &[&str], empty: &[&str], way: &[Id]) -> Draft {
    let (way, stand, empty) = (shown(way), quoted(stand), quoted(empty));
    let said = match empty.is_empty() {
        true => said!(
            "`{join}` waits for ever: after {way} the record stands in {stand} and nothing more can come",
            "`{join}` 会永远等下去：经过 {way} 后记录停在 {stand}，再也不会有别的到来"
        ),
        false => said!(
            "`{join}` waits for ever: after {way} the record stands in {stand} and nothing comes to {empty}",
            "`{join}` 会永远等下去：经过 {way} 后记录停在 {stand}，而 {empty} 不会有任何到来"
        ),
    };
    Draft::new(&PAGE, span, said)
        .hint(said!("let every path come to the join, or lower its `need`", "让每条路都走到汇合处，或减少它的 `need`"))
}

/// Nothing moves, and no join is to blame.
pub(in crate::compiler) fn stands_for_ever(span: Span, stand: &[&str], way: &[Id]) -> Draft {
    let (way, stand) = (shown(way), quoted(stand));
    let said = match stand.is_empty() {
        true => said!(
            "after {way} every path has ended and the record is never closed",
            "经过 {way} 后所有的路都已结束，记录却从未关闭"
        ),
        false => said!(
            "after {way} the record stands in {stand} for ever: nothing can move it any more",
            "经过 {way} 后记录永远停在 {stand}：再没有什么能推动它"
        ),
    };
    Draft::new(&PAGE, span, said).hint(said!("let the last path come to an end", "让最后一条路走到结束阶段"))
}

/// The moves that lead somewhere, from the creation on.
pub(super) fn shown(way: &[Id]) -> String {
    std::iter::once("create").chain(way.iter().map(|id| &**id)).collect::<Vec<_>>().join(" → ")
}
