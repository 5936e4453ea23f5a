//! From the words of `[calendar]` to a [`Calendar`], gathering everything that is wrong.

use std::collections::BTreeMap;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::business_days::{BusinessDays, day_number};
use super::error::shown;
use super::open_hours::OpenHours;
use super::windows::{BUILT_IN_WINDOWS, MonthDay, Window};
use super::{Calendar, Weekday, parse_date};
use crate::{model::Said, said};

const RANGE_DAYS_MAX: i64 = 366;
const MINUTES_PER_DAY: i64 = 24 * 60;

/// What the manifest says of time, as plain text. The default is what holds when nothing is said (semantics
/// section 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSpec {
    /// An IANA zone: `Asia/Shanghai`.
    pub timezone: String,
    /// Openings of a business day: `09:00-12:00`; the last may end at `24:00`.
    pub hours: Vec<String>,
    /// Days off: `mon` to `sun`.
    pub weekend: Vec<String>,
    /// Dates, or ranges with both ends in: `2026-10-01..2026-10-07`.
    pub holidays: Vec<String>,
    /// Weekend days worked (调休), dates or ranges likewise.
    pub workdays: Vec<String>,
    /// Windows of the year by name, month and day with both ends in: `("year_end", "12-25", "01-05")`.
    pub windows: Vec<(String, String, String)>,
    /// The month fiscal years start in, 1 to 12.
    pub fiscal_year_starts: i64,
}

impl Default for CalendarSpec {
    fn default() -> CalendarSpec {
        CalendarSpec {
            timezone: "UTC".into(),
            hours: vec!["09:00-18:00".into()],
            weekend: vec!["sat".into(), "sun".into()],
            holidays: Vec::new(),
            workdays: Vec::new(),
            windows: Vec::new(),
            fiscal_year_starts: 1,
        }
    }
}

/// One thing wrong with a [`CalendarSpec`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CalendarError {
    /// The key: `timezone hours weekend holidays workdays fiscal_year_starts`, or `window.<name>.from`, `.to`.
    pub key: String,
    /// Which entry of a list, from 0; none where the whole value is meant.
    pub index: Option<usize>,
    /// What is wrong, and what would be right.
    pub message: Said,
}

impl Calendar {
    /// Builds a calendar from what the manifest says.
    ///
    /// # Errors
    /// Everything that is wrong at once, in the order of the keys.
    pub fn new(spec: &CalendarSpec) -> Result<Calendar, Vec<CalendarError>> {
        let mut problems = Problems(Vec::new());
        let tz = read_zone(&spec.timezone, &mut problems);
        let hours = read_hours(&spec.hours, &mut problems);
        let weekend = read_weekend(&spec.weekend, &mut problems);
        let holidays = read_days("holidays", &spec.holidays, &mut problems);
        let workdays = read_days("workdays", &spec.workdays, &mut problems);
        refuse_both(&holidays, &workdays, &mut problems);
        let windows = read_windows(&spec.windows, &mut problems);
        let fiscal_year_starts = read_fiscal_year(spec.fiscal_year_starts, &mut problems);
        if !problems.0.is_empty() {
            return Err(problems.0);
        }
        let days = |dated: Vec<(usize, i64)>| dated.into_iter().map(|(_, day)| day).collect();
        Ok(Calendar {
            tz,
            days: BusinessDays::new(&weekend, days(holidays), days(workdays)),
            hours: OpenHours::new(&hours),
            windows,
            fiscal_year_starts,
        })
    }
}

struct Problems(Vec<CalendarError>);

impl Problems {
    fn add(&mut self, key: impl Into<String>, index: impl Into<Option<usize>>, message: impl Into<Said>) {
        self.0.push(CalendarError { key: key.into(), index: index.into(), message: message.into() });
    }
}

// The zones compiled in, so that a policy means the same on every machine.
fn read_zone(name: &str, problems: &mut Problems) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap_or_else(|_| {
        let near = match nearest_zone(name) {
            Some(near) => said!("did you mean `{near}`?", "是不是 `{near}`？"),
            None => ("write one like `Asia/Shanghai`", "请写如 `Asia/Shanghai` 的时区名").into(),
        };
        let zone = shown(name);
        problems.add("timezone", None, said!("`{zone}` is no time zone: {near}", "没有时区 `{zone}`：{near}"; near));
        TimeZone::UTC
    })
}

fn nearest_zone(name: &str) -> Option<String> {
    // People name the capital; the list of zones names the biggest city.
    if name.to_lowercase().ends_with("beijing") {
        return Some("Asia/Shanghai".into());
    }
    let likeness = |zone: &str| strsim::jaro_winkler(zone, &shown(name));
    let zones = TimeZoneDatabase::bundled();
    let best = zones.available().max_by(|a, b| likeness(a.as_str()).total_cmp(&likeness(b.as_str())))?;
    (likeness(best.as_str()) > 0.85).then(|| best.as_str().to_owned())
}

