//! Dividing: an amount by shares, to a step; a stretch of days by business days.

use rust_decimal::Decimal;

use super::super::recipe::Figure;
use crate::{
    model::{
        Type,
        time::{Calendar, Date},
    },
    policy::{Aggregate, Policy},
};

/// To which step parts are rounded where nothing says so: a count to whole ones, money to the currency's smallest unit,
/// all else to two digits.
pub(super) fn step(policy: &Policy, figure: &str) -> Decimal {
    match Figure::find(policy, figure) {
        Some(Figure::Measure(measure)) if measure.aggregate == Aggregate::Count => Decimal::ONE,
        Some(figure) if *figure.ty() == Type::Money => Decimal::new(1, policy.manifest.minor_digits),
        _ => Decimal::new(1, 2),
    }
}

/// A sum; none where it grows too large.
pub(super) fn total(all: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    all.into_iter().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one))
}

/// An amount in parts as large as their shares say, each a multiple of the step, by largest remainder, ties to the
/// earlier; what is left of less than a step goes to the part with the greatest share. Where all shares are nothing the
/// parts are alike. None where numbers grow too large.
pub(super) fn divide(whole: Decimal, shares: &[Decimal], step: Decimal) -> Option<Vec<Decimal>> {
    let mut shares: Vec<Decimal> = shares.iter().map(|share| (*share).max(Decimal::ZERO)).collect();
    if shares.iter().all(Decimal::is_zero) {
        shares.fill(Decimal::ONE);
    }
    let all = total(shares.iter().copied())?;
    let (mut parts, mut rests) = (Vec::with_capacity(shares.len()), Vec::with_capacity(shares.len()));
    let mut left = whole;
    for (n, share) in shares.iter().enumerate() {
        // The share first: it is at most 1, so that nothing grows on the way.
        let exact = match whole.checked_mul(*share) {
            Some(product) => product.checked_div(all)?,
            None => whole.checked_mul(share.checked_div(all)?)?,
        };
        let part = exact.checked_div(step)?.trunc().checked_mul(step)?;
        left = left.checked_sub(part)?;
        rests.push((exact.checked_sub(part)?.abs(), n));
        parts.push(part);
    }
    rests.sort_by(|(a, n), (b, m)| b.cmp(a).then(n.cmp(m)));
    let one = if left.is_sign_negative() { -step } else { step };
    for (_, n) in &rests {
        if left.abs() < step {
            break;
        }
        parts[*n] = parts[*n].checked_add(one)?;
        left -= one;
    }
    let largest = (0..shares.len()).max_by(|a, b| shares[*a].cmp(&shares[*b]).then(b.cmp(a)));
    if let Some(largest) = largest {
        parts[largest] = parts[largest].checked_add(left)?;
    }
    Some(parts)
}

/// What share of some days others have, as two numbers: by business days; by days where there is none.
pub(super) fn of_days(calendar: &Calendar, of: (Date, Date), part: (Date, Date)) -> (Decimal, Decimal) {
    let business = |(from, until)| Decimal::from(calendar.business_days_between(from, until));
    if !business(of).is_zero() {
        return (business(part), business(of));
    }
    let days = |(from, until): (Date, Date)| Decimal::from(from.duration_until(until).as_hours() / 24);
    (days(part), days(of).max(Decimal::ONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(whole: i64, shares: &[i64], step: i64) -> Vec<String> {
        let shares: Vec<Decimal> = shares.iter().map(|n| Decimal::from(*n)).collect();
        let parts = divide(whole.into(), &shares, step.into()).unwrap();
        assert_eq!(parts.iter().sum::<Decimal>(), whole.into());
        parts.iter().map(Decimal::to_string).collect()
    }

    #[test]
    fn parts_are_whole_steps_and_add_up() {
        assert_eq!(parts(100, &[1, 1, 1], 1), ["34", "33", "33"]);
        assert_eq!(parts(100, &[1, 2, 3], 10), ["20", "30", "50"]);
        assert_eq!(parts(100, &[0, 0], 10), ["50", "50"]);
        assert_eq!(parts(105, &[1, 1, 1], 10), ["45", "30", "30"]);
        assert_eq!(parts(0, &[1, 2], 10), ["0", "0"]);
        assert_eq!(parts(7, &[-3, 2], 1), ["0", "7"]);
    }
}
