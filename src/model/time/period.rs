//! Calendar periods: half-open ranges of local dates, and the way from one to its neighbours.
//!
//! Weeks are ISO. A fiscal year is named by the year it starts in; quarters are of the fiscal year (semantics
//! section 9). How periods are read and named is in `period_text.rs`.

use jiff::Span;

use super::business_days::{date_of, day_number};
use super::{Calendar, Date, Grain, TimeError, Timestamp};

/// More pieces than these nobody reads; a period that would make more stays whole.
const PIECES_MAX: i64 = 50_000;

/// A half-open range of local dates: a day, ISO week, month, quarter, year, or any stretch of days.
///
/// At the very end of the calendar `end` is [`Date::MAX`], which then belongs to the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// The day after the last.
    pub end: Date,
    pub(super) grain: Option<Grain>,
    /// The month fiscal years start in; 1 where the grain doesn't ask.
    pub(super) fiscal_year_starts: i8,
}

impl Period {
    /// All of time.
    pub const ALL: Period = Period { start: Date::MIN, end: Date::MAX, grain: None, fiscal_year_starts: 1 };

    /// The period of a grain that holds a date. `fiscal_year_starts` is a month, 1 to 12 (others wrap around).
    /// Periods are cut off at the ends of the calendar.
    pub fn containing(grain: Grain, date: Date, fiscal_year_starts: i8) -> Period {
        let fiscal = match grain {
            Grain::Day | Grain::Week | Grain::Month => 1,
            Grain::Quarter | Grain::Year => wrapped_month(fiscal_year_starts),
        };
        let months_in_year = (date.month() - fiscal).rem_euclid(12);
        let first = date.first_of_month();
        let start = match grain {
            Grain::Day => date,
            Grain::Week => days_on(date, -i64::from(date.weekday().to_monday_zero_offset())),
            Grain::Month => first,
            Grain::Quarter => months_on(first, -i64::from(months_in_year % 3)),
            Grain::Year => months_on(first, -i64::from(months_in_year)),
        };
        Period { start, end: step(start, grain, 1), grain: Some(grain), fiscal_year_starts: fiscal }
    }

    /// The days from `first` to `last`, both in. A single day is that day.
    ///
    /// # Errors
    /// [`TimeError::NotAPeriod`] when it would end before it begins.
    pub fn of_days(first: Date, last: Date) -> Result<Period, TimeError> {
        if last < first {
            return Err(TimeError::period(&format!("{first}..{last}"), ("it ends before it begins", "结束早于开始")));
        }
        Ok(Period::between(first, days_on(last, 1)))
    }

    /// Half-open; not empty.
    pub(super) fn between(start: Date, end: Date) -> Period {
        let grain = (days_on(start, 1) == end).then_some(Grain::Day);
        Period { start, end, grain, fiscal_year_starts: 1 }
    }