fn read_hours(texts: &[String], problems: &mut Problems) -> Vec<(i64, i64)> {
    let mut openings: Vec<(i64, i64)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        match read_opening(text) {
            Ok((from, to)) if openings.iter().any(|(start, end)| from < *end && *start < to) => {
                problems.add(
                    "hours",
                    index,
                    said!("`{text}` overlaps hours written before it", "`{text}` 与前面写的时段重叠"),
                );
            }
            Ok(opening) => openings.push(opening),
            Err(message) => problems.add("hours", index, message),
        }
    }
    if texts.is_empty() {
        problems.add(
            "hours",
            None,
            ("a business day needs hours, such as `09:00-18:00`", "工作日要有时段，如 `09:00-18:00`"),
        );
    }
    openings
}

fn read_opening(text: &str) -> Result<(i64, i64), Said> {
    let quoted = shown(text);
    let read = || {
        let (from, to) = text.split_once('-')?;
        Some((minute_of_day(from)?, minute_of_day(to)?))
    };
    let (from, to) = read().ok_or_else(|| {
        said!("`{quoted}` are no hours: write them like `09:00-18:00`", "`{quoted}` 不是时段：请写成 `09:00-18:00`")
    })?;
    match from.cmp(&to) {
        std::cmp::Ordering::Less => Ok((from, to)),
        std::cmp::Ordering::Equal => Err(said!(
            "`{quoted}` is no time at all: for the whole day write `00:00-24:00`",
            "`{quoted}` 没有时间：整天请写 `00:00-24:00`"
        )),
        std::cmp::Ordering::Greater => Err(said!(
            "`{quoted}` ends before it begins: for hours over midnight write two, ending at `24:00` and beginning at \
             `00:00`",
            "`{quoted}` 的结束早于开始：跨午夜请写成两段，一段到 `24:00`，一段从 `00:00` 起"
        )),
    }
}

fn minute_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |digits: &str, lengths: std::ops::RangeInclusive<usize>| -> Option<i64> {
        let fits = lengths.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| digits.parse().ok()).flatten()
    };
    let minutes = number(hour, 1..=2)? * 60 + number(minute, 2..=2).filter(|minute| *minute < 60)?;
    (minutes <= MINUTES_PER_DAY).then_some(minutes)
}

fn read_weekend(texts: &[String], problems: &mut Problems) -> Vec<Weekday> {
    let mut weekend = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        match weekday_of(text) {
            Some(day) if weekend.contains(&day) => {}
            Some(day) => weekend.push(day),
            None => {
                let wrote = shown(text);
                let message = said!(
                    "`{wrote}` is no weekday: write mon tue wed thu fri sat sun",
                    "`{wrote}` 不是星期几：请写 mon tue wed thu fri sat sun"
                );
                problems.add("weekend", index, message);
            }
        }
    }
    if weekend.len() == 7 {
        problems.add(
            "weekend",
            None,
            ("all seven days are off: leave at least one to work on", "七天全休：至少要留一天上班"),
        );
    }
    weekend
}

fn weekday_of(text: &str) -> Option<Weekday> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "mon" | "monday" => Weekday::Monday,
        "tue" | "tuesday" => Weekday::Tuesday,
        "wed" | "wednesday" => Weekday::Wednesday,
        "thu" | "thursday" => Weekday::Thursday,
        "fri" | "friday" => Weekday::Friday,
        "sat" | "saturday" => Weekday::Saturday,
        "sun" | "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// Every day named, with the entry that names it.
fn read_days(key: &str, texts: &[String], problems: &mut Problems) -> Vec<(usize, i64)> {
    let mut days = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        match read_range(text) {
            Ok(range) => days.extend(range.map(|day| (index, day))),
            Err(message) => problems.add(key, index, message),
        }
    }
    days
}

fn read_range(text: &str) -> Result<std::ops::RangeInclusive<i64>, Said> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let day = |text: &str| parse_date(text).map(day_number).map_err(|error| error.said());
    let (first, last) = (day(first)?, day(last)?);
    if last < first {
        let text = shown(text);
        return Err(said!("`{text}` ends before it begins", "`{text}` 的结束早于开始"));
    }
    if last - first >= RANGE_DAYS_MAX {
        let text = shown(text);
        return Err(said!("`{text}` is longer than {RANGE_DAYS_MAX} days", "`{text}` 超过 {RANGE_DAYS_MAX} 天"));
    }
    Ok(first..=last)
}

fn refuse_both(holidays: &[(usize, i64)], workdays: &[(usize, i64)], problems: &mut Problems) {
    let mut free: Vec<i64> = holidays.iter().map(|(_, day)| *day).collect();
    free.sort_unstable();
    let mut told = None;
    for (index, day) in workdays {
        if told != Some(*index) && free.binary_search(day).is_ok() {
            told = Some(*index);
            let date = super::business_days::date_of(*day).map(|date| date.to_string()).unwrap_or_default();
            problems.add(
                "workdays",
                *index,
                said!(
                    "{date} is a holiday as well: it can be only one of them",
                    "{date} 同时又是节假日：只能是其中一种"
                ),
            );
        }
    }
}

