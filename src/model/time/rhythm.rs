//! When something comes round again: `fri 16:00`, `month bd 3 09:00`, `2h`.
//!
//! What falls on a day the company is closed happens all the same, on the next business day, or not at all.

use std::fmt;

use super::business_days::{date_of, day_number};
use super::{Calendar, Date, Duration, Grain, MonthDay, Period, Time, TimeError, Timestamp, Weekday};
use crate::{model::Said, said};

/// How it is written, as hints say it.
fn forms() -> Said {
    const FORMS: &str = "`day 08:00`, `fri 16:00`, `month day 3 09:00`, `month bd 3`, `month last bd 17:00`, `quarter day 5`, `year 01-05`, `2h`";
    said!("write it like {FORMS}", "写法如 {FORMS}")
}

/// Far enough back to find a day that was moved over the longest holidays.
const MOVED_DAYS_MAX: i64 = 62;

/// Far enough ahead to meet a 29 February, and a month with a 23rd business day.
const AHEAD_DAYS_MAX: i64 = 366 * 9;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// When something comes round.
#[derive(Clone, Debug, PartialEq)]
pub struct Rhythm {
    beat: Beat,
    /// The time of day, for all but intervals.
    time: Time,
}

#[derive(Clone, Debug, PartialEq)]
enum Beat {
    /// That long after the last time.
    Interval(Duration),
    /// Every day, or on these days of the week.
    Days(Vec<Weekday>),
    /// Once in each month, quarter or year.
    Once(Grain, Which),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    /// The nth day, or the last where there are fewer.
    Day(i64),
    /// The nth business day; never where there are fewer.
    Business(i64),
    LastDay,
    LastBusiness,
    Date(MonthDay),
}

/// What happens to a day on which the company is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnHoliday {
    /// It happens all the same.
    #[default]
    Keep,
    /// It happens on the next business day.
    Next,
    /// It does not happen.
    Skip,
}

impl Rhythm {
    /// Reads how often and when.
    ///
    /// # Errors
    /// [`TimeError::NotARhythm`], with the forms there are.
    pub fn parse(text: &str) -> Result<Rhythm, TimeError> {
        let wrong = |hint: Said| TimeError::rhythm(text, hint);
        let lower = text.trim().to_lowercase();
        let mut words: Vec<&str> = lower.split_whitespace().collect();
        let time = match words.last().and_then(|word| clock(word)) {
            Some(time) => {
                words.pop();
                time
            }
            None if words.last().is_some_and(|word| word.contains(':')) => {
                return Err(wrong(said!("a time is like 16:00", "时间写作 16:00")));
            }
            None => Time::midnight(),
        };
        let beat = match words.as_slice() {
            [] => return Err(wrong(forms())),
            ["day"] => Beat::Days(Vec::new()),
            ["month", rest @ ..] => Beat::Once(Grain::Month, which(rest, 31).ok_or_else(|| wrong(forms()))?),
            ["quarter", rest @ ..] => Beat::Once(Grain::Quarter, which(rest, 92).ok_or_else(|| wrong(forms()))?),
            ["year", day] if day.contains('-') => {
                let day = MonthDay::parse(day)
                    .ok_or_else(|| wrong(said!("a day of the year is like 01-05", "年内的日子写作 01-05")))?;
                Beat::Once(Grain::Year, Which::Date(day))
            }
            ["year", rest @ ..] => Beat::Once(Grain::Year, which(rest, 366).ok_or_else(|| wrong(forms()))?),
            [one] => match (weekdays(one), Duration::parse(one)) {
                (Some(days), _) => Beat::Days(days),
                (None, Ok(duration)) if time == Time::midnight() && !duration.is_zero() => Beat::Interval(duration),
                _ => return Err(wrong(forms())),
            },
            _ => return Err(wrong(forms())),
        };
        Ok(Rhythm { beat, time })
    }

