//! How much of what a figure should be is reached.

use super::recipe::Figure;
use crate::{
    model::Value,
    policy::{Better, Policy},
};

/// How much of a figure's target a value reaches; above 1 is better than the target.
pub fn attained(policy: &Policy, figure: &str, value: &Value, target: &Value) -> Value {
    Figure::find(policy, figure).map_or(Value::None, |figure| attainment(value, target, figure.better()))
}

/// Value over target, or target over value where less is better; none where that can't be said.
pub(super) fn attainment(value: &Value, target: &Value, better: Better) -> Value {
    let (Some(value), Some(target)) = (value.as_number(), target.as_number()) else {
        return Value::None;
    };
    if target.is_zero() {
        return Value::None;
    }
    let reached = match better {
        Better::Higher => value.checked_div(target),
        Better::Lower => target.checked_div(value),
    };
    reached.map_or(Value::None, Value::Number)
}
