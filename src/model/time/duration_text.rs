//! How a duration is written and read: `1d 4h`, `1.5h`, `-5bd`.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::whole_seconds;
use super::{Duration, TimeError};

/// What would be right, in English and Chinese.
type Hint = (&'static str, &'static str);

const HOW_TO_WRITE: Hint =
    ("write a number and one of s m h d w mo y bd bh", "请写数字加单位，单位是 s m h d w mo y bd bh 之一，如 `5bd`");

impl Duration {
    /// Reads `90s 30m 4h 3d 2w 1mo 1y 5bd 8bh`, alone or together (`1d 4h`, `1d4h`).
    ///
    /// A leading `-` negates all of it. Without one, a later part may carry its own (`1mo -1d`). Fractions are for
    /// `s m h bh` only.
    ///
    /// # Errors
    /// [`TimeError::NotADuration`], saying what would be right.
    pub fn parse(text: &str) -> Result<Duration, TimeError> {
        let wrong = |hint: Hint| TimeError::duration(text, hint);
        let trimmed = text.trim();
        let (negative, body) = match trimmed.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let mut total = Duration::ZERO;
        let mut rest = body;
        loop {
            let (part, after) = Part::take(rest).ok_or_else(|| wrong(HOW_TO_WRITE))?;
            if part.negative && (negative || rest.len() == body.len()) {
                return Err(wrong(("one `-` in front negates all of it", "最前面写一个 `-` 就对全部生效")));
            }
            let duration = part.duration(negative || part.negative).map_err(wrong)?;
            total = total.checked_add(&duration).map_err(|_| wrong(TOO_LONG))?;
            rest = after.trim_start();
            if rest.is_empty() {
                return Ok(total);
            }
        }
    }
}

const TOO_LONG: Hint = ("it is too long to count", "太长，无法计算");

/// One number with its unit, as found in the text.
struct Part<'a> {
    negative: bool,
    number: &'a str,
    unit: &'a str,
}

impl<'a> Part<'a> {
    fn take(text: &'a str) -> Option<(Part<'a>, &'a str)> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (number, text) = split_while(text, |c| c.is_ascii_digit() || c == '.');
        let (unit, text) = split_while(text.trim_start(), |c| c.is_alphabetic());
        let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && !number.ends_with('.');
        is_number.then_some((Part { negative, number, unit }, text))
    }

    fn duration(&self, negative: bool) -> Result<Duration, Hint> {
        let whole = |times| self.whole(negative, times);
        let seconds = |unit_seconds| self.seconds(negative, unit_seconds);
        Ok(match self.unit {
            "s" => Duration::seconds(seconds(1)?),
            "m" => Duration::seconds(seconds(60)?),
            "h" => Duration::seconds(seconds(3600)?),
            "d" => Duration::days(whole(1)?),
            "w" => Duration::days(whole(7)?),
            "mo" => Duration::months(whole(1)?),
            "y" => Duration::months(whole(12)?),
            "bd" => Duration::bdays(whole(1)?),
            "bh" => Duration { business_seconds: seconds(3600)?, ..Duration::ZERO },
            _ => return Err(HOW_TO_WRITE),
        })
    }

    fn whole(&self, negative: bool, times: i128) -> Result<i64, Hint> {
        if self.number.contains('.') {
            return Err((
                "only s m h bh take fractions, other units whole numbers",
                "只有 s m h bh 可以带小数，其他单位请写整数",
            ));
        }
        let count: u64 = self.number.parse().map_err(|_| TOO_LONG)?;
        let signed = if negative { -i128::from(count) } else { i128::from(count) };
        i64::try_from(signed * times).map_err(|_| TOO_LONG)
    }

    fn seconds(&self, negative: bool, unit_seconds: i64) -> Result<i64, Hint> {
        if self.number.matches('.').count() > 1 {
            return Err(HOW_TO_WRITE);
        }
        let mut count =
            Decimal::from_str_exact(self.number).map_err(|_| ("the number has too many digits", "数字位数太多"))?;
        count.set_sign_negative(negative);
        whole_seconds(count, unit_seconds).map_err(|_| TOO_LONG)
    }
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// The canonical text: biggest unit that fits, biggest first, `0s` for none. It reads back as the same duration.
///
/// Where signs differ the positive parts come first, since a leading `-` would negate all.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = written_parts(self);
        let (minus, plus): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(negative, _)| *negative);
        let texts = |parts: Vec<(bool, String)>| parts.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        match (plus.is_empty(), minus.is_empty()) {
            (true, true) => f.write_str("0s"),
            (true, false) => write!(f, "-{}", texts(minus).join(" ")),
            (false, true) => f.write_str(&texts(plus).join(" ")),
            (false, false) => write!(f, "{} -{}", texts(plus).join(" "), texts(minus).join(" -")),
        }
    }
}

