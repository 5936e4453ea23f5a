//! What the operators do with two values. None in, none out.

use std::{cmp::Ordering, sync::Arc};

use rust_decimal::Decimal;

use super::{
    frame::{Fault, FaultKind},
    syntax::Operator,
    tri::Tri,
};
use crate::{
    model::{
        Value,
        time::{Calendar, Duration, TimeError},
    },
    said,
};

/// `a + b`, `a - b`, `a * b`, `a / b`, `a % b`.
pub fn arithmetic(
    operator: Operator,
    a: &Value,
    b: &Value,
    zero_is_none: bool,
    calendar: &Calendar,
) -> Result<Value, Fault> {
    match (a, b) {
        (Value::None, _) | (_, Value::None) => Ok(Value::None),
        (Value::Number(a), Value::Number(b)) => {
            let number = numbers(operator, *a, *b, zero_is_none)?;
            Ok(number.map_or(Value::None, Value::Number))
        }
        (_, _) => match operator {
            Operator::Add => add(a, b, calendar),
            Operator::Subtract => subtract(a, b, calendar),
            _ => Err(unfit(operator, a, b)),
        },
    }
}

/// Arithmetic of two numbers; none only where division by zero is none.
pub fn numbers(operator: Operator, a: Decimal, b: Decimal, zero_is_none: bool) -> Result<Option<Decimal>, Fault> {
    let result = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide | Operator::Modulo if b.is_zero() => {
            return match zero_is_none {
                true => Ok(None),
                false => Err(Fault::new(
                    FaultKind::Division,
                    said!("{a} {} 0: division by zero", "{a} {} 0：除数为零", operator.sign()),
                )),
            };
        }
        Operator::Divide => a.checked_div(b),
        Operator::Modulo => a.checked_rem(b),
        _ => return Err(Fault::new(FaultKind::Argument, ("this is no arithmetic", "这不是算术运算"))),
    };
    match result {
        Some(number) => Ok(Some(number)),
        None => Err(Fault::new(
            FaultKind::Overflow,
            said!("{a} {} {b} has more than 28 digits", "{a} {} {b} 超过 28 位数字", operator.sign()),
        )),
    }
}

fn unfit(operator: Operator, a: &Value, b: &Value) -> Fault {
    Fault::new(FaultKind::Argument, said!("`{a} {} {b}` cannot be computed", "`{a} {} {b}` 无法计算", operator.sign()))
}

/// A calendar that refuses, as a fault.
pub fn time_fault(error: TimeError) -> Fault {
    Fault::new(FaultKind::Overflow, error.said())
}

fn add(a: &Value, b: &Value, calendar: &Calendar) -> Result<Value, Fault> {
    Ok(match (a, b) {
        (Value::Duration(by), date @ (Value::Date(_) | Value::Moment(_))) => {
            return step(date, by, calendar);
        }
        (date @ (Value::Date(_) | Value::Moment(_)), Value::Duration(by)) => {
            return step(date, by, calendar);
        }
        (Value::Duration(a), Value::Duration(b)) => Value::Duration(Arc::new(a.checked_add(b).map_err(time_fault)?)),
        (Value::Text(a), Value::Text(b)) => Value::text(format!("{a}{b}")),
        _ => return Err(unfit(Operator::Add, a, b)),
    })
}

fn subtract(a: &Value, b: &Value, calendar: &Calendar) -> Result<Value, Fault> {
    let seconds = |from: crate::model::time::Timestamp, to: crate::model::time::Timestamp| {
        Value::Duration(Arc::new(Duration::seconds(to.as_second() - from.as_second())))
    };
    Ok(match (a, b) {
        (Value::Date(_) | Value::Moment(_), Value::Duration(by)) => {
            return step(a, &by.negated(), calendar);
        }
        (Value::Duration(a), Value::Duration(b)) => {
            Value::Duration(Arc::new(a.checked_add(&b.negated()).map_err(time_fault)?))
        }
        (Value::Date(a), Value::Date(b)) => Value::Duration(Arc::new(Duration::days(calendar.days_between(*b, *a)))),
        (Value::Moment(a), Value::Moment(b)) => seconds(*b, *a),
        (Value::Date(a), Value::Moment(b)) => seconds(*b, calendar.start_of_day(*a)),
        (Value::Moment(a), Value::Date(b)) => seconds(calendar.start_of_day(*b), *a),
        _ => return Err(unfit(Operator::Subtract, a, b)),
    })
}

/// A day or moment some time later: a day stays a day, unless hours are added.
fn step(from: &Value, by: &Duration, calendar: &Calendar) -> Result<Value, Fault> {
    match from {
        Value::Moment(at) => calendar.add(*at, by).map(Value::Moment),
        Value::Date(date) => match calendar.add_to_date(*date, by) {
            Err(TimeError::NeedsTimeOfDay { .. }) => calendar.add(calendar.start_of_day(*date), by).map(Value::Moment),
            other => other.map(Value::Date),
        },
        other => return Err(unfit(Operator::Add, other, &Value::None)),
    }
    .map_err(time_fault)
}

/// `a == b`, `a < b` …: unknown where one is none.
pub fn compare(operator: Operator, a: &Value, b: &Value, calendar: &Calendar) -> Result<Tri, Fault> {
    if a.is_none() || b.is_none() {
        return Ok(Tri::Unknown);
    }
    match (a.compare(b, calendar), operator) {
        (Some(order), _) => Ok(Tri::from(holds(operator, order))),
        (None, Operator::Equal) => Ok(Tri::False),
        (None, Operator::Unequal) => Ok(Tri::True),
        (None, _) => {
            Err(Fault::new(FaultKind::Argument, said!("`{a}` and `{b}` cannot be compared", "`{a}` 与 `{b}` 不能比较")))
        }
    }
}

/// Whether an order satisfies a comparison.
pub fn holds(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::Unequal => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::AtLeast => order.is_ge(),
        _ => false,
    }
}

/// `a in list`: true if one is equal; else unknown if one is none.
pub fn within(item: &Value, list: &Value, calendar: &Calendar) -> Result<Tri, Fault> {
    let Value::List(items) = list else {
        return match list {
            Value::None => Ok(Tri::Unknown),
            one => compare(Operator::Equal, item, one, calendar),
        };
    };
    let mut answer = Tri::False;
    for one in items.iter() {
        match compare(Operator::Equal, item, one, calendar)? {
            Tri::True => return Ok(Tri::True),
            Tri::Unknown => answer = Tri::Unknown,
            Tri::False => {}
        }
    }
    Ok(answer)
}

/// `-a`.
pub fn minus(value: &Value) -> Result<Value, Fault> {
    Ok(match value {
        Value::None => Value::None,
        Value::Number(n) => Value::Number(-*n),
        Value::Duration(d) => Value::Duration(Arc::new(d.negated())),
        other => {
            return Err(Fault::new(FaultKind::Argument, said!("`-{other}` cannot be computed", "`-{other}` 无法计算")));
        }
    })
}
