//! W0231: an end that cuts off a path which leads there too.

use super::{Code, Draft, Page, waits_for_ever::shown};
use crate::{compiler::source::Span, model::Id, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(231, "cut-off"),
    about: "An end closes the record and removes whatever is still open. Here one path comes to this end while another, opened together with it, is on its way to the same end: the first to arrive takes the work of the others away.",
    zh: "结束阶段会关闭记录，并撤掉一切还开着的。这里一条路到达这个结束时，与它同时打开的另一条也正走向同一个结束：先到的会把其他路上的工作撤掉。",
    bad: r#"
[stage.open]
[stage.ship]
[stage.invoice]
[stage.done]
#      ^^^^ W0231 the first path to come to `done` closes the record, and what is open in `invoice` is removed: create → start → shipped; write `rest = "wait"`, or join the paths before
end = "done"
[transition.start]
from = "open"
to = ["ship", "invoice"]
[transition.shipped]
from = "ship"
to = "done"
[transition.invoiced]
from = "invoice"
to = "done"
"#,
    good: r#"
[stage.open]
[stage.ship]
[stage.invoice]
[stage.done]
end = "done"
rest = "wait"
[transition.start]
from = "open"
to = ["ship", "invoice"]
[transition.shipped]
from = "ship"
to = "done"
[transition.invoiced]
from = "invoice"
to = "done"
"#,
};

pub(in crate::compiler) fn cut_off(span: Span, end: &str, other: &str, way: &[Id]) -> Draft {
    let way = shown(way);
    let said = said!(
        "the first path to come to `{end}` closes the record, and what is open in `{other}` is removed: {way}",
        "先到 `{end}` 的路会关闭记录，`{other}` 里还开着的会被撤掉：{way}"
    );
    Draft::new(&PAGE, span, said)
        .hint(said!("write `rest = \"wait\"`, or join the paths before", "写 `rest = \"wait\"`，或先让它们汇合"))
}
