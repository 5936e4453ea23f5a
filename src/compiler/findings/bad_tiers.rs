//! E0611: tiers that do not rise, or a rate above 1.

use rust_decimal::Decimal;

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(611, "bad-tiers"),
    about: "Tiers are written `[from this amount on, that rate]`: the first begins at 0, each begins above the one before, and a rate is a fraction: 0.02 for 2 %.",
    zh: "分档写作 `[从该金额起, 该比率]`：第一档从 0 开始，逐档递增；比率写小数，2% 写作 0.02。",
    bad: r#"
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
tiers = [[0, 0.01], [500, 0.02], [300, 0.03]]
#                                 ^^^ E0611 this tier begins below the one before, at 500
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
tiers = [[0, 0.01], [300, 0.02], [500, 0.03]]
"#,
};

pub(in crate::compiler) fn bad_tiers(span: Span, before: Option<Decimal>) -> Draft {
    let message = match before.map(|before| before.normalize()) {
        Some(before) => said!("this tier begins below the one before, at {before}", "这一档低于上一档的起点 {before}"),
        None => said!("the first tier begins at 0", "第一档从 0 开始"),
    };
    Draft::new(&PAGE, span, message)
}

pub(in crate::compiler) fn bad_rate(span: Span, rate: Decimal) -> Draft {
    let (rate, fraction) = (rate.normalize(), (rate / Decimal::ONE_HUNDRED).normalize());
    let message = said!("a rate of {rate} pays more than all of it", "比率 {rate} 超过了全部金额");
    Draft::new(&PAGE, span, message).hint(said!("{rate} % is {fraction}", "{rate}% 写作 {fraction}"))
}
