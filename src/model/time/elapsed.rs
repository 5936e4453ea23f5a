//! How much of a period is gone, in business days.

use rust_decimal::Decimal;

use super::{Calendar, Period, Timestamp};

/// The share of a period's business days wholly gone at `now`, 0 to 1. A period without business days is gone when
/// it is past. Source: semantics section 9.
pub fn elapsed(period: &Period, now: Timestamp, calendar: &Calendar) -> Decimal {
    match elapsed_days(period, now, calendar) {
        (_, 0) if calendar.local_date(now) >= period.end => Decimal::ONE,
        (_, 0) => Decimal::ZERO,
        (gone, total) => Decimal::from(gone) / Decimal::from(total),
    }
}

/// The same as an exact fraction: business days wholly gone, and all of the period's. A day is gone at midnight.
pub fn elapsed_days(period: &Period, now: Timestamp, calendar: &Calendar) -> (i64, i64) {
    let until = calendar.local_date(now).clamp(period.start, period.end);
    let count = |end| calendar.business_days_between(period.start, end);
    (count(until), count(period.end))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(calendar: &Calendar, now: &str, period: &str) -> (i64, i64, Decimal) {
        let now = calendar.parse_timestamp(now).unwrap();
        let period = Period::parse(period, date(2026, 3, 5), 1).unwrap();
        let (gone, total) = elapsed_days(&period, now, calendar);
        (gone, total, elapsed(&period, now, calendar))
    }

    #[test]
    fn only_days_wholly_gone_count() {
        let calendar = Calendar::default();
        assert_eq!(at(&calendar, "2026-03-02T23:59", "2026-W10"), (0, 5, Decimal::ZERO));
        assert_eq!(at(&calendar, "2026-03-03T00:00", "2026-W10"), (1, 5, Decimal::new(2, 1)));
        assert_eq!(at(&calendar, "2026-02-01", "2026-W10"), (0, 5, Decimal::ZERO));
        assert_eq!(at(&calendar, "2026-03-07T08:00", "2026-W10"), (5, 5, Decimal::ONE));
        assert_eq!(at(&calendar, "2027-01-01", "2026-W10"), (5, 5, Decimal::ONE));
    }

    #[test]
    fn a_period_without_business_days_is_gone_when_it_is_past() {
        let calendar = Calendar::default();
        let weekend = "2026-03-07..2026-03-08";
        assert_eq!(at(&calendar, "2026-03-08T12:00", weekend).2, Decimal::ZERO);
        assert_eq!(at(&calendar, "2026-03-09T00:00", weekend).2, Decimal::ONE);
    }
}
