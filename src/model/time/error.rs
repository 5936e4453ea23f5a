//! What can be wrong with a text or a sum of times, in words a process owner can act on.

use crate::{model::Said, said};

/// A text that is not what it should be, or arithmetic that leaves the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is no [`Duration`](super::Duration).
    #[error("`{text}` is not a duration: {hint}")]
    NotADuration { text: String, hint: Said },
    /// The text is no date.
    #[error("`{text}` is not a date: {hint}")]
    NotADate { text: String, hint: Said },
    /// The text is no moment.
    #[error("`{text}` is not a moment: {hint}")]
    NotATimestamp { text: String, hint: Said },
    /// The text is no [`Period`](super::Period).
    #[error("`{text}` is not a period: {hint}")]
    NotAPeriod { text: String, hint: Said },
    /// The text is no [`Grain`](super::Grain).
    #[error("`{text}` is not a length of period: write one of day week month quarter year")]
    NotAGrain { text: String },
    /// The text is no [`Rhythm`](super::Rhythm).
    #[error("`{text}` is not a rhythm: {hint}")]
    NotARhythm { text: String, hint: Said },
    /// A duration with hours, minutes or seconds met a date, which has no time of day.
    #[error("`{duration}` can't be added to a date, which has no time of day: write it in d w mo y bd")]
    NeedsTimeOfDay { duration: String },
    /// The answer lies outside the years -9999 to 9999, or the number is too big to count with.
    #[error("{what} leaves the years -9999 to 9999")]
    OutOfRange { what: String },
}

impl TimeError {
    pub(super) fn duration(text: &str, hint: impl Into<Said>) -> TimeError {
        TimeError::NotADuration { text: shown(text), hint: hint.into() }
    }

    pub(super) fn date(text: &str, hint: impl Into<Said>) -> TimeError {
        TimeError::NotADate { text: shown(text), hint: hint.into() }
    }

    pub(super) fn timestamp(text: &str, hint: impl Into<Said>) -> TimeError {
        TimeError::NotATimestamp { text: shown(text), hint: hint.into() }
    }

    pub(super) fn period(text: &str, hint: impl Into<Said>) -> TimeError {
        TimeError::NotAPeriod { text: shown(text), hint: hint.into() }
    }

    pub(super) fn rhythm(text: &str, hint: impl Into<Said>) -> TimeError {
        TimeError::NotARhythm { text: shown(text), hint: hint.into() }
    }

    /// The same in every language.
    pub fn said(&self) -> Said {
        match self {
            TimeError::NotADuration { text, hint } => {
                said!("`{text}` is not a duration: {hint}", "`{text}` 不是时长：{hint}"; hint)
            }
            TimeError::NotADate { text, hint } => {
                said!("`{text}` is not a date: {hint}", "`{text}` 不是日期：{hint}"; hint)
            }
            TimeError::NotATimestamp { text, hint } => {
                said!("`{text}` is not a moment: {hint}", "`{text}` 不是时刻：{hint}"; hint)
            }
            TimeError::NotAPeriod { text, hint } => {
                said!("`{text}` is not a period: {hint}", "`{text}` 不是期间：{hint}"; hint)
            }
            TimeError::NotARhythm { text, hint } => {
                said!("`{text}` is not a rhythm: {hint}", "`{text}` 不是周期写法：{hint}"; hint)
            }
            TimeError::NotAGrain { text } => {
                Said::new(self.to_string(), format!("`{text}` 不是期间的长度：请写 day week month quarter year 之一"))
            }
            TimeError::NeedsTimeOfDay { duration } => {
                Said::new(self.to_string(), format!("`{duration}` 不能加到日期上，因为日期没有钟点：请用 d w mo y bd"))
            }
            TimeError::OutOfRange { what } => Said::new(self.to_string(), format!("{what} 超出了 -9999 至 9999 年")),
        }
    }

    pub(super) fn out_of_range(what: impl Into<String>) -> TimeError {
        TimeError::OutOfRange { what: what.into() }
    }
}

/// The text as a message quotes it: whole, unless somebody pasted a page.
pub(super) fn shown(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