/// Every part that is not zero: whether it is negative, and its text without sign.
fn written_parts(duration: &Duration) -> Vec<(bool, String)> {
    let mut parts = Vec::new();
    let mut add = |count: i64, texts: fn(u64) -> Vec<String>| {
        if count != 0 {
            parts.extend(texts(count.unsigned_abs()).into_iter().map(|text| (count < 0, text)));
        }
    };
    add(duration.months, |n| vec![if n % 12 == 0 { format!("{}y", n / 12) } else { format!("{n}mo") }]);
    add(duration.days, |n| vec![if n % 7 == 0 { format!("{}w", n / 7) } else { format!("{n}d") }]);
    add(duration.business_days, |n| vec![format!("{n}bd")]);
    add(duration.seconds, clock_texts);
    add(duration.business_seconds, |n| vec![format!("{}bh", hours_text(n))]);
    parts
}

/// Seconds as people write them: `90s`, `90m`, `36h`, and from two hours or minutes on `2h 5m`, `2m 5s`.
fn clock_texts(seconds: u64) -> Vec<String> {
    if seconds < 120 && seconds != 60 {
        return vec![format!("{seconds}s")];
    }
    if seconds < 7200 && seconds.is_multiple_of(60) && seconds != 3600 {
        return vec![format!("{}m", seconds / 60)];
    }
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect()
}

/// The shortest decimal of hours that is read back as just as many seconds; four places always are enough.
fn hours_text(seconds: u64) -> Decimal {
    let hours = Decimal::from(seconds) / Decimal::from(3600);
    let reads_back = |text: &Decimal| whole_seconds(*text, 3600) == Ok(seconds as i64);
    (0..=4).map(|places| hours.round_dp(places)).find(reads_back).unwrap_or(hours).normalize()
}

impl FromStr for Duration {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Duration, TimeError> {
        Duration::parse(text)
    }
}

impl TryFrom<String> for Duration {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Duration, TimeError> {
        Duration::parse(&text)
    }
}

impl From<Duration> for String {
    fn from(duration: Duration) -> String {
        duration.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Duration::parse(text).unwrap_or_else(|e| panic!("{e}")).to_string()
    }

    #[test]
    fn every_unit_is_read_and_written_back() {
        for text in ["90s", "30m", "4h", "3d", "2w", "1mo", "1y", "5bd", "8bh", "1.5bh", "90m", "36h", "1d 4h", "0s"] {
            assert_eq!(canonical(text), text);
            assert_eq!(canonical(&format!("-{text}")), if text == "0s" { "0s".into() } else { format!("-{text}") });
        }
    }

    #[test]
    fn parts_may_touch_and_come_in_any_order() {
        for (written, text) in [
            ("1d4h", "1d 4h"),
            (" 4h  1d ", "1d 4h"),
            ("1.5h", "90m"),
            ("12mo", "1y"),
            ("14d", "2w"),
            ("60m", "1h"),
            ("3h 5m 7s", "3h 5m 7s"),
            ("0.5bh", "0.5bh"),
            ("5 bd", "5bd"),
            ("1.4s", "1s"),
            ("0bd", "0s"),
        ] {
            assert_eq!(canonical(written), text);
        }
    }

    #[test]
    fn a_leading_minus_negates_all_and_an_inner_one_its_part() {
        assert_eq!(Duration::parse("-1mo 1d"), Ok(Duration { months: -1, days: -1, ..Duration::ZERO }));
        let mixed = Duration { months: -1, days: 1, seconds: -8000, ..Duration::ZERO };
        assert_eq!(mixed.to_string(), "1d -1mo -2h -13m -20s");
        assert_eq!(Duration::parse(&mixed.to_string()), Ok(mixed));
        assert!(Duration::parse("-1mo -1d").is_err());
        assert!(Duration::parse("--1d").is_err());
    }

    #[test]
    fn what_is_wrong_says_what_would_be_right() {
        let message = |text| Duration::parse(text).unwrap_err().to_string();
        assert_eq!(message("5bdd"), "`5bdd` is not a duration: write a number and one of s m h d w mo y bd bh");
        assert_eq!(
            message("1.5d"),
            "`1.5d` is not a duration: only s m h bh take fractions, other units whole numbers"
        );
        assert_eq!(
            message("99999999999999999999y"),
            "`99999999999999999999y` is not a duration: it is too long to count"
        );
        for text in
            ["", "-", "5", "d", "5.h", ".5h", "1..5h", "1.2.3h", "三天", "1d,2h", "1d -", "9999999999999999999y"]
        {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
        assert!(Duration::parse(&"9".repeat(500)).unwrap_err().to_string().len() < 200);
    }

    #[test]
    fn every_number_of_seconds_reads_back() {
        let ends = [i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 1, -1, 0, 86_399, 1_000_003];
        for n in (0..8000).chain(ends) {
            let duration =
                Duration { months: n, days: n.saturating_neg(), seconds: n, business_days: n, business_seconds: n };
            assert_eq!(Duration::parse(&duration.to_string()), Ok(duration), "{duration}");
        }
    }

    #[test]
    fn serde_speaks_the_text() {
        let duration = Duration::parse("1d 4h").unwrap();
        assert_eq!(serde_json::to_string(&duration).unwrap(), r#""1d 4h""#);
        assert_eq!(serde_json::from_str::<Duration>(r#""1d4h""#).unwrap(), duration);
        assert!(serde_json::from_str::<Duration>(r#""soon""#).is_err());
    }
}
