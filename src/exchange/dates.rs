//! Dates as another system writes them, by a pattern: `M/D/YYYY`, `DD.MM.YYYY HH:mm`, `YYYY年M月D日`.
//!
//! `YYYY YY M MM D DD H HH mm ss` stand for numbers; everything else is literal. Two letters want two digits, one where
//! no other number touches it. What does not fit the pattern is read as ISO.

use std::fmt::Write;

use super::clean::half_width;

/// How dates are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A number: what it stands for, how many digits at least and at most.
    Number(Unit, usize, usize),
    Literal(char),
    Blank,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Year,
    ShortYear,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

const UNITS: [(&str, Unit); 11] = [
    ("YYYY", Unit::Year),
    ("YY", Unit::ShortYear),
    ("MM", Unit::Month),
    ("M", Unit::Month),
    ("DD", Unit::Day),
    ("D", Unit::Day),
    ("HH", Unit::Hour),
    ("H", Unit::Hour),
    ("mm", Unit::Minute),
    ("ss", Unit::Second),
    ("s", Unit::Second),
];

impl Pattern {
    /// Reads a pattern; why it is none, where it lacks year, month or day or names one twice.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some(next) = rest.chars().next() {
            let unit = UNITS.iter().find(|(letters, _)| rest.starts_with(letters));
            let (part, length) = match unit {
                Some((letters, unit)) => {
                    let digits = letters.len();
                    (Part::Number(*unit, digits, digits.max(2)), digits)
                }
                None if next.is_whitespace() => (Part::Blank, next.len_utf8()),
                None => (Part::Literal(half_width(next)), next.len_utf8()),
            };
            parts.push(part);
            rest = &rest[length..];
        }
        loosen(&mut parts);
        let many = |wanted: &[Unit]| {
            parts.iter().filter(|part| matches!(part, Part::Number(unit, ..) if wanted.contains(unit))).count()
        };
        for (units, name) in [
            (&[Unit::Year, Unit::ShortYear][..], "year (YYYY)"),
            (&[Unit::Month], "month (M)"),
            (&[Unit::Day], "day (D)"),
        ] {
            if many(units) != 1 {
                return Err(format!("`{text}` should have one {name}, like M/D/YYYY"));
            }
        }
        for (unit, name) in [(Unit::Hour, "hour"), (Unit::Minute, "minute"), (Unit::Second, "second")] {
            if many(&[unit]) > 1 {
                return Err(format!("`{text}` has the {name} twice"));
            }
        }
        Ok(Pattern { text: text.trim().to_owned(), parts })
    }

    /// The pattern as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The date, or moment where the pattern has a time, in ISO form; none where the text does not fit. Whether the
    /// calendar has such a day is asked elsewhere.
    pub fn read(&self, text: &str) -> Option<String> {
        let text: Vec<char> = text.trim().chars().map(half_width).collect();
        let mut rest = text.as_slice();
        let (mut year, mut month, mut day) = (0, 0, 0);
        let (mut hour, mut minute, mut second) = (None, None, None);
        for part in &self.parts {
            match part {
                Part::Literal(literal) => rest = rest.strip_prefix(&[*literal])?,
                Part::Blank => {
                    let many = rest.iter().take_while(|c| c.is_whitespace()).count();
                    rest = &rest[many..];
                }
                Part::Number(unit, least, most) => {
                    let many = rest.iter().take(*most).take_while(|c| c.is_ascii_digit()).count();
                    if many < *least {
                        return None;
                    }
                    let number = rest[..many].iter().collect::<String>().parse::<u32>().ok()?;
                    rest = &rest[many..];
                    match unit {
                        Unit::Year => year = number,
                        // As POSIX reads two digits.
                        Unit::ShortYear => year = if number < 69 { 2000 + number } else { 1900 + number },
                        Unit::Month => month = number,
                        Unit::Day => day = number,
                        Unit::Hour => hour = Some(number),
                        Unit::Minute => minute = Some(number),
                        Unit::Second => second = Some(number),
                    }
                }
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let mut iso = format!("{year:04}-{month:02}-{day:02}");
        if let Some(hour) = hour {
            let (minute, second) = (minute.unwrap_or(0), second.unwrap_or(0));
            let _written = write!(iso, "T{hour:02}:{minute:02}:{second:02}");
        }
        Some(iso)
    }
}

/// Two letters may stand for one digit where what is around shows the end of the number; years may not.
fn loosen(parts: &mut [Part]) {
    let number = |part: Option<&Part>| matches!(part, Some(Part::Number(..)));
    for at in 0..parts.len() {
        let alone = !number(parts.get(at + 1)) && !number(at.checked_sub(1).and_then(|before| parts.get(before)));
        match &mut parts[at] {
            Part::Number(Unit::Year | Unit::ShortYear, ..) => {}
            Part::Number(_, least, _) if alone => *least = 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pattern: &str, text: &str) -> Option<String> {
        Pattern::parse(pattern).unwrap().read(text)
    }

    #[test]
    fn patterns_read_what_they_show() {
        for (pattern, text, iso) in [
            ("M/D/YYYY", "3/12/2017", "2017-03-12"),
            ("M/D/YYYY", "03/02/2017", "2017-03-02"),
            ("DD.MM.YYYY", "05.03.2017", "2017-03-05"),
            ("DD.MM.YYYY", "5.3.2017", "2017-03-05"),
            ("YYYY年M月D日", "2026年3月2日", "2026-03-02"),
            ("YYYY年M月D日", "２０２６年１２月０２日", "2026-12-02"),
            ("YYYYMMDD", "20260302", "2026-03-02"),
            ("D-M-YY", "1-2-69", "1969-02-01"),
            ("D-M-YY", "1-2-26", "2026-02-01"),
            ("M/D/YYYY H:mm", " 3/2/2026  9:05 ", "2026-03-02T09:05:00"),
            ("YYYY/M/D HH:mm:ss", "2026/3/2 09:05:07", "2026-03-02T09:05:07"),
        ] {
            assert_eq!(read(pattern, text).as_deref(), Some(iso), "{pattern} {text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_read() {
        for (pattern, text) in [
            ("M/D/YYYY", "2017-03-12"),
            ("M/D/YYYY", "3/12/17"),
            ("M/D/YYYY", "3/12/2017 x"),
            ("M/D/YYYY", "3/12/20171"),
            ("YYYYMMDD", "2026032"),
            ("M/D/YYYY", ""),
            ("M/D/YYYY", "//"),
        ] {
            assert_eq!(read(pattern, text), None, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_has_year_month_and_day_once() {
        assert!(Pattern::parse("M/YYYY").unwrap_err().contains("day"));
        assert!(Pattern::parse("M/D/M/YYYY").unwrap_err().contains("month"));
        assert!(Pattern::parse("").is_err());
        assert!(Pattern::parse("M/D/YYYY H H").unwrap_err().contains("hour"));
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(pattern in "[YMDHms年/. 1]{0,16}", text in ".{0,24}") {
            if let Ok(pattern) = Pattern::parse(&pattern) {
                let _answer = pattern.read(&text);
            }
        }

        #[test]
        fn every_day_is_read_back(year in 1000_u32..9999, month in 1_u32..=12, day in 1_u32..=28) {
            let iso = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(read("D/M/YYYY", &format!("{day}/{month}/{year}")), Some(iso.clone()));
            prop_assert_eq!(read("YYYYMMDD", &format!("{year}{month:02}{day:02}")), Some(iso));
        }
    }
}
