//! E0608: a report, forecast, channel … that nobody declares.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(608, "unknown-definition"),
    about: "A key names a definition that the policy does not have.",
    zh: "某个键引用了制度里没有的定义。",
    bad: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[forecast.ahead]
kpi = "won"
ahead = "3mo"
[report.monthly]
[[report.monthly.part]]
forecast = "ahed"
#          ^^^^^^ E0608 there is no forecast `ahed`; did you mean `ahead`?
"#,
    good: r#"
# file: rules/figures.toml
[measure.won]
of = "deal"
where = "outcome == 'won'"
value = "count"
at = "entered('won')"
by = ["region"]
[forecast.ahead]
kpi = "won"
ahead = "3mo"
[report.monthly]
[[report.monthly.part]]
forecast = "ahead"
"#,
};

pub(in crate::compiler) fn unknown_definition<'n>(
    text: &Text,
    word: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Draft {
    let word = super::phrase(word);
    Draft::new(&PAGE, text.span, said!("there is no {word} `{text}`", "没有{word} `{text}`"; word)).nearest(text, known)
}
