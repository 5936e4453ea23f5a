//! Which days are business days, and counting them without walking over them.
//!
//! Days are numbers, 0 being 1970-01-01. Whole weeks are multiplied; only holidays and worked weekends are listed.

use std::ops::RangeInclusive;

use jiff::SignedDuration;

use super::{Date, TimeError, Weekday};

/// The number of the first and last day a [`Date`] can name.
const DAY_NUMBERS: RangeInclusive<i64> = -4_371_587..=2_932_896;

/// The number of a date, 0 being 1970-01-01.
pub(super) fn day_number(date: Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_secs().div_euclid(86_400)
}

/// The date of a number.
pub(super) fn date_of(day: i64) -> Result<Date, TimeError> {
    if !DAY_NUMBERS.contains(&day) {
        return Err(TimeError::out_of_range("the date"));
    }
    let since = SignedDuration::from_secs(day * 86_400);
    jiff::civil::date(1970, 1, 1).checked_add(since).map_err(|_| TimeError::out_of_range("the date"))
}

/// 0 for Monday.
fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// The days a company works: all but the weekend and holidays, and the weekend days worked (调休).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BusinessDays {
    /// By weekday from Monday: is it a working day?
    works: [bool; 7],
    holidays: Vec<i64>,
    /// Days the week is wrong about, with how far the count is off just after each.
    exceptions: Vec<(i64, i64)>,
}

impl BusinessDays {
    /// At least one weekday must be worked; `holidays` and `workdays` may come in any order, doubled too.
    pub(super) fn new(weekend: &[Weekday], mut holidays: Vec<i64>, mut workdays: Vec<i64>) -> BusinessDays {
        let mut works = [true; 7];
        for day in weekend {
            works[day.to_monday_zero_offset() as usize] = false;
        }
        for days in [&mut holidays, &mut workdays] {
            days.sort_unstable();
            days.dedup();
        }
        let lost = holidays.iter().filter(|day| works[weekday(**day)]).map(|day| (*day, -1));
        let won = workdays.iter().filter(|day| !works[weekday(**day)]).map(|day| (*day, 1));
        let mut exceptions: Vec<(i64, i64)> = lost.chain(won).collect();
        exceptions.sort_unstable();
        let mut off = 0;
        for (_, change) in &mut exceptions {
            off += *change;
            *change = off;
        }
        BusinessDays { works, holidays, exceptions }
    }

    pub(super) fn contains(&self, day: i64) -> bool {
        self.before(day + 1) > self.before(day)
    }

    pub(super) fn is_holiday(&self, day: i64) -> bool {
        self.holidays.binary_search(&day).is_ok()
    }

    /// Free because of the week, not because of a holiday.
    pub(super) fn is_weekend(&self, day: i64) -> bool {
        !self.works[weekday(day)] && !self.contains(day)
    }

    /// How many business days lie before `day`, from a fixed day long ago; differences of it count business days.
    pub(super) fn before(&self, day: i64) -> i64 {
        let in_weeks = |days: usize| self.works[..days].iter().filter(|works| **works).count() as i64;
        let listed = self.exceptions.partition_point(|(exception, _)| *exception < day);
        let off = listed.checked_sub(1).map_or(0, |last| self.exceptions[last].1);
        (day + 3).div_euclid(7) * in_weeks(7) + in_weeks(weekday(day)) + off
    }

    /// The business day with just `index` business days [`before`](Self::before) it.
    pub(super) fn nth(&self, index: i64) -> Result<i64, TimeError> {
        let (mut low, mut high) = (*DAY_NUMBERS.start(), *DAY_NUMBERS.end() + 1);
        if index < self.before(low) {
            return Err(TimeError::out_of_range("the business day"));
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.before(middle + 1) > index { high = middle } else { low = middle + 1 }
        }
        if low > *DAY_NUMBERS.end() { Err(TimeError::out_of_range("the business day")) } else { Ok(low) }
    }

    /// `count` business days on from `day`; a day off stands for the next business day.
    /// Back, when `count` is negative; there a day off stands for the one before.
    pub(super) fn step(&self, day: i64, count: i64) -> Result<i64, TimeError> {
        let from = if count < 0 { self.before(day + 1) - 1 } else { self.before(day) };
        let index = from.checked_add(count).ok_or_else(|| TimeError::out_of_range("the business day"))?;
        self.nth(index)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn day_numbers_reach_both_ends() {
        assert_eq!(day_number(Date::MIN), *DAY_NUMBERS.start());
        assert_eq!(day_number(Date::MAX), *DAY_NUMBERS.end());
        for day in [Date::MIN, date(1969, 12, 31), date(1970, 1, 1), date(2026, 3, 2), Date::MAX] {
            assert_eq!(date_of(day_number(day)), Ok(day));
            assert_eq!(weekday(day_number(day)) as i8, day.weekday().to_monday_zero_offset());
        }
        assert!(date_of(i64::MAX).is_err());
    }

    #[test]
    fn counting_agrees_with_walking() {
        let free = [Weekday::Saturday, Weekday::Sunday];
        let number = |y, m, d| day_number(date(y, m, d));
        let days = BusinessDays::new(
            &free,
            (number(2026, 10, 1)..=number(2026, 10, 7)).collect(),
            vec![number(2026, 10, 10), number(2026, 9, 27), number(2026, 9, 27)],
        );
        let start = number(2026, 9, 1);
        let mut walked = 0;
        for day in start..start + 100 {
            assert_eq!(days.before(day) - days.before(start), walked);
            if days.contains(day) {
                assert_eq!(days.nth(days.before(day)), Ok(day));
                walked += 1;
            }
        }
    }
}
