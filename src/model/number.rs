//! Exact numbers: reading them from text, rounding as people do, writing them plainly.
//!
//! Everything is `rust_decimal`; no binary float is ever made from what a person wrote.

use rust_decimal::{Decimal, RoundingStrategy};

/// Reads a number as people type it: `1200000`, `1_200_000`, `1,200,000`, `-3.50`, `15%` (a fraction: 0.15).
/// None where the text is no number or has more than 28 digits.
pub fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (text, percent) = match text.strip_suffix(['%', '％']) {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    };
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ',' | '，')).collect();
    if !plain.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return None;
    }
    let number = Decimal::from_str_exact(&plain).or_else(|_| Decimal::from_scientific(&plain)).ok()?;
    match percent {
        true => number.checked_div(Decimal::ONE_HUNDRED),
        false => Some(number),
    }
}

/// Rounds half away from zero (四舍五入) to `digits` places after the point.
pub fn round(number: Decimal, digits: u32) -> Decimal {
    number.round_dp_with_strategy(digits.min(28), RoundingStrategy::MidpointAwayFromZero)
}

/// The number of decimal places of a currency's minor unit (ISO 4217); two where the currency is not one we know.
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "XAF" | "XOF" | "PYG" | "UGX" => 0,
        "KWD" | "BHD" | "OMR" | "JOD" | "TND" | "IQD" | "LYD" => 3,
        _ => 2,
    }
}

/// The number without trailing zeros, as programs read it.
pub fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// The number with a comma every three digits and `digits` places, as people read it.
pub fn grouped(number: Decimal, digits: u32) -> String {
    let text = format!("{:.*}", digits as usize, round(number, digits));
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let read = |text| parse(text).map(|n| n.normalize().to_string());
        assert_eq!(read("1,200,000.50").as_deref(), Some("1200000.5"));
        assert_eq!(read("15%").as_deref(), Some("0.15"));
        assert_eq!(read("1_000").as_deref(), Some("1000"));
        assert_eq!(read("１２"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("inf"), None);
        assert_eq!(read("99999999999999999999999999999999"), None);
    }

    #[test]
    fn half_goes_away_from_zero() {
        assert_eq!(plain(round(parse("2.345").unwrap(), 2)), "2.35");
        assert_eq!(plain(round(parse("-2.345").unwrap(), 2)), "-2.35");
    }

    #[test]
    fn grouping_keeps_the_sign_and_the_cents() {
        assert_eq!(grouped(parse("-1234567.891").unwrap(), 2), "-1,234,567.89");
        assert_eq!(grouped(parse("999").unwrap(), 0), "999");
    }
}