    /// The first time after a moment; none where it never comes.
    pub fn next_after(&self, at: Timestamp, calendar: &Calendar, holiday: OnHoliday) -> Option<Timestamp> {
        if let Beat::Interval(duration) = &self.beat {
            return calendar.add(at, duration).ok().filter(|next| *next > at);
        }
        let from = day_number(calendar.local_date(at)) - MOVED_DAYS_MAX;
        let days = (from..from + MOVED_DAYS_MAX + AHEAD_DAYS_MAX).map_while(|day| date_of(day).ok());
        days.filter(|date| self.falls_on(*date, calendar))
            .filter_map(|date| moved(date, calendar, holiday))
            .map(|date| calendar.at(date, self.time))
            .find(|moment| *moment > at)
    }

    fn falls_on(&self, date: Date, calendar: &Calendar) -> bool {
        match &self.beat {
            Beat::Interval(_) => false,
            Beat::Days(days) => days.is_empty() || days.contains(&date.weekday()),
            Beat::Once(_, Which::Date(day)) => (day.month, day.day) == (date.month(), date.day()),
            Beat::Once(grain, which) => {
                let period = Period::containing(*grain, date, calendar.fiscal_year_starts());
                let nth = day_number(date) - day_number(period.start) + 1;
                let length = day_number(period.end) - day_number(period.start);
                match which {
                    Which::Day(n) => nth == (*n).min(length),
                    Which::LastDay => nth == length,
                    Which::Business(n) => {
                        let before = (0..nth - 1).filter_map(|back| date_of(day_number(period.start) + back).ok());
                        calendar.is_business_day(date)
                            && before.filter(|day| calendar.is_business_day(*day)).count() as i64 + 1 == *n
                    }
                    Which::LastBusiness => {
                        let mut after = (nth..length).filter_map(|on| date_of(day_number(period.start) + on).ok());
                        calendar.is_business_day(date) && !after.any(|day| calendar.is_business_day(day))
                    }
                    Which::Date(_) => false,
                }
            }
        }
    }
}

/// The day itself, or the one it is moved to.
fn moved(date: Date, calendar: &Calendar, holiday: OnHoliday) -> Option<Date> {
    match holiday {
        OnHoliday::Keep => Some(date),
        OnHoliday::Skip => calendar.is_business_day(date).then_some(date),
        OnHoliday::Next => {
            let mut days = (0..MOVED_DAYS_MAX).map_while(|on| date_of(day_number(date) + on).ok());
            days.find(|day| calendar.is_business_day(*day))
        }
    }
}