fn read_windows(texts: &[(String, String, String)], problems: &mut Problems) -> BTreeMap<String, Window> {
    let mut windows = BTreeMap::new();
    for (name, from, to) in texts {
        let mut read = |end: &str, text: &str| {
            let day = MonthDay::parse(text);
            if day.is_none() {
                let text = shown(text);
                let message = said!(
                    "`{text}` is no day of the year: write month and day, like `12-25`",
                    "`{text}` 不是一年中的某一天：请写月-日，如 `12-25`"
                );
                problems.add(format!("window.{name}.{end}"), None, message);
            }
            day
        };
        let window = read("from", from).zip(read("to", to)).map(|(from, to)| Window { from, to });
        if BUILT_IN_WINDOWS.contains(&name.as_str()) {
            problems.add(
                format!("window.{name}"),
                None,
                said!("`{name}` is built in: choose another name", "`{name}` 是内置的名字：请换一个"),
            );
        } else if windows.contains_key(name) {
            problems.add(format!("window.{name}"), None, said!("`{name}` is written twice", "`{name}` 写了两次"));
        } else if let Some(window) = window {
            windows.insert(name.clone(), window);
        }
    }
    windows
}

fn read_fiscal_year(month: i64, problems: &mut Problems) -> i8 {
    if !(1..=12).contains(&month) {
        problems.add(
            "fiscal_year_starts",
            None,
            said!("{month} is no month: write 1 to 12", "{month} 不是月份：请写 1 到 12"),
        );
        return 1;
    }
    month as i8
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
        texts.map(String::from).to_vec()
    }

    #[test]
    fn a_chinese_year_with_worked_weekends() {
        let calendar = Calendar::new(&CalendarSpec {
            timezone: "Asia/Shanghai".into(),
            hours: texts(["09:00-12:00", "13:30-18:00"]),
            holidays: texts(["2026-10-01..2026-10-07"]),
            workdays: texts(["2026-09-27", "2026-10-10"]),
            ..CalendarSpec::default()
        })
        .unwrap();
        assert_eq!(calendar.open_seconds_per_day(), 27_000);
        assert!(calendar.is_business_day(date(2026, 9, 27)));
        assert!(!calendar.is_business_day(date(2026, 9, 26)));
        assert!(!calendar.is_business_day(date(2026, 10, 7)));
        assert!(calendar.is_business_day(date(2026, 10, 8)));
        assert!(calendar.is_business_day(date(2026, 10, 10)));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let errors = Calendar::new(&CalendarSpec {
            timezone: "Asia/Shangai".into(),
            hours: texts(["09:00-12:00", "11:00-13:00", "18:00-14:00", "15:00-15:00", "9 to 5", "20:00-25:00"]),
            weekend: texts(["sat", "so"]),
            holidays: texts(["2026-02-30", "2026-10-07..2026-10-01", "2026-05-01", "0001-01-01..9999-12-31"]),
            workdays: texts(["2026-05-01"]),
            windows: vec![
                ("year_end".into(), "12-25".into(), "13-05".into()),
                ("holiday".into(), "02-29".into(), "03-01".into()),
            ],
            fiscal_year_starts: 13,
        })
        .unwrap_err();
        let places: Vec<_> = errors.iter().map(|error| (error.key.as_str(), error.index)).collect();
        assert_eq!(
            places,
            [
                ("timezone", None),
                ("hours", Some(1)),
                ("hours", Some(2)),
                ("hours", Some(3)),
                ("hours", Some(4)),
                ("hours", Some(5)),
                ("weekend", Some(1)),
                ("holidays", Some(0)),
                ("holidays", Some(1)),
                ("holidays", Some(3)),
                ("workdays", Some(0)),
                ("window.year_end.to", None),
                ("window.holiday", None),
                ("fiscal_year_starts", None),
            ]
        );
        assert_eq!(errors[0].message, "`Asia/Shangai` is no time zone: did you mean `Asia/Shanghai`?");
    }

    #[test]
    fn a_week_without_work_and_a_day_without_hours_are_errors() {
        let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sunday"];
        let spec = CalendarSpec { hours: Vec::new(), weekend: texts(week), ..CalendarSpec::default() };
        let errors = Calendar::new(&spec).unwrap_err();
        assert_eq!(errors.iter().map(|e| e.key.as_str()).collect::<Vec<_>>(), ["hours", "weekend"]);
        assert!(Calendar::new(&CalendarSpec { weekend: Vec::new(), ..CalendarSpec::default() }).is_ok());
    }

    #[test]
    fn the_capital_leads_to_its_zone() {
        let spec = CalendarSpec { timezone: "Asia/Beijing".into(), ..CalendarSpec::default() };
        assert!(Calendar::new(&spec).unwrap_err()[0].message.contains("`Asia/Shanghai`"));
    }
}
