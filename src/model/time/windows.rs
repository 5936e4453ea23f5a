//! Named windows of time in which a rule may sleep: `window.year_end`, and those every calendar has.

use super::business_days::{date_of, day_number};
use super::{Calendar, Date, Timestamp};

/// Windows every calendar has: days off by the week, listed holidays, whenever the company is closed.
pub(super) const BUILT_IN_WINDOWS: [&str; 3] = ["weekend", "holiday", "off_hours"];

/// Long enough to meet every 29 February.
const CHANGE_WITHIN_DAYS_MAX: i64 = 366 * 9;

/// A day of any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to the month's last, 29 for February.
    pub day: i8,
}

impl MonthDay {
    /// Reads `12-25`; none where that is no day of any year.
    pub fn parse(text: &str) -> Option<MonthDay> {
        let (month, day) = text.trim().split_once('-')?;
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?;
        let (month, day) = (number(month)?, number(day)?);
        Date::new(2000, month, day).ok().map(|_| MonthDay { month, day })
    }

    fn of(date: Date) -> MonthDay {
        MonthDay { month: date.month(), day: date.day() }
    }
}

/// A stretch of every year, both ends in; one that ends before it begins goes over New Year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    /// First day.
    pub from: MonthDay,
    /// Last day.
    pub to: MonthDay,
}

impl Window {
    /// Whether the date lies in it.
    pub fn contains(&self, date: Date) -> bool {
        let day = MonthDay::of(date);
        if self.from <= self.to { self.from <= day && day <= self.to } else { day >= self.from || day <= self.to }
    }
}

impl Calendar {
    /// The windows the policy names, by name.
    pub fn windows(&self) -> impl Iterator<Item = (&str, &Window)> {
        self.windows.iter().map(|(name, window)| (name.as_str(), window))
    }

    /// Whether a moment lies in a window: one the policy names, or `weekend`, `holiday`, `off_hours`
    /// (semantics section 10). None where there is no such window.
    pub fn in_window(&self, name: &str, at: Timestamp) -> Option<bool> {
        if name == "off_hours" { Some(!self.open_at(at)) } else { self.day_in_window(name, self.local_date(at)) }
    }

    /// The next moment after `at` at which [`in_window`](Self::in_window) changes its answer; none where it never
    /// does.
    pub fn window_changes_after(&self, name: &str, at: Timestamp) -> Option<Timestamp> {
        if name == "off_hours" {
            return self.opening_changes_after(at);
        }
        let today = self.local_date(at);
        let now = self.day_in_window(name, today)?;
        (1..=CHANGE_WITHIN_DAYS_MAX)
            .map_while(|days| date_of(day_number(today) + days).ok())
            .find(|date| self.day_in_window(name, *date) != Some(now))
            .map(|date| self.start_of_day(date))
    }

    fn day_in_window(&self, name: &str, date: Date) -> Option<bool> {
        match name {
            "weekend" => Some(self.days.is_weekend(day_number(date))),
            "holiday" => Some(self.days.is_holiday(day_number(date))),
            _ => self.windows.get(name).map(|window| window.contains(date)),
        }
    }

    fn opening_changes_after(&self, at: Timestamp) -> Option<Timestamp> {
        if !self.open_at(at) {
            return self.next_opening(at).ok();
        }
        // Openings may touch (a round-the-clock service): the door only shuts where none follows at once.
        let mut closing = self.next_closing(at).ok()?;
        for _ in 0..CHANGE_WITHIN_DAYS_MAX {
            if !self.open_at(closing) {
                return Some(closing);
            }
            closing = self.next_closing(closing).ok()?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::CalendarSpec;

    fn calendar() -> Calendar {
        Calendar::new(&CalendarSpec {
            holidays: vec!["2026-10-01..2026-10-07".into()],
            workdays: vec!["2026-10-10".into()],
            windows: vec![
                ("year_end".into(), "12-25".into(), "01-05".into()),
                ("leap".into(), "02-29".into(), "02-29".into()),
            ],
            ..CalendarSpec::default()
        })
        .unwrap()
    }

    #[test]
    fn a_window_may_go_over_new_year() {
        let calendar = calendar();
        let inside = |text| calendar.in_window("year_end", calendar.parse_timestamp(text).unwrap()).unwrap();
        assert!(inside("2026-12-25T00:00") && inside("2027-01-05T23:59"));
        assert!(!inside("2026-12-24T23:59") && !inside("2027-01-06T00:00"));
    }

    #[test]
    fn built_in_windows_follow_the_calendar() {
        let calendar = calendar();
        let inside = |name, text| calendar.in_window(name, calendar.parse_timestamp(text).unwrap());
        assert_eq!(inside("weekend", "2026-10-11T12:00"), Some(true));
        assert_eq!(inside("weekend", "2026-10-10T12:00"), Some(false));
        assert_eq!(inside("holiday", "2026-10-02T12:00"), Some(true));
        assert_eq!(inside("off_hours", "2026-10-12T18:00"), Some(true));
        assert_eq!(inside("siesta", "2026-10-12T18:00"), None);
    }

    #[test]
    fn a_window_says_when_it_changes() {
        let calendar = calendar();
        let after = |name, text| {
            let change = calendar.window_changes_after(name, calendar.parse_timestamp(text).unwrap());
            change.map(|at| calendar.format_timestamp(at)[..16].to_owned())
        };
        assert_eq!(after("year_end", "2026-12-30T08:00").unwrap(), "2027-01-06T00:00");
        assert_eq!(after("leap", "2026-01-01T00:00").unwrap(), "2028-02-29T00:00");
        assert_eq!(after("off_hours", "2026-10-09T12:00").unwrap(), "2026-10-09T18:00");
        assert_eq!(after("off_hours", "2026-09-30T18:00").unwrap(), "2026-10-08T09:00");
        assert_eq!(after("holiday", "2026-11-01T00:00"), None);
    }

    #[test]
    fn a_service_that_never_closes_never_changes() {
        let always = CalendarSpec { hours: vec!["00:00-24:00".into()], weekend: vec![], ..CalendarSpec::default() };
        let always = Calendar::new(&always).unwrap();
        assert_eq!(always.window_changes_after("off_hours", Timestamp::UNIX_EPOCH), None);
        assert_eq!(always.window_changes_after("off_hours", Timestamp::MAX), None);
    }
}
