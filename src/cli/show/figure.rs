//! Figures as people read them: digits in groups of three, percentages, as many decimals as a whole column needs.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde_json::Value as Json;

use crate::model::number;

/// The number a JSON value stands for.
pub(in crate::cli) fn read(value: &Json) -> Option<Decimal> {
    match value {
        Json::String(text) => text.parse().ok(),
        Json::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The same, roughly: for the length of bars.
pub(in crate::cli) fn rough(value: &Json) -> Option<f64> {
    read(value).and_then(|number| number.to_f64())
}

/// Figures of one unit, one beneath the other: all with the same number of decimals.
pub(in crate::cli) fn column(values: &[&Json], unit: &str) -> Vec<String> {
    let numbers: Vec<Option<Decimal>> = values.iter().map(|value| read(value).map(|n| scaled(n, unit))).collect();
    let most = if unit == "percent" { 1 } else { 2 };
    let needed =
        |n: &Decimal| n.round_dp_with_strategy(most, RoundingStrategy::MidpointAwayFromZero).normalize().scale();
    let digits = numbers.iter().flatten().map(needed).max().unwrap_or(0);
    let digits = if unit == "money" && digits > 0 { 2 } else { digits };
    let shown = |(number, value): (&Option<Decimal>, &&Json)| match number {
        Some(number) => number::grouped(*number, digits) + sign(unit),
        None => super::json::value(value),
    };
    numbers.iter().zip(values).map(shown).collect()
}

/// One figure.
pub(in crate::cli) fn one(value: &Json, unit: &str) -> String {
    column(&[value], unit).pop().unwrap_or_default()
}

/// A number's text with a comma every three digits.
pub(in crate::cli) fn grouped(text: &str, digits: u32) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |number| number::grouped(number, digits))
}

fn scaled(number: Decimal, unit: &str) -> Decimal {
    match unit {
        "percent" => number.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(number),
        _ => number,
    }
}

fn sign(unit: &str) -> &'static str {
    if unit == "percent" { "%" } else { "" }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_column_has_one_number_of_decimals() {
        let (a, b) = (json!("1200000"), json!("3.5"));
        assert_eq!(column(&[&a, &b, &Json::Null], "money"), ["1,200,000.00", "3.50", ""]);
        assert_eq!(column(&[&a], "money"), ["1,200,000"]);
        assert_eq!(column(&[&json!("0.4287"), &json!("0.5")], "percent"), ["42.9%", "50.0%"]);
        assert_eq!(column(&[&json!("0.333333333"), &json!(7)], "number"), ["0.33", "7.00"]);
        assert_eq!(one(&json!("3d"), "duration"), "3d");
    }
}
