//! A length of time as policies write it.
//!
//! Five parts that never mix by themselves: a month is no number of days, a business day no number of hours.
//! How it is written is in `duration_text.rs`; what it does to a moment in `steps.rs`.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Calendar, TimeError};

const SECONDS_PER_HOUR: i64 = 3600;
const SECONDS_PER_DAY: i64 = 86_400;
const DAYS_PER_MONTH_ABOUT: i64 = 30;

/// A length of time: `90s 30m 4h 3d 2w 1mo 1y`, business time `5bd 8bh`, several parts together `1d 4h`.
///
/// Fractions are for `s m h bh` only and are rounded to the second, half away from zero. A year is twelve months, a
/// week seven days. The derived order is by field and serves as a map key; to ask which of two is longer, compare
/// [`Duration::approx_seconds`].
///
/// Source: semantics section 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Duration {
    /// Calendar months (`mo`, and twelve for each `y`).
    pub months: i64,
    /// Calendar days (`d`, and seven for each `w`).
    pub days: i64,
    /// Seconds on any clock (`s m h`).
    pub seconds: i64,
    /// Business days (`bd`).
    pub business_days: i64,
    /// Seconds of open hours (`bh`).
    pub business_seconds: i64,
}

impl Duration {
    /// No time at all. Adding it changes nothing, whatever the hour.
    pub const ZERO: Duration = Duration { months: 0, days: 0, seconds: 0, business_days: 0, business_seconds: 0 };

    /// `n` calendar years of twelve months. Saturates; so long a time is an error where it is added.
    pub const fn years(n: i64) -> Duration {
        Duration::months(n.saturating_mul(12))
    }

    /// `n` calendar months.
    pub const fn months(n: i64) -> Duration {
        Duration { months: n, ..Duration::ZERO }
    }

    /// `n` weeks of seven calendar days. Saturates; so long a time is an error where it is added.
    pub const fn weeks(n: i64) -> Duration {
        Duration::days(n.saturating_mul(7))
    }

    /// `n` calendar days.
    pub const fn days(n: i64) -> Duration {
        Duration { days: n, ..Duration::ZERO }
    }

    /// `n` seconds.
    pub const fn seconds(n: i64) -> Duration {
        Duration { seconds: n, ..Duration::ZERO }
    }

    /// `n` business days.
    pub const fn bdays(n: i64) -> Duration {
        Duration { business_days: n, ..Duration::ZERO }
    }

    /// `n` hours, rounded to the second.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] when the seconds can't be counted.
    pub fn hours(n: Decimal) -> Result<Duration, TimeError> {
        Ok(Duration::seconds(whole_seconds(n, SECONDS_PER_HOUR)?))
    }

    /// `n` open hours, rounded to the second.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] when the seconds can't be counted.
    pub fn bhours(n: Decimal) -> Result<Duration, TimeError> {
        let business_seconds = whole_seconds(n, SECONDS_PER_HOUR)?;
        Ok(Duration { business_seconds, ..Duration::ZERO })
    }

    /// The same length the other way. Saturates at the far end of `i64`.
    #[must_use]
    pub const fn negated(&self) -> Duration {
        Duration {
            months: self.months.saturating_neg(),
            days: self.days.saturating_neg(),
            seconds: self.seconds.saturating_neg(),
            business_days: self.business_days.saturating_neg(),
            business_seconds: self.business_seconds.saturating_neg(),
        }
    }

    /// Both lengths together, part by part.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] when a part can't be counted.
    pub fn checked_add(&self, other: &Duration) -> Result<Duration, TimeError> {
        let sum = || {
            Some(Duration {
                months: self.months.checked_add(other.months)?,
                days: self.days.checked_add(other.days)?,
                seconds: self.seconds.checked_add(other.seconds)?,
                business_days: self.business_days.checked_add(other.business_days)?,
                business_seconds: self.business_seconds.checked_add(other.business_seconds)?,
            })
        };
        sum().ok_or_else(|| TimeError::out_of_range(format!("`{self}` and `{other}` together")))
    }

    /// Whether it is no time at all.
    pub fn is_zero(&self) -> bool {
        *self == Duration::ZERO
    }

    /// Whether any part counts business time, so that its length depends on the calendar.
    pub fn is_business(&self) -> bool {
        self.business_days != 0 || self.business_seconds != 0
    }

    /// About how many seconds this is, for comparing and sorting: a day is 86 400, a month 30 days, a business day
    /// the seconds the calendar is open on one. Saturates.
    pub fn approx_seconds(&self, calendar: &Calendar) -> i64 {
        let seconds = i128::from(self.months) * i128::from(DAYS_PER_MONTH_ABOUT * SECONDS_PER_DAY)
            + i128::from(self.days) * i128::from(SECONDS_PER_DAY)
            + i128::from(self.seconds)
            + i128::from(self.business_days) * i128::from(calendar.open_seconds_per_day())
            + i128::from(self.business_seconds);
        seconds.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }
}

/// `n` units of `unit_seconds` as whole seconds, half away from zero.
pub(super) fn whole_seconds(n: Decimal, unit_seconds: i64) -> Result<i64, TimeError> {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    n.checked_mul(Decimal::from(unit_seconds))
        .and_then(|seconds| seconds.round_dp_with_strategy(0, MidpointAwayFromZero).to_i64())
        .ok_or_else(|| TimeError::out_of_range(format!("a time of {n} units")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_compare_through_the_calendar() {
        let calendar = Calendar::default();
        let seconds = |text| Duration::parse(text).unwrap().approx_seconds(&calendar);
        assert_eq!(seconds("1bd"), 9 * 3600);
        assert_eq!(seconds("1bd"), seconds("9bh"));
        assert_eq!(seconds("1mo"), seconds("30d"));
        assert!(seconds("1d") < seconds("25h"));
        assert_eq!(Duration::months(i64::MAX).approx_seconds(&calendar), i64::MAX);
    }

    #[test]
    fn fractions_of_hours_are_rounded_to_the_second() {
        assert_eq!(Duration::hours(Decimal::new(15, 1)), Ok(Duration::seconds(5400)));
        assert_eq!(Duration::bhours(Decimal::new(5, 1)).unwrap().business_seconds, 1800);
        assert!(Duration::hours(Decimal::MAX).is_err());
    }

    #[test]
    fn sums_that_can_not_be_counted_are_errors() {
        let long = Duration::days(i64::MAX);
        assert!(long.checked_add(&Duration::days(1)).is_err());
        assert_eq!(long.negated().negated(), long);
        assert_eq!(Duration::days(i64::MIN).negated(), long);
    }
}
