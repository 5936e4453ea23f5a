//! How periods are written and named: `2026-Q1`, `previous month`, `last 12mo`, `2026-03-01..2026-03-15`.

use std::fmt;

use super::period::start_of_run;
use super::text::parse_date;
use super::{Date, Grain, Period, TimeError};

/// What would be right, in English and Chinese.
type Hint = (&'static str, &'static str);

const HOW_TO_WRITE: Hint = (
    "write 2026, 2026-Q1, 2026-03, 2026-W10, 2026-03-05, a..b, today, `this month`, `previous quarter`, `last 3mo` or all",
    "请写 2026、2026-Q1、2026-03、2026-W10、2026-03-05、a..b、today、`this month`、`previous quarter`、`last 3mo` 或 all",
);

impl Period {
    /// Reads a period.
    ///
    /// - by name: `2026`, `2026-Q1`, `2026-03`, `2026-W10` (ISO), `2026-03-05`; `a..b` of two such, both in
    /// - from today: `today`, `yesterday`, `tomorrow`; `this`, `current`, `previous`, `last` or `next` and a grain; a
    ///   grain alone is this one
    /// - up to today: `last 5d`, `2w`, `3mo`, `2q`, `1y`: the one that holds today and those before it
    /// - `all`
    ///
    /// Years and quarters are of the fiscal year that starts in month `fiscal_year_starts`.
    ///
    /// # Errors
    /// [`TimeError::NotAPeriod`].
    pub fn parse(text: &str, today: Date, fiscal_year_starts: i8) -> Result<Period, TimeError> {
        let wrong = |hint: Hint| TimeError::period(text, hint);
        let lower = text.trim().to_lowercase();
        if let Some((first, last)) = lower.split_once("..") {
            let named = |text: &str| read_name(text.trim(), fiscal_year_starts).ok_or_else(|| wrong(HOW_TO_WRITE));
            let (first, last) = (named(first)?, named(last)?);
            return Period::of_days(first.start, last.last_day())
                .map_err(|_| wrong(("it ends before it begins", "结束早于开始")));
        }
        read_name(&lower, fiscal_year_starts)
            .or_else(|| read_relative(&lower, today, fiscal_year_starts))
            .ok_or_else(|| wrong(HOW_TO_WRITE))
    }

    /// The name it is known by; reads back as the same period (under the same fiscal year): `2026-03`, `2026-Q1`,
    /// `2026`, `2026-W10`, `2026-03-05`, `2026-03-01..2026-03-15`, `all`.
    pub fn name(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.start;
        // The year a fiscal year starts in: that of the month so many months before.
        let into_year = (start.month() - self.fiscal_year_starts).rem_euclid(12);
        let fiscal_year = if start.month() < self.fiscal_year_starts { start.year() - 1 } else { start.year() };
        let name = match self.grain {
            _ if *self == Period::ALL => "all".to_owned(),
            Some(Grain::Day) => start.to_string(),
            Some(Grain::Week) => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Some(Grain::Month) => format!("{:04}-{:02}", start.year(), start.month()),
            Some(Grain::Quarter) => format!("{fiscal_year:04}-Q{}", into_year / 3 + 1),
            Some(Grain::Year) => format!("{fiscal_year:04}"),
            None => format!("{start}..{}", self.last_day()),
        };
        f.pad(&name)
    }
}

/// A period that is the same whenever it is read; `text` in small letters.
fn read_name(text: &str, fiscal: i8) -> Option<Period> {
    if text == "all" {
        return Some(Period::ALL);
    }
    if let Ok(date) = parse_date(text) {
        return Some(Period::containing(Grain::Day, date, fiscal));
    }
    let (year, part) = match text.split_once('-') {
        Some((year, part)) => (year, Some(part)),
        None => (text, None),
    };
    let number = |digits: &str, length: usize| -> Option<i16> {
        let fits = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| digits.parse().ok()).flatten()
    };
    let year = number(year, 4)?;
    let fiscal_year = || {
        let month = (i16::from(fiscal) - 1).rem_euclid(12) as i8 + 1;
        Date::new(year, month, 1).ok().map(|date| Period::containing(Grain::Year, date, fiscal))
    };
    let Some(part) = part else {
        return fiscal_year();
    };
    if let Some(week) = part.strip_prefix('w') {
        let week = i8::try_from(number(week, 2)?).ok()?;
        let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?;
        return Some(Period::containing(Grain::Week, monday.date(), fiscal));
    }
    if let Some(quarter) = part.strip_prefix('q') {
        let index = usize::try_from(number(quarter, 1)?.checked_sub(1)?).ok()?;
        return fiscal_year()?.split(Grain::Quarter, fiscal).get(index).copied();
    }
    let month = i8::try_from(number(part, 2)?).ok()?;
    Date::new(year, month, 1).ok().map(|date| Period::containing(Grain::Month, date, fiscal))
}

/// A period that moves with the calendar; `text` in small letters.
fn read_relative(text: &str, today: Date, fiscal: i8) -> Option<Period> {
    let this = |grain| Period::containing(grain, today, fiscal);
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        ["today"] => Some(this(Grain::Day)),
        ["yesterday"] => this(Grain::Day).previous().ok(),
        ["tomorrow"] => this(Grain::Day).next().ok(),
        [grain] => Grain::parse(grain).ok().map(this),
        ["last", run] if run.starts_with(|c: char| c.is_ascii_digit()) => read_run(run, today, fiscal),
        ["last", count, unit] => read_run(&format!("{count}{unit}"), today, fiscal),
        [which, grain] => {
            let period = this(Grain::parse(grain).ok()?);
            match which {
                "this" | "current" => Some(period),
                "previous" | "last" => period.previous().ok(),
                "next" => period.next().ok(),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `5d`, `2w`, `3mo`, `2q`, `1y`: so many, the last of which holds today.
fn read_run(text: &str, today: Date, fiscal: i8) -> Option<Period> {
    let (count, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let grain = match unit {
        "d" => Grain::Day,
        "w" => Grain::Week,
        "mo" => Grain::Month,
        "q" => Grain::Quarter,
        "y" => Grain::Year,
        _ => return None,
    };
    start_of_run(grain, count.parse().ok()?, today, fiscal)
}
