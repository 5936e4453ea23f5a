//! Dates and moments as text: reading them in the policy's zone, writing them as RFC 3339.

use jiff::tz::Offset;

use super::{Calendar, Date, Time, TimeError, Timestamp};
use crate::{model::Said, said};

const DATE_HINT: (&str, &str) = ("write year, month and day like 2026-03-05", "请按年-月-日写，如 2026-03-05");
const MOMENT_HINT: (&str, &str) = (
    "write it like 2026-03-05T09:00 (in the policy's time zone) or 2026-03-05T09:00:00+08:00",
    "请写成 2026-03-05T09:00（按制度的时区）或 2026-03-05T09:00:00+08:00",
);

/// Reads `2026-03-05`. Years outside 0 to 9999 are written with sign and six digits.
///
/// # Errors
/// [`TimeError::NotADate`], with the right spelling where the text shows which day is meant.
pub fn parse_date(text: &str) -> Result<Date, TimeError> {
    read_date(text.trim()).ok_or_else(|| TimeError::date(text, date_hint(text)))
}

fn read_date(text: &str) -> Option<Date> {
    let signed = text.starts_with(['-', '+']);
    let (year, rest) = text.split_at_checked(if signed { 7 } else { 4 })?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    let magnitude: i16 = digits(year.trim_start_matches(['-', '+']), if signed { 6 } else { 4 })?;
    let year = if year.starts_with('-') { -magnitude } else { magnitude };
    Date::new(year, digits(month, 2)?, digits(day, 2)?).ok()
}

/// Just `length` digits as a number.
fn digits<N: std::str::FromStr>(text: &str, length: usize) -> Option<N> {
    let fits = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// `2026/3/5`, `2026.3.5` and `2026年3月5日` show what is meant.
fn date_hint(text: &str) -> Said {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let meant = match numbers[..] {
        [year, month, day] => read_date(&format!("{year:0>4}-{month:0>2}-{day:0>2}")),
        _ => None,
    };
    match meant {
        Some(date) if date.year() >= 1000 => said!("write {date}", "请写 {date}"),
        Some(_) => DATE_HINT.into(),
        None if read_date(text).is_none() && looks_like_a_date(text.trim()) => {
            ("the calendar has no such day", "日历上没有这一天").into()
        }
        None => DATE_HINT.into(),
    }
}

fn looks_like_a_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    shape == "9999-99-99"
}

impl Calendar {
    /// Reads a date: [`parse_date`](super::parse_date).
    ///
    /// # Errors
    /// [`TimeError::NotADate`].
    pub fn parse_date(&self, text: &str) -> Result<Date, TimeError> {
        parse_date(text)
    }

    /// Reads a moment: RFC 3339 with `Z` or an offset, or without one in the policy's zone: `2026-03-02T09:00`, with
    /// seconds and a fraction if wanted, a space for the `T`; a bare date is its local midnight.
    ///
    /// # Errors
    /// [`TimeError::NotATimestamp`].
    pub fn parse_timestamp(&self, text: &str) -> Result<Timestamp, TimeError> {
        let trimmed = text.trim();
        let read = || match trimmed.split_once(['T', 't', ' ']) {
            None => read_date(trimmed).map(|date| self.start_of_day(date)),
            Some((date, time)) => {
                let (time, offset) = split_offset(time.trim());
                let (date, time) = (read_date(date)?, read_time(time)?);
                match offset {
                    None => Some(self.at(date, time)),
                    Some(offset) => read_offset(offset)?.to_timestamp(date.to_datetime(time)).ok(),
                }
            }
        };
        read().ok_or_else(|| TimeError::timestamp(text, MOMENT_HINT))
    }

    /// RFC 3339 in the policy's zone: seconds always, a fraction only where there is one. It reads back as the same
    /// moment.
    pub fn format_timestamp(&self, at: Timestamp) -> String {
        // The standard has no seconds in offsets; old local mean times did.
        let seconds = self.tz.to_offset(at).seconds();
        let whole_minutes = Offset::from_seconds(seconds - seconds % 60).unwrap_or(Offset::UTC);
        at.display_with_offset(whole_minutes).to_string()
    }
}

/// A time and the offset behind it, if there is one.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (text[..at].trim_end(), Some(&text[at..])),
        None => (text, None),
    }
}