    /// Whether the date lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && (date < self.end || self.end == Date::MAX)
    }

    /// The last day in it.
    pub fn last_day(&self) -> Date {
        if self.end == Date::MAX { Date::MAX } else { days_on(self.end, -1).max(self.start) }
    }

    /// The grain, if it is one day, week, month, quarter or year; none for other stretches.
    pub fn grain(&self) -> Option<Grain> {
        self.grain
    }

    /// The moments it begins and ends at in the policy's zone, half-open.
    pub fn bounds(&self, calendar: &Calendar) -> (Timestamp, Timestamp) {
        (calendar.start_of_day(self.start), calendar.start_of_day(self.end))
    }

    /// The one just before: of the same grain, else as many whole months if it is made of such, else as many days.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] at the beginning of the calendar.
    pub fn previous(&self) -> Result<Period, TimeError> {
        self.neighbour(-1)
    }

    /// The one just after, likewise.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] at the end of the calendar.
    pub fn next(&self) -> Result<Period, TimeError> {
        self.neighbour(1)
    }

    fn neighbour(&self, steps: i64) -> Result<Period, TimeError> {
        let moved = match (self.grain, self.whole_months()) {
            (Some(grain), _) => {
                let start = step(self.start, grain, steps);
                Period::containing(grain, start, self.fiscal_year_starts)
            }
            (None, Some(months)) => {
                Period::between(months_on(self.start, months * steps), months_on(self.end, months * steps))
            }
            (None, None) => {
                let days = (day_number(self.end) - day_number(self.start)) * steps;
                Period::between(days_on(self.start, days), days_on(self.end, days))
            }
        };
        let apart = if steps < 0 { moved.end <= self.start } else { moved.start >= self.end };
        let whole = moved.start != Date::MIN && moved.end != Date::MAX && moved.start < moved.end;
        if apart && whole { Ok(moved) } else { Err(TimeError::out_of_range(format!("the period next to {self}"))) }
    }

    fn whole_months(&self) -> Option<i64> {
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let whole = self.start.day() == 1 && self.end.day() == 1;
        whole.then(|| months(self.end) - months(self.start))
    }

    /// The same period a year earlier. A week is the one of the same ISO number, week 53 the last there is; 29
    /// February is the 28th.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] at the beginning of the calendar.
    pub fn year_before(&self) -> Result<Period, TimeError> {
        let too_early = || TimeError::out_of_range(format!("the year before {self}"));
        let a_year = Span::new().years(1);
        let earlier = |date: Date| date.checked_sub(a_year).map_err(|_| too_early());
        match self.grain {
            Some(Grain::Week) => {
                let start = week_of_year_before(self.start).ok_or_else(too_early)?;
                Ok(Period::containing(Grain::Week, start, 1))
            }
            Some(grain) => Ok(Period::containing(grain, earlier(self.start)?, self.fiscal_year_starts)),
            None => Ok(Period::between(earlier(self.start)?, earlier(self.end)?)),
        }
    }

    /// The periods of a grain it is made of, in order; those at its ends are cut to fit. More than 50 000 would be
    /// of no use to anybody: a period so long stays whole.
    pub fn split(&self, grain: Grain, fiscal_year_starts: i8) -> Vec<Period> {
        let days = day_number(self.end) - day_number(self.start);
        let piece_days_min = match grain {
            Grain::Day => 1,
            Grain::Week => 7,
            Grain::Month => 28,
            Grain::Quarter => 90,
            Grain::Year => 365,
        };
        if days / piece_days_min > PIECES_MAX {
            return vec![*self];
        }
        let mut pieces = Vec::new();
        let mut start = self.start;
        loop {
            let piece = Period::containing(grain, start, fiscal_year_starts);
            pieces.push(piece.cut_to(self));
            if piece.end >= self.end || piece.end <= start {
                return pieces;
            }
            start = piece.end;
        }
    }

    fn cut_to(self, whole: &Period) -> Period {
        let (start, end) = (self.start.max(whole.start), self.end.min(whole.end));
        if (start, end) == (self.start, self.end) { self } else { Period::between(start, end) }
    }
}

fn wrapped_month(month: i8) -> i8 {
    (i16::from(month) - 1).rem_euclid(12) as i8 + 1
}

/// The start of the period `steps` of a grain away from the one that starts at `start`.
fn step(start: Date, grain: Grain, steps: i64) -> Date {
    match grain {
        Grain::Day => days_on(start, steps),
        Grain::Week => days_on(start, 7 * steps),
        Grain::Month => months_on(start, steps),
        Grain::Quarter => months_on(start, 3 * steps),
        Grain::Year => months_on(start, 12 * steps),
    }
}

fn week_of_year_before(date: Date) -> Option<Date> {
    let week = date.iso_week_date();
    let year = week.year().checked_sub(1)?;
    let same = |number| jiff::civil::ISOWeekDate::new(year, number, jiff::civil::Weekday::Monday).ok();
    same(week.week()).or_else(|| same(52)).map(|week| week.date())
}

/// Saturates at the ends of the calendar.
fn days_on(date: Date, days: i64) -> Date {
    date_of(day_number(date).saturating_add(days)).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// Saturates at the ends of the calendar.
fn months_on(date: Date, months: i64) -> Date {
    let end = if months < 0 { Date::MIN } else { Date::MAX };
    let span = Span::new().try_months(months);
    span.map_or(end, |span| date.checked_add(span).unwrap_or(end))
}

/// The first day of the `count` periods of a grain that end with the one holding `today`.
pub(super) fn start_of_run(grain: Grain, count: i64, today: Date, fiscal_year_starts: i8) -> Option<Period> {
    let last = Period::containing(grain, today, fiscal_year_starts);
    let back = count.checked_sub(1).filter(|back| (0..=8_000_000).contains(back))?;
    if back == 0 {
        return Some(last);
    }
    let start = step(last.start, grain, -back);
    (start != Date::MIN).then(|| Period::between(start, last.end))
}

#[cfg(test)]
mod tests;
