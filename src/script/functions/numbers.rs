//! Numbers and rounding. Money, percentages and plain numbers alike; everything exact.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy, prelude::ToPrimitive};

use super::{Function, Gives, Run, Takes, number, text_of, whole};
use crate::{
    model::{Type, Value, number::round},
    said,
    script::frame::{Fault, FaultKind, Frame},
};

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "money",
        "tiered",
        &[("table", Takes::Tiers), ("x", Takes::Amount)],
        Gives::Like(1),
        Run::Values(|v, frame| frame.context.tiered(text_of(v, 0)?, number(v, 1)?, frame)),
    )
    .docs(
        "Each part of x at the rate of its tier, added up: what a table of tiers, or a list of them, makes of it.",
        "tiered('commission_rates', collected)",
    ),
    Function::new(
        "numbers",
        "abs",
        &[("x", Takes::Amount)],
        Gives::Like(0),
        Run::Values(|v, _| Ok(Value::Number(number(v, 0)?.abs()))),
    )
    .docs("The number without its sign.", "abs(planned - actual)"),
    Function::new(
        "numbers",
        "clamp",
        &[("x", Takes::Same), ("lo", Takes::Same), ("hi", Takes::Same)],
        Gives::Together,
        Run::Values(|v, frame| {
            let low = extreme(&v[..2], frame, false)?;
            extreme(&[low, v[2].clone()], frame, true)
        }),
    )
    .docs("x, but not below lo and not above hi.", "clamp(score, 0, 100)"),
    Function::new(
        "numbers",
        "between",
        &[("x", Takes::Same), ("lo", Takes::Same), ("hi", Takes::Same)],
        Gives::Is(Type::Bool),
        Run::Values(|v, frame| {
            let calendar = frame.context.calendar();
            let order = |a: &Value, b: &Value| {
                a.compare(b, calendar).ok_or_else(|| super::wrong(Some(b), ("of the same kind", "同一种值")))
            };
            Ok(Value::Bool(order(&v[1], &v[0])?.is_le() && order(&v[0], &v[2])?.is_le()))
        }),
    )
    .docs("Whether lo <= x and x <= hi.", "between(discount, 0.05, 0.15)"),
    Function::new(
        "numbers",
        "sqrt",
        &[("x", Takes::Amount)],
        Gives::Is(Type::Number),
        Run::Values(|v, _| {
            let x = number(v, 0)?;
            let root = x
                .sqrt()
                .ok_or_else(|| Fault::new(FaultKind::Argument, said!("{x} has no square root", "{x} 没有平方根")))?;
            Ok(Value::Number(root))
        }),
    )
    .docs("The square root.", "sqrt(16)"),
    Function::new(
        "numbers",
        "power",
        &[("x", Takes::Amount), ("n", Takes::Amount)],
        Gives::Is(Type::Number),
        Run::Values(|v, _| power(number(v, 0)?, number(v, 1)?)),
    )
    .docs("x to the power of n; n may have a fraction where x is not negative.", "power(1 + rate, 12)"),
    Function::new(
        "numbers",
        "ratio",
        &[("a", Takes::Amount), ("b", Takes::Amount)],
        Gives::Is(Type::Number),
        Run::Values(|v, _| {
            let (a, b) = (number(v, 0)?, number(v, 1)?);
            match b.is_zero() {
                true => Ok(Value::None),
                false => a.checked_div(b).map(Value::Number).ok_or_else(too_big),
            }
        }),
    )
    .docs("a / b; none where b is 0.", "ratio(paid, invoiced)"),
    Function::new(
        "money",
        "split",
        &[("amount", Takes::Amount), ("shares", Takes::List)],
        Gives::ListLike(0),
        Run::Values(|v, f| {
            let shares: Vec<Decimal> = v[1].items().iter().map(|share| share.as_number().unwrap_or_default()).collect();
            let parts = split(number(v, 0)?, &shares, f.context.minor_digits())?;
            Ok(Value::List(parts.into_iter().map(Value::Number).collect()))
        }),
    )
    .docs(
        "The amount in parts as large as their shares say; the parts add up to the cent.",
        "split(amount, [0.5, 0.3, 0.2])",
    ),
    Function::new(
        "money",
        "pmt",
        &[("rate", Takes::Amount), ("n", Takes::Amount), ("amount", Takes::Amount)],
        Gives::Like(2),
        Run::Values(|v, _| pmt(number(v, 0)?, whole(v, 1, 1, 10_000)?, number(v, 2)?)),
    )
    .docs("The equal instalment that pays an amount back in n periods at a rate each.", "pmt(0.12 / 12, 24, amount)"),
    Function::new(
        "rounding",
        "round",
        &[("x", Takes::Amount), ("digits", Takes::Amount)],
        Gives::Like(0),
        Run::Values(|v, _| rounded(v, round)),
    )
    .docs(
        "Rounded to digits places (2 if not said), half away from zero; -2 rounds to hundreds.",
        "round(amount * 0.13, 2)",
    )
    .optional(1),
    Function::new(
        "rounding",
        "round_up",
        &[("x", Takes::Amount), ("digits", Takes::Amount)],
        Gives::Like(0),
        Run::Values(|v, _| rounded(v, |x, digits| x.round_dp_with_strategy(digits, RoundingStrategy::AwayFromZero))),
    )
    .docs("Rounded away from zero to digits places (2 if not said).", "round_up(days / 30, 0)")
    .optional(1),
    Function::new(
        "rounding",
        "round_down",
        &[("x", Takes::Amount), ("digits", Takes::Amount)],
        Gives::Like(0),
        Run::Values(|v, _| rounded(v, |x, digits| x.round_dp_with_strategy(digits, RoundingStrategy::ToZero))),
    )
    .docs("Rounded towards zero to digits places (2 if not said).", "round_down(score, 0)")
    .optional(1),
    Function::new(
        "rounding",
        "round_to",
        &[("x", Takes::Amount), ("step", Takes::Amount)],
        Gives::Like(0),
        Run::Values(|v, _| {
            let (x, step) = (number(v, 0)?, number(v, 1)?);
            if step.is_zero() {
                return Err(Fault::new(FaultKind::Division, ("rounding to a step of 0", "不能按 0 取整")));
            }
            let steps = x.checked_div(step).ok_or_else(too_big)?;
            let rounded = round(steps, 0).checked_mul(step);
            rounded.map(Value::Number).ok_or_else(too_big)
        }),
    )
    .docs("Rounded to a multiple of step, half away from zero.", "round_to(price, 0.05)"),
];

