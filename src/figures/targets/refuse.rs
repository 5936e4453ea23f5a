//! Whether a target can be adjusted so, in words for who wants to.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Aim, Ground, lay::Unfit};
use crate::{
    engine::Refused,
    model::{Code, Refusal, number, target::Adjustment},
    policy::Target,
    said,
};

/// What a part of a target should be, as adjusted so far and by `more`, if it may be adjusted so.
///
/// # Errors
/// An unknown target is `not_found`; what can't be adjusted so is `invalid_value`.
pub fn adjust(ground: &Ground, more: &[Adjustment], change: &Adjustment) -> Result<Decimal, Refused> {
    let id = &change.target;
    let Some(target) = ground.policy.targets.get(id) else {
        let near = crate::model::near::nearest(id, ground.policy.targets.keys().map(|known| &**known));
        let message = match near {
            Some(near) => {
                said!("there is no target `{id}`; did you mean `{near}`?", "没有目标 `{id}`；是否指 `{near}`？")
            }
            None => said!("there is no target `{id}`", "没有目标 `{id}`"),
        };
        return Err(Refusal::new(Code::NotFound, message).with("target", &**id));
    };
    if change.value < Decimal::ZERO {
        let value = number::plain(change.value);
        let message = said!("a target is not less than nothing: {value}", "目标值不能小于零：{value}");
        return Err(refused(target, "value", message));
    }
    let mut aim = Aim::of(ground, target, more, None)?;
    let taken = match aim.adds.over_time {
        true => aim.take(ground.policy, change),
        false => {
            let cut = super::lay::Cut::of(ground.policy, target, change);
            cut.and_then(|cut| {
                aim.pieces = aim.at(ground.policy, &cut.period);
                let whole = Adjustment { period: None, ..change.clone() };
                aim.take(ground.policy, &whole)
            })
        }
    };
    taken.map_err(|unfit| told(&aim, target, unfit))
}

fn refused(target: &Target, field: &str, message: impl Into<crate::model::Said>) -> Refused {
    Refusal::new(Code::InvalidValue, message).with("target", &*target.id).with("fields", vec![field])
}

fn told(aim: &Aim, target: &Target, unfit: Unfit) -> Refused {
    let title = &target.title;
    match unfit {
        Unfit::NoPeriod(error) => refused(target, "period", said!("`period`: {error}", "`period`：{error}"; error)),
        Unfit::Outside(period) => {
            let whole = target.period;
            let message = said!(
                "{period} does not lie in {whole}, which {title} is for",
                "{period} 不在{title}的期间 {whole} 之内"
            );
            refused(target, "period", message)
        }
        Unfit::NotSplit(id) => {
            refused(target, "by", said!("{title} is not split by `{id}`", "{title}没有按 `{id}` 分解"))
        }
        Unfit::NoPart(id, value) => {
            let parts: BTreeSet<String> =
                aim.pieces.iter().filter_map(|piece| piece.by.get(&id)).map(ToString::to_string).collect();
            let known = parts.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
            let message = said!(
                "{title} has no part `{value}` in `{id}`; it has {known}",
                "{title}在 `{id}` 上没有 `{value}` 这一部分；有 {known}"
            );
            refused(target, "by", message)
        }
        Unfit::NoDays => {
            let message = said!(
                "nothing says what part of {title} such days have: split it by time",
                "无法确定这些天在{title}中占多少：请先按时间分解"
            );
            refused(target, "period", message)
        }
        Unfit::Alone => {
            let message = said!(
                "nothing beside it could make up for the difference: name a part, or say `rest = \"keep\"`",
                "没有其他部分可以分摊差额：请指明某一部分，或写 `rest = \"keep\"`"
            );
            refused(target, "rest", message)
        }
        Unfit::BelowZero(short) => {
            let short = number::plain(short);
            let message = said!(
                "the other parts of {title} would be {short} below nothing",
                "{title}的其余部分将比零还少 {short}"
            );
            refused(target, "value", message)
        }
        Unfit::TooBig => refused(target, "value", ("the number is too large", "数字太大")),
    }
}