fn clock(word: &str) -> Option<Time> {
    let (hour, minute) = word.split_once(':')?;
    let number = |text: &str| match text.len() {
        1 | 2 if text.bytes().all(|b| b.is_ascii_digit()) => text.parse::<i8>().ok(),
        _ => None,
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

fn weekdays(word: &str) -> Option<Vec<Weekday>> {
    let one = |day: &str| WEEKDAYS.iter().find(|(name, _)| *name == day).map(|(_, day)| *day);
    word.split(',').map(|day| one(day.trim())).collect()
}

fn which(words: &[&str], most: i64) -> Option<Which> {
    let number = |text: &str| text.parse::<i64>().ok().filter(|n| (1..=most).contains(n));
    match words {
        ["last", "day"] => Some(Which::LastDay),
        ["last", "bd"] => Some(Which::LastBusiness),
        ["day", n] => number(n).map(Which::Day),
        ["bd", n] => number(n).map(Which::Business),
        _ => None,
    }
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.beat {
            Beat::Interval(duration) => return write!(f, "{duration}"),
            Beat::Days(days) if days.is_empty() => f.write_str("day")?,
            Beat::Days(days) => {
                let name = |day: &Weekday| WEEKDAYS.iter().find(|(_, known)| known == day).map_or("", |(name, _)| name);
                f.write_str(&days.iter().map(name).collect::<Vec<_>>().join(","))?;
            }
            Beat::Once(grain, which) => match which {
                Which::Day(n) => write!(f, "{grain} day {n}")?,
                Which::Business(n) => write!(f, "{grain} bd {n}")?,
                Which::LastDay => write!(f, "{grain} last day")?,
                Which::LastBusiness => write!(f, "{grain} last bd")?,
                Which::Date(day) => write!(f, "{grain} {:02}-{:02}", day.month, day.day)?,
            },
        }
        write!(f, " {:02}:{:02}", self.time.hour(), self.time.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::CalendarSpec;

    fn calendar() -> Calendar {
        Calendar::new(&CalendarSpec {
            timezone: "Asia/Shanghai".into(),
            holidays: vec!["2026-10-01..2026-10-07".into()],
            workdays: vec!["2026-10-10".into()],
            ..CalendarSpec::default()
        })
        .unwrap()
    }

    fn next(rhythm: &str, after: &str, holiday: OnHoliday) -> Option<String> {
        let calendar = calendar();
        let after = calendar.parse_timestamp(after).unwrap();
        let next = Rhythm::parse(rhythm).unwrap().next_after(after, &calendar, holiday);
        next.map(|at| calendar.format_timestamp(at)[..16].to_owned())
    }

    fn keep(rhythm: &str, after: &str) -> String {
        next(rhythm, after, OnHoliday::Keep).unwrap()
    }

    #[test]
    fn every_form_of_the_language_comes_round() {
        assert_eq!(keep("day 08:00", "2026-03-02T08:00"), "2026-03-03T08:00");
        assert_eq!(keep("fri 16:00", "2026-03-02T09:00"), "2026-03-06T16:00");
        assert_eq!(keep("mon,thu 09:30", "2026-03-02T09:30"), "2026-03-05T09:30");
        assert_eq!(keep("month day 3 09:00", "2026-03-03T09:00"), "2026-04-03T09:00");
        assert_eq!(keep("month day 31", "2026-02-01T00:00"), "2026-02-28T00:00");
        assert_eq!(keep("month bd 3 09:00", "2026-10-01T00:00"), "2026-10-10T09:00");
        assert_eq!(keep("month last bd 17:00", "2026-05-01T00:00"), "2026-05-29T17:00");
        assert_eq!(keep("quarter day 5", "2026-01-05T00:00"), "2026-04-05T00:00");
        assert_eq!(keep("year 01-05", "2026-03-01T00:00"), "2027-01-05T00:00");
        assert_eq!(keep("year 02-29", "2026-03-01T00:00"), "2028-02-29T00:00");
        assert_eq!(keep("2h", "2026-03-02T09:15"), "2026-03-02T11:15");
    }

    #[test]
    fn closed_days_keep_move_or_skip() {
        assert_eq!(keep("month day 3 09:00", "2026-10-01T00:00"), "2026-10-03T09:00");
        assert_eq!(next("month day 3 09:00", "2026-10-01T00:00", OnHoliday::Next).unwrap(), "2026-10-08T09:00");
        assert_eq!(next("month day 3 09:00", "2026-10-05T00:00", OnHoliday::Next).unwrap(), "2026-10-08T09:00");
        assert_eq!(next("month day 3 09:00", "2026-10-01T00:00", OnHoliday::Skip).unwrap(), "2026-11-03T09:00");
        assert_eq!(next("month bd 25", "2026-10-01T00:00", OnHoliday::Keep), None);
    }

    #[test]
    fn what_is_no_rhythm_is_told_the_forms() {
        for text in ["", "friday 16:00", "fri 25:00", "month 3", "month day 32", "year 13-01", "0h", "2h 09:00", "每天"]
        {
            let error = Rhythm::parse(text).unwrap_err().to_string();
            assert!(error.contains("write it like") || error.contains("is like"), "{text}: {error}");
        }
    }

    #[test]
    fn it_is_shown_as_it_is_read() {
        for text in ["day 08:00", "mon,thu 09:30", "month bd 3 09:00", "month last bd 17:00", "year 01-05 00:00", "2h"]
        {
            assert_eq!(Rhythm::parse(text).unwrap().to_string(), text);
        }
    }
}
