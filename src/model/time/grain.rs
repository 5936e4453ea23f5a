//! The lengths calendar periods come in.

use std::fmt;
use std::str::FromStr;

use super::TimeError;

/// A length of calendar period: days and ISO weeks, months, and the quarters and years of a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Grain {
    /// Every grain, smallest first.
    pub const ALL: [Grain; 5] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];

    /// The word for it: `day week month quarter year`.
    pub const fn word(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        }
    }

    /// Reads the word for it.
    ///
    /// # Errors
    /// [`TimeError::NotAGrain`], naming all five.
    pub fn parse(text: &str) -> Result<Grain, TimeError> {
        let word = text.trim();
        let not_one = || TimeError::NotAGrain { text: super::error::shown(text) };
        Grain::ALL.into_iter().find(|grain| grain.word() == word).ok_or_else(not_one)
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Grain {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Grain, TimeError> {
        Grain::parse(text)
    }
}

#[test]
fn grains_read_as_they_are_written() {
    for grain in Grain::ALL {
        assert_eq!(grain.to_string().parse(), Ok(grain));
    }
    assert!(Grain::parse("decade").unwrap_err().to_string().contains("day week month quarter year"));
}
