//! A policy's time zone and business hours: where moments become local dates and back.
//!
//! Built from a [`CalendarSpec`](super::CalendarSpec); stepping is in `steps.rs`, counting in `counting.rs`, reading
//! and writing moments in `text.rs`.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::business_days::{BusinessDays, date_of, day_number};
use super::open_hours::{DAY, OpenHours, SECOND};
use super::{CalendarSpec, Date, DateTime, Time, TimeError, Timestamp, Window};

/// Business time and the policy's time zone.
///
/// The default is UTC, 09:00-18:00, Saturday and Sunday free, fiscal years from January (semantics section 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub(super) tz: TimeZone,
    pub(super) days: BusinessDays,
    pub(super) hours: OpenHours,
    pub(super) windows: BTreeMap<String, Window>,
    pub(super) fiscal_year_starts: i8,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar::new(&CalendarSpec::default()).expect("the default calendar is sound")
    }
}

impl Calendar {
    /// The policy's time zone.
    pub fn time_zone(&self) -> &TimeZone {
        &self.tz
    }

    /// The month fiscal years start in, 1 to 12.
    pub fn fiscal_year_starts(&self) -> i8 {
        self.fiscal_year_starts
    }

    /// How many seconds the company is open on a business day.
    pub fn open_seconds_per_day(&self) -> i64 {
        self.hours.per_day() / SECOND
    }

    /// Whether this is a business day: worked by the week or by a listed workday, and no holiday.
    pub fn is_business_day(&self, date: Date) -> bool {
        self.days.contains(day_number(date))
    }

    /// The date in the policy's zone.
    pub fn local_date(&self, at: Timestamp) -> Date {
        self.local_datetime(at).date()
    }

    /// Date and time on the wall in the policy's zone.
    pub fn local_datetime(&self, at: Timestamp) -> DateTime {
        self.tz.to_datetime(at)
    }

    /// The first moment of a local day: midnight, or the end of the gap where clocks skip it.
    /// Saturates in the very first and last days a [`Date`] can name.
    pub fn start_of_day(&self, date: Date) -> Timestamp {
        let midnight = date.at(0, 0, 0, 0);
        self.first_instant(midnight).unwrap_or(nearest_end(midnight))
    }

    /// The moment the wall shows this date and time. A time that clocks skip is as much later as they skip, one they
    /// show twice is the first. Saturates in the very first and last days a [`Date`] can name.
    pub fn at(&self, date: Date, time: Time) -> Timestamp {
        let local = date.to_datetime(time);
        self.instant(local).unwrap_or(nearest_end(local))
    }

    /// Whether the company is open: a business day, and in one of its openings, which are half-open.
    pub fn open_at(&self, at: Timestamp) -> bool {
        self.is_open(self.wall(at))
    }

    /// The moment itself where the company is open, else when it opens next.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] at the end of the calendar.
    pub fn next_opening(&self, at: Timestamp) -> Result<Timestamp, TimeError> {
        if self.open_at(at) {
            return Ok(at);
        }
        // Just before the first open nanosecond is gone; so an opening that clocks skip is passed over.
        self.open_time_on(at, 1).map(just_before)
    }

    /// When the company closes next, strictly after `at`.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] at the end of the calendar.
    pub fn next_closing(&self, at: Timestamp) -> Result<Timestamp, TimeError> {
        let mut from = self.next_opening(at)?;
        loop {
            let offset = self.tz.to_offset(from);
            let wall = Wall::of(offset.to_datetime(from));
            let local = Wall { time: wall.time + self.hours.left(wall.time), ..wall }.datetime()?;
            let closing = offset.to_timestamp(local).map_err(|_| TimeError::out_of_range(local.to_string()))?;
            match self.tz.following(from).next().map(|change| change.timestamp()) {
                Some(change) if change < closing && self.open_at(change) => from = change,
                Some(change) if change < closing => return Ok(change),
                _ => return Ok(closing),
            }
        }
    }

    pub(super) fn instant(&self, local: DateTime) -> Result<Timestamp, TimeError> {
        self.tz.to_ambiguous_timestamp(local).compatible().map_err(|_| TimeError::out_of_range(local.to_string()))
    }

    /// As [`instant`](Self::instant), but a time that clocks skip is when they skip it.
    fn first_instant(&self, local: DateTime) -> Result<Timestamp, TimeError> {
        let at = self.instant(local)?;
        let skipped = matches!(self.tz.to_ambiguous_timestamp(local).offset(), AmbiguousOffset::Gap { .. });
        let skip = || self.tz.preceding(just_after(at)).next().map(|change| change.timestamp());
        Ok(skipped.then(skip).flatten().unwrap_or(at))
    }

    pub(super) fn wall(&self, at: Timestamp) -> Wall {
        Wall::of(self.local_datetime(at))
    }

    pub(super) fn is_open(&self, wall: Wall) -> bool {
        self.days.contains(wall.day) && self.hours.is_open(wall.time)
    }

    /// Open nanoseconds on the wall before this, from a fixed day long ago; differences of it count open time.
    pub(super) fn position(&self, wall: Wall) -> i128 {
        let today = if self.days.contains(wall.day) { self.hours.before(wall.time) } else { 0 };
        i128::from(self.days.before(wall.day)) * i128::from(self.hours.per_day()) + i128::from(today)
    }

    /// The earliest wall time at a position: where two would do, a closing and not the opening after it.
    pub(super) fn earliest(&self, position: i128) -> Result<Wall, TimeError> {
        let (index, open) = self.split(position - 1)?;
        Ok(Wall { day: self.days.nth(index)?, time: self.hours.earliest(open + 1) })
    }

