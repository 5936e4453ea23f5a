//! Numbers and rounding. Money, percentages and plain numbers alike; everything exact.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy, prelude::ToPrimitive};

use super::{Function, Gives, Run, Takes, number, whole};
use crate::{
    model::{Type, Value, number::round},
    script::frame::{Fault, FaultKind, Frame},
};

pub(super) static FUNCTIONS: &[Function] = &[
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
            let order =
                |a: &Value, b: &Value| a.compare(b, calendar).ok_or_else(|| super::wrong(Some(b), "of the same kind"));
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
            let root = x.sqrt().ok_or_else(|| Fault::new(FaultKind::Argument, format!("{x} has no square root")))?;
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
                return Err(Fault::new(FaultKind::Division, "rounding to a step of 0"));
            }
            let steps = x.checked_div(step).ok_or_else(too_big)?;
            let rounded = round(steps, 0).checked_mul(step);
            rounded.map(Value::Number).ok_or_else(too_big)
        }),
    )
    .docs("Rounded to a multiple of step, half away from zero.", "round_to(price, 0.05)"),
];

fn too_big() -> Fault {
    Fault::new(FaultKind::Overflow, "a number has more than 28 digits")
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
        let order = value.compare(&best, calendar).ok_or_else(|| super::wrong(Some(value), "of the same kind"))?;
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
                return Err(Fault::new(FaultKind::Division, "0 to a negative power"));
            }
            // Beyond this nothing but 0, 1 and -1 stays within 28 digits.
            if !(-10_000..=10_000).contains(&whole) {
                return Err(too_big());
            }
            x.checked_powi(whole)
        }
        _ if x.is_sign_negative() => {
            return Err(Fault::new(FaultKind::Argument, format!("{x} is negative and has no power of {n}")));
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