/// An amount in parts by their shares, to so many digits: largest remainder, ties to the earlier part. Shares that are
/// negative count as nothing; where there are none, nothing is split.
pub fn split(amount: Decimal, shares: &[Decimal], digits: u32) -> Result<Vec<Decimal>, Fault> {
    let shares: Vec<Decimal> = shares.iter().map(|share| (*share).max(Decimal::ZERO)).collect();
    let mut whole = Decimal::ZERO;
    for share in &shares {
        whole = whole.checked_add(*share).ok_or_else(too_big)?;
    }
    if whole.is_zero() {
        return Ok(vec![Decimal::ZERO; shares.len()]);
    }
    let amount = round(amount, digits);
    let unit = Decimal::new(1, digits);
    let (mut parts, mut rests, mut left) = (Vec::new(), Vec::new(), amount);
    for (n, share) in shares.iter().enumerate() {
        let exact = amount.checked_mul(*share).and_then(|product| product.checked_div(whole)).ok_or_else(too_big)?;
        let part = exact.round_dp_with_strategy(digits, RoundingStrategy::ToZero);
        left -= part;
        rests.push(((exact - part).abs(), n));
        parts.push(part);
    }
    rests.sort_by(|(a, n), (b, m)| b.cmp(a).then(n.cmp(m)));
    let step = if left.is_sign_negative() { -unit } else { unit };
    for (_, n) in rests.iter().cycle() {
        if left.abs() < unit {
            break;
        }
        parts[*n] += step;
        left -= step;
    }
    Ok(parts)
}

fn pmt(rate: Decimal, n: i64, amount: Decimal) -> Result<Value, Fault> {
    if rate.is_zero() {
        return amount.checked_div(n.into()).map(Value::Number).ok_or_else(too_big);
    }
    let grown = (Decimal::ONE + rate).checked_powi(n).ok_or_else(too_big)?;
    let over = grown - Decimal::ONE;
    if over.is_zero() {
        return Err(Fault::new(
            FaultKind::Division,
            ("the instalment of a rate that comes to nothing", "利率折算为零，算不出每期应付"),
        ));
    }
    let factor = rate.checked_mul(grown).and_then(|x| x.checked_div(over)).ok_or_else(too_big)?;
    amount.checked_mul(factor).map(Value::Number).ok_or_else(too_big)
}

fn too_big() -> Fault {
    Fault::new(FaultKind::Overflow, ("a number has more than 28 digits", "数字超过 28 位"))
}

/// The least or greatest of several values.
pub(in crate::script) fn extreme(values: &[Value], frame: &Frame, least: bool) -> Result<Value, Fault> {
    let calendar = frame.context.calendar();
    let mut best = Value::None;
    for value in values {
        if best.is_none() {
            best = value.clone();
            continue;
        }
        let order = value
            .compare(&best, calendar)
            .ok_or_else(|| super::wrong(Some(value), ("of the same kind", "同一种值")))?;
        if (least && order.is_lt()) || (!least && order.is_gt()) {
            best = value.clone();
        }
    }
    Ok(best)
}

fn power(x: Decimal, n: Decimal) -> Result<Value, Fault> {
    let result = match n.to_i64() {
        Some(whole) if n.fract().is_zero() => {
            if x.is_zero() && whole < 0 {
                return Err(Fault::new(FaultKind::Division, ("0 to a negative power", "0 的负数次幂")));
            }
            // Beyond this nothing but 0, 1 and -1 stays within 28 digits.
            if !(-10_000..=10_000).contains(&whole) {
                return Err(too_big());
            }
            x.checked_powi(whole)
        }
        _ if x.is_sign_negative() => {
            return Err(Fault::new(
                FaultKind::Argument,
                said!("{x} is negative and has no power of {n}", "{x} 是负数，没有 {n} 次幂"),
            ));
        }
        _ => x.checked_powd(n),
    };
    result.map(Value::Number).ok_or_else(too_big)
}

fn rounded(values: &[Value], rule: fn(Decimal, u32) -> Decimal) -> Result<Value, Fault> {
    let x = number(values, 0)?;
    let digits = match values.len() {
        1 => 2,
        _ => whole(values, 1, -27, 28)?,
    };
    if digits >= 0 {
        return Ok(Value::Number(rule(x, digits.unsigned_abs() as u32)));
    }
    let mut unit = Decimal::ONE;
    for _ in 0..digits.unsigned_abs() {
        unit = unit.checked_mul(Decimal::TEN).ok_or_else(too_big)?;
    }
    let scaled = x.checked_div(unit).ok_or_else(too_big)?;
    let back = rule(scaled, 0).checked_mul(unit);
    back.map(Value::Number).ok_or_else(too_big)
}
