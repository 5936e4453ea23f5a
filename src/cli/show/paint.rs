//! Colour with a meaning: the same tone says the same thing everywhere.

use clap::builder::styling::{AnsiColor, Style};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) enum Tone {
    /// Text.
    #[default]
    Plain,
    /// What the eye should find first.
    Strong,
    /// What may be passed over.
    Dim,
    /// Well.
    Good,
    /// Take care.
    Care,
    /// Bad.
    Bad,
    /// What can be typed.
    Type,
}

impl Tone {
    /// The text in this tone.
    pub fn of(self, text: &str) -> String {
        let style = match self {
            Tone::Plain => return text.to_owned(),
            Tone::Strong => Style::new().bold(),
            Tone::Dim => Style::new().dimmed(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Care => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default(),
            Tone::Type => AnsiColor::Cyan.on_default(),
        };
        format!("{style}{text}{style:#}")
    }

    /// The tone of a warning's level. Levels are the policy's words; two of them are colours.
    pub fn of_level(level: &str) -> Tone {
        match level {
            "red" => Tone::Bad,
            "yellow" => Tone::Care,
            _ => Tone::Strong,
        }
    }
}

pub(in crate::cli) fn strong(text: &str) -> String {
    Tone::Strong.of(text)
}

pub(in crate::cli) fn dim(text: &str) -> String {
    Tone::Dim.of(text)
}

pub(in crate::cli) fn good(text: &str) -> String {
    Tone::Good.of(text)
}

pub(in crate::cli) fn care(text: &str) -> String {
    Tone::Care.of(text)
}

pub(in crate::cli) fn bad(text: &str) -> String {
    Tone::Bad.of(text)
}

/// What can be typed.
pub(in crate::cli) fn typed(text: &str) -> String {
    Tone::Type.of(text)
}
