//! How much time lies between two moments or dates.

use super::business_days::day_number;
use super::calendar::{Calendar, Wall, just_before};
use super::open_hours::SECOND;
use super::{Date, Timestamp};

impl Calendar {
    /// Business days from `a` up to but not on `b`; negative when `b` comes first.
    pub fn business_days_between(&self, a: Date, b: Date) -> i64 {
        self.days.before(day_number(b)) - self.days.before(day_number(a))
    }

    /// Whole seconds the company is open from `a` to `b`; negative when `b` comes first.
    ///
    /// Counted as it is lived: an hour that clocks skip is never open, one they show twice is open twice.
    pub fn business_seconds_between(&self, a: Timestamp, b: Timestamp) -> i64 {
        if b < a {
            return -self.business_seconds_between(b, a);
        }
        let on_the_wall = self.position(self.wall(b)) - self.position(self.wall(a));
        let changes = self.tz.following(a).take_while(|change| change.timestamp() <= b);
        let lost: i128 = changes
            .map(|change| {
                let before = self.tz.to_offset(just_before(change.timestamp()));
                let wall = |offset: jiff::tz::Offset| Wall::of(offset.to_datetime(change.timestamp()));
                self.position(wall(change.offset())) - self.position(wall(before))
            })
            .sum();
        // Fits: a calendar of twenty thousand years has some 6e11 seconds.
        ((on_the_wall - lost) / i128::from(SECOND)) as i64
    }

    /// Calendar days from `a` to `b`; negative when `b` comes first.
    pub fn days_between(&self, a: Date, b: Date) -> i64 {
        day_number(b) - day_number(a)
    }

    /// Whole months from `a` to `b`; negative when `b` comes first. A month's end is kept: from 31 January to
    /// 28 February is one.
    pub fn months_between(&self, a: Date, b: Date) -> i64 {
        if b < a {
            return -self.months_between(b, a);
        }
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let reached = b.day() >= a.day() || b == b.last_of_month();
        months(b) - months(a) - i64::from(!reached)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::time::CalendarSpec;

    fn york() -> Calendar {
        let holidays = (1950..2090).map(|year| format!("{year}-01-01..{year}-01-03")).collect();
        Calendar::new(&CalendarSpec { timezone: "America/New_York".into(), holidays, ..CalendarSpec::default() })
            .unwrap()
    }

    #[test]
    fn business_days_are_half_open_and_signed() {
        let calendar = Calendar::default();
        let (monday, next) = (date(2026, 3, 2), date(2026, 3, 9));
        assert_eq!(calendar.business_days_between(monday, next), 5);
        assert_eq!(calendar.business_days_between(next, monday), -5);
        assert_eq!(calendar.business_days_between(monday, monday), 0);
        assert_eq!(calendar.business_days_between(date(2026, 3, 7), next), 0);
    }

    #[test]
    fn open_seconds_leave_nights_and_weekends_out() {
        let calendar = Calendar::default();
        let at = |text| calendar.parse_timestamp(text).unwrap();
        assert_eq!(calendar.business_seconds_between(at("2026-03-06T17:00"), at("2026-03-09T10:00")), 7200);
        assert_eq!(calendar.business_seconds_between(at("2026-03-09T10:00"), at("2026-03-06T17:00")), -7200);
        assert_eq!(calendar.business_seconds_between(at("2026-03-07T00:00"), at("2026-03-08T23:00")), 0);
    }

    #[test]
    fn whole_months_keep_a_months_end() {
        let calendar = Calendar::default();
        for (a, b, months) in [
            (date(2026, 1, 31), date(2026, 2, 27), 0),
            (date(2026, 1, 31), date(2026, 2, 28), 1),
            (date(2026, 1, 15), date(2026, 3, 14), 1),
            (date(2026, 1, 15), date(2027, 1, 15), 12),
            (date(2026, 3, 14), date(2026, 1, 15), -1),
        ] {
            assert_eq!(calendar.months_between(a, b), months, "{a} {b}");
        }
        assert_eq!(calendar.days_between(date(2026, 3, 1), date(2026, 2, 27)), -2);
    }

    #[test]
    fn the_whole_calendar_can_be_counted() {
        let calendar = york();
        assert!(calendar.business_seconds_between(Timestamp::MIN, Timestamp::MAX) > 0);
        assert!(calendar.business_days_between(Date::MIN, Date::MAX) > 0);
        assert!(calendar.months_between(Date::MAX, Date::MIN) < 0);
    }
}
