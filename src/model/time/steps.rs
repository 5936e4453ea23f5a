//! Going a duration on from a moment or a date.
//!
//! Biggest parts first: months, days, business days, seconds, business seconds. Calendar steps keep the time on the
//! wall and a month's end; business steps that start outside business hours start at the next opening, or, going
//! back, at the closing before (semantics section 2).

use jiff::{SignedDuration, Span};

use super::business_days::{date_of, day_number};
use super::calendar::{Calendar, Wall, just_after, just_before};
use super::open_hours::SECOND;
use super::{Date, DateTime, Duration, TimeError, Timestamp};

impl Calendar {
    /// The moment `duration` after `at`.
    ///
    /// `n bd` is the same time of day n business days on, `n bh` the earliest moment with n open hours between.
    /// A part that is zero changes nothing, so `0bd` leaves any moment where it is.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] outside the years -9999 to 9999.
    pub fn add(&self, at: Timestamp, duration: &Duration) -> Result<Timestamp, TimeError> {
        let too_far = || TimeError::out_of_range(format!("{at} + `{duration}`"));
        let mut then = at;
        if duration.months != 0 || duration.days != 0 {
            let local = calendar_steps(self.local_datetime(then), duration).ok_or_else(too_far)?;
            then = self.instant(local).map_err(|_| too_far())?;
        }
        if duration.business_days != 0 {
            then = self.business_days_on(then, duration.business_days).map_err(|_| too_far())?;
        }
        then = then.checked_add(SignedDuration::from_secs(duration.seconds)).map_err(|_| too_far())?;
        let open = i128::from(duration.business_seconds) * i128::from(SECOND);
        match duration.business_seconds {
            0 => Ok(then),
            1.. => self.open_time_on(then, open).map_err(|_| too_far()),
            _ => self.open_time_back(then, -open).map_err(|_| too_far()),
        }
    }

    /// The moment `duration` before `at`: [`Calendar::add`] of its negation.
    ///
    /// # Errors
    /// As [`Calendar::add`].
    pub fn sub(&self, at: Timestamp, duration: &Duration) -> Result<Timestamp, TimeError> {
        self.add(at, &duration.negated())
    }

    /// The date `duration` after `date`. A day off counts as the next business day, going back as the one before.
    ///
    /// # Errors
    /// [`TimeError::NeedsTimeOfDay`] when the duration has `s m h bh` parts, [`TimeError::OutOfRange`] outside the
    /// years -9999 to 9999.
    pub fn add_to_date(&self, date: Date, duration: &Duration) -> Result<Date, TimeError> {
        if duration.seconds != 0 || duration.business_seconds != 0 {
            return Err(TimeError::NeedsTimeOfDay { duration: duration.to_string() });
        }
        let too_far = || TimeError::out_of_range(format!("{date} + `{duration}`"));
        let then = calendar_steps(date.at(0, 0, 0, 0), duration).ok_or_else(too_far)?.date();
        if duration.business_days == 0 {
            return Ok(then);
        }
        let day = self.days.step(day_number(then), duration.business_days);
        day.and_then(date_of).map_err(|_| too_far())
    }

    /// The date `duration` before `date`: [`Calendar::add_to_date`] of its negation.
    ///
    /// # Errors
    /// As [`Calendar::add_to_date`].
    pub fn sub_from_date(&self, date: Date, duration: &Duration) -> Result<Date, TimeError> {
        self.add_to_date(date, &duration.negated())
    }

    fn business_days_on(&self, at: Timestamp, count: i64) -> Result<Timestamp, TimeError> {
        let wall = self.wall(at);
        let start = match self.is_open(wall) {
            true => wall,
            false if count < 0 => self.earliest(self.position(wall))?,
            false => self.latest(self.position(wall))?,
        };
        let day = self.days.step(start.day, count)?;
        self.instant(Wall { day, ..start }.datetime()?)
    }

    // Between two changes of the clocks open time runs as the wall shows it, so these go from change to change: an
    // hour that clocks skip is never open, one they show twice is open twice.

    /// The earliest moment with `left` open nanoseconds between `at` and it.
    pub(super) fn open_time_on(&self, at: Timestamp, mut left: i128) -> Result<Timestamp, TimeError> {
        let mut offset = self.tz.to_offset(at);
        let mut position = self.position(Wall::of(offset.to_datetime(at)));
        for change in self.tz.following(at) {
            let until = self.position(Wall::of(offset.to_datetime(change.timestamp())));
            if until - position >= left {
                break;
            }
            left -= until - position;
            offset = change.offset();
            position = self.position(Wall::of(offset.to_datetime(change.timestamp())));
        }
        let local = self.earliest(position + left)?.datetime()?;
        offset.to_timestamp(local).map_err(|_| TimeError::out_of_range(local.to_string()))
    }

    /// The latest moment with `left` open nanoseconds between it and `at`.
    fn open_time_back(&self, at: Timestamp, mut left: i128) -> Result<Timestamp, TimeError> {
        let mut offset = self.tz.to_offset(at);
        let mut position = self.position(Wall::of(offset.to_datetime(at)));
        for change in self.tz.preceding(just_after(at)) {
            let since = self.position(Wall::of(offset.to_datetime(change.timestamp())));
            if position - since >= left {
                break;
            }
            left -= position - since;
            offset = self.tz.to_offset(just_before(change.timestamp()));
            position = self.position(Wall::of(offset.to_datetime(change.timestamp())));
        }
        let local = self.latest(position - left)?.datetime()?;
        offset.to_timestamp(local).map_err(|_| TimeError::out_of_range(local.to_string()))
    }
}

/// Months, then days, on the wall.
fn calendar_steps(local: DateTime, duration: &Duration) -> Option<DateTime> {
    let months = Span::new().try_months(duration.months).ok()?;
    let days = Span::new().try_days(duration.days).ok()?;
    local.checked_add(months).ok()?.checked_add(days).ok()
}

#[cfg(test)]
mod tests;