    /// The latest wall time at a position: where two would do, an opening and not the closing before it.
    pub(super) fn latest(&self, position: i128) -> Result<Wall, TimeError> {
        let (index, open) = self.split(position)?;
        Ok(Wall { day: self.days.nth(index)?, time: self.hours.latest(open) })
    }

    /// A position as a business day's index and open nanoseconds within that day.
    fn split(&self, position: i128) -> Result<(i64, i64), TimeError> {
        let per_day = i128::from(self.hours.per_day());
        let index = i64::try_from(position.div_euclid(per_day));
        let open = position.rem_euclid(per_day) as i64;
        Ok((index.map_err(|_| TimeError::out_of_range("the open time"))?, open))
    }
}

/// A time on the wall as a day's number and nanoseconds since its midnight; the day's end, 24:00, may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wall {
    pub(super) day: i64,
    pub(super) time: i64,
}

impl Wall {
    pub(super) fn of(local: DateTime) -> Wall {
        let since_midnight = local.time().duration_since(Time::midnight());
        Wall { day: day_number(local.date()), time: since_midnight.as_nanos() as i64 }
    }

    pub(super) fn datetime(self) -> Result<DateTime, TimeError> {
        let date = date_of(self.day + self.time.div_euclid(DAY))?;
        let since_midnight = SignedDuration::from_nanos(self.time.rem_euclid(DAY));
        let time = Time::midnight().checked_add(since_midnight);
        Ok(date.to_datetime(time.map_err(|_| TimeError::out_of_range("the time"))?))
    }
}

/// One nanosecond on; saturates.
pub(super) fn just_after(at: Timestamp) -> Timestamp {
    at.checked_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX)
}

/// One nanosecond back; saturates.
pub(super) fn just_before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN)
}

/// Dates reach a little further than moments do.
fn nearest_end(local: DateTime) -> Timestamp {
    if local.year() < 0 { Timestamp::MIN } else { Timestamp::MAX }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn zone(name: &str) -> Calendar {
        Calendar::new(&CalendarSpec { timezone: name.into(), ..CalendarSpec::default() }).unwrap()
    }

    #[test]
    fn a_day_starts_at_local_midnight() {
        let start = zone("Asia/Shanghai").start_of_day(date(2026, 3, 2));
        assert_eq!(start.to_string(), "2026-03-01T16:00:00Z");
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_starts_when_the_clocks_skip_it() {
        let beirut = zone("Asia/Beirut");
        let start = beirut.start_of_day(date(2022, 3, 27));
        assert_eq!(beirut.local_datetime(start).to_string(), "2022-03-27T01:00:00");
        let apia = zone("Pacific/Apia");
        assert_eq!(apia.start_of_day(date(2011, 12, 30)), apia.start_of_day(date(2011, 12, 31)));
    }

    #[test]
    fn a_skipped_time_is_later_and_a_doubled_one_the_first() {
        let york = zone("America/New_York");
        assert_eq!(york.at(date(2026, 3, 8), time(2, 30, 0, 0)).to_string(), "2026-03-08T07:30:00Z");
        assert_eq!(york.at(date(2026, 11, 1), time(1, 30, 0, 0)).to_string(), "2026-11-01T05:30:00Z");
    }

    #[test]
    fn the_ends_of_the_calendar_saturate() {
        for name in ["UTC", "Asia/Shanghai", "America/New_York"] {
            let calendar = zone(name);
            for day in [Date::MIN, Date::MAX] {
                calendar.start_of_day(day);
                calendar.at(day, Time::MAX);
                calendar.is_business_day(day);
            }
            for at in [Timestamp::MIN, Timestamp::MAX] {
                calendar.local_date(at);
                calendar.open_at(at);
                let _ = (calendar.next_opening(at), calendar.next_closing(at));
            }
        }
    }

    #[test]
    fn an_opening_that_clocks_skip_is_passed_over_and_one_shown_twice_opens_twice() {
        let york = |hours: &str| {
            let (timezone, hours) = ("America/New_York".into(), vec![hours.into()]);
            Calendar::new(&CalendarSpec { timezone, hours, weekend: vec![], ..CalendarSpec::default() }).unwrap()
        };
        let opening = |hours, at: &str| york(hours).next_opening(at.parse().unwrap()).unwrap().to_string();
        let closing = |hours, at: &str| york(hours).next_closing(at.parse().unwrap()).unwrap().to_string();
        assert_eq!(opening("02:10-02:40", "2026-03-08T06:30:00Z"), "2026-03-09T06:10:00Z");
        assert_eq!(opening("02:30-04:00", "2026-03-08T06:30:00Z"), "2026-03-08T07:00:00Z");
        assert_eq!(opening("01:10-01:40", "2026-11-01T05:40:00Z"), "2026-11-01T06:10:00Z");
        assert_eq!(closing("01:00-02:30", "2026-03-08T06:30:00Z"), "2026-03-08T07:00:00Z");
        assert_eq!(closing("00:30-03:00", "2026-11-01T05:30:00Z"), "2026-11-01T08:00:00Z");
    }

    #[test]
    fn openings_and_closings_follow_one_another() {
        let calendar = Calendar::default();
        let at = |text| calendar.parse_timestamp(text).unwrap();
        assert_eq!(calendar.next_opening(at("2026-03-06T18:00")), Ok(at("2026-03-09T09:00")));
        assert_eq!(calendar.next_opening(at("2026-03-06T17:59")), Ok(at("2026-03-06T17:59")));
        assert_eq!(calendar.next_closing(at("2026-03-06T17:59")), Ok(at("2026-03-06T18:00")));
        assert_eq!(calendar.next_closing(at("2026-03-06T18:00")), Ok(at("2026-03-09T18:00")));
    }
}
