//! W0232: a loop that leaves one more path behind each time round.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(232, "no-bound"),
    about: "Going round this loop puts one more path into the stage each time and takes none away: they gather without bound.",
    zh: "每绕这个圈一次，这个阶段里就多一条路，却没有一条被取走：会无限堆积。",
    bad: r#"
[stage.open]
[stage.work]
[stage.copy]
#      ^^^^ W0232 paths gather in `copy` without bound: each round of again → split leaves one more; join them, or open no new one while one is there
many = true
[stage.done]
end = "done"
[transition.split]
from = "open"
to = ["work", "copy"]
[transition.again]
from = "work"
to = "open"
[transition.finish]
from = ["work", "copy"]
who = "owner"
to = "done"
"#,
    good: r#"
[stage.open]
[stage.work]
[stage.copy]
many = true
[stage.done]
end = "done"
[transition.split]
from = "open"
to = ["work", "copy"]
[transition.finish]
from = ["work", "copy"]
who = "owner"
to = "done"
"#,
};

pub(in crate::compiler) fn no_bound(span: Span, stage: &str, round: &[Id]) -> Draft {
    let round = round.iter().map(|id| &**id).collect::<Vec<_>>().join(" → ");
    let said = said!(
        "paths gather in `{stage}` without bound: each round of {round} leaves one more",
        "`{stage}` 里的路会无限堆积：每走一轮 {round} 就多一条"
    );
    Draft::new(&PAGE, span, said)
        .hint(said!("join them, or open no new one while one is there", "让它们汇合，或在还有一条时不再打开新的"))
}
