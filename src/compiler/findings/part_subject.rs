//! E0614: a part of a report that shows nothing, or two things.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(614, "part-subject"),
    about: "A part of a report is one of `kpi`, `records`, `forecast`, `analysis`, `scorecard`, `warnings`, `matrix`, `rights`.",
    zh: "报表的每个部分只展示一样：`kpi`、`records`、`forecast`、`analysis`、`scorecard`、`warnings`、`matrix` 或 `rights`。",
    bad: r#"
# file: rules/reports.toml
[report.monthly]
[[report.monthly.part]]
#^^^^^^^^^^^^^^^^^^^^^^ E0614 this part shows nothing; give it one of `kpi`, `records`, `forecast`, `analysis`, `scorecard`, `warnings`, `matrix`, `rights`
title = "Deals"
"#,
    good: r#"
# file: rules/reports.toml
[report.monthly]
[[report.monthly.part]]
title = "Deals"
records = "deal"
"#,
};

pub(in crate::compiler) fn part_subject(span: Span, said: &[&str]) -> Draft {
    const ALL: &[&str] = &["kpi", "records", "forecast", "analysis", "scorecard", "warnings", "matrix", "rights"];
    let (all, those) = (super::quoted(ALL), super::quoted(said));
    match said.is_empty() {
        true => Draft::new(&PAGE, span, said!("this part shows nothing", "这一部分没有内容"))
            .hint(said!("give it one of {all}", "请写明其中之一：{all}")),
        false => Draft::new(
            &PAGE,
            span,
            said!("a part shows one thing, not {those}", "一个部分只展示一样，不能同时是 {those}"),
        ),
    }
}