/// `09:00`, `09:00:30`, `09:00:30.250`.
fn read_time(text: &str) -> Option<Time> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match (&parts[..], fraction) {
        ([hour, minute], None) => (hour, minute, "00"),
        ([hour, minute, second], _) => (hour, minute, *second),
        _ => return None,
    };
    let nanoseconds = match fraction {
        Some(fraction) if (1..=9).contains(&fraction.len()) => digits(&format!("{fraction:0<9}"), 9)?,
        Some(_) => return None,
        None => 0,
    };
    Time::new(digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?, nanoseconds).ok()
}

/// `Z`, `+08:00`, `+0800`, `+08`.
fn read_offset(text: &str) -> Option<Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { "00" } else { minutes.strip_prefix(':').unwrap_or(minutes) };
    let (hours, minutes): (i32, i32) = (digits(hours, 2)?, digits(minutes, 2)?);
    let seconds = (hours * 60 + minutes) * 60;
    if hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::CalendarSpec;

    fn zone(name: &str) -> Calendar {
        Calendar::new(&CalendarSpec { timezone: name.into(), ..CalendarSpec::default() }).unwrap()
    }

    #[test]
    fn moments_without_a_zone_are_read_in_the_policys() {
        let shanghai = zone("Asia/Shanghai");
        for (text, written) in [
            ("2026-03-02T09:00", "2026-03-02T09:00:00+08:00"),
            (" 2026-03-02 09:00:30 ", "2026-03-02T09:00:30+08:00"),
            ("2026-03-02T09:00:30.250", "2026-03-02T09:00:30.25+08:00"),
            ("2026-03-02", "2026-03-02T00:00:00+08:00"),
            ("2026-03-02T01:00:00Z", "2026-03-02T09:00:00+08:00"),
            ("2026-03-02t01:00z", "2026-03-02T09:00:00+08:00"),
            ("2026-03-01T20:00:00-05:00", "2026-03-02T09:00:00+08:00"),
            ("2026-03-02 09:00 +0800", "2026-03-02T09:00:00+08:00"),
            ("2026-03-02T09:00+08", "2026-03-02T09:00:00+08:00"),
        ] {
            assert_eq!(shanghai.format_timestamp(shanghai.parse_timestamp(text).unwrap()), written, "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for name in ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu"] {
            let calendar = zone(name);
            for second in [-4_000_000_000, -2_500_000_000, 0, 1_793_512_800, 1_793_516_400, 250_000_000_000] {
                let at = Timestamp::new(second, 0).unwrap();
                assert_eq!(calendar.parse_timestamp(&calendar.format_timestamp(at)), Ok(at), "{name} {at}");
            }
            for at in [Timestamp::MIN, Timestamp::MAX] {
                assert_eq!(calendar.parse_timestamp(&calendar.format_timestamp(at)), Ok(at), "{name} {at}");
            }
        }
    }

    #[test]
    fn a_wrong_date_is_told_the_right_spelling() {
        let message = |text| parse_date(text).unwrap_err().to_string();
        assert_eq!(message("2026/3/5"), "`2026/3/5` is not a date: write 2026-03-05");
        assert_eq!(message("2026年3月5日"), "`2026年3月5日` is not a date: write 2026-03-05");
        assert_eq!(message("2026-02-30"), "`2026-02-30` is not a date: the calendar has no such day");
        assert_eq!(message("soon"), "`soon` is not a date: write year, month and day like 2026-03-05");
        assert_eq!(parse_date("2028-02-29").unwrap().to_string(), "2028-02-29");
    }

    #[test]
    fn nonsense_is_no_moment() {
        let calendar = Calendar::default();
        for text in [
            "",
            "T",
            " ",
            "2026-03-02T",
            "2026-03-02T9:00",
            "2026-03-02T24:00",
            "2026-03-02T09:00+25:00",
            "2026-3-2T09:00",
            "2026-03-02T09:00.5",
            "2026-03-02T09:00:00.",
            "2026-03-02T09:00:00.1234567891",
            "2026-03-02T09:00+",
            "-",
            "十二月二日",
            "2026-03-02T九点",
            "+2026-03-02",
            "2026-03-02T09:00-é",
            "2026-03-02T09:00+0é",
        ] {
            assert!(calendar.parse_timestamp(text).is_err(), "{text}");
        }
        assert!(calendar.parse_timestamp("9999-12-31T23:59:59-23:00").is_err());
    }
}
