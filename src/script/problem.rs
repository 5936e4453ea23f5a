//! What is wrong with an expression, found when the policy is compiled.

use std::fmt;

use crate::{
    model::{Said, near},
    said,
};

/// Something wrong in the text of an expression or template. Positions count characters from its start, so that the
/// compiler can map them into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Of what kind; each becomes a finding code.
    pub kind: ProblemKind,
    /// Whether the policy can run with it.
    pub severity: Severity,
    /// What is wrong, in words.
    pub message: Said,
    /// The first character concerned.
    pub start: usize,
    /// The character behind the last one concerned.
    pub end: usize,
    /// What would help.
    pub hint: Option<Said>,
    /// What to write instead of the characters concerned.
    pub fix: Option<String>,
    /// A word among the characters concerned, and the one that was certainly meant.
    pub instead: Option<(String, String)>,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It runs, and very likely does not do what was meant.
    Warning,
    /// It does not run.
    Error,
}

/// Of what kind a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The text is no expression of the language.
    Syntax,
    /// A name that nothing has at this place.
    UnknownName,
    /// A function nobody declared.
    UnknownFunction,
    /// Too many, too few or unfitting arguments.
    Arguments,
    /// A value of one type where another is needed.
    TypeMismatch,
    /// A literal that should name a choice, stage, person, unit, role … and does not.
    UnknownValue,
    /// Units that do not go together: money + percent, money × money, a date + a number.
    Unit,
    /// A literal that cannot be read: a number of 40 digits, a date like 2026-02-30, a broken pattern.
    BadLiteral,
    /// Part of the language that this version does not run.
    NotYet,
    /// A percentage compared with a number above 1 (warning).
    PercentScale,
}

impl ProblemKind {
    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            ProblemKind::Syntax => "syntax",
            ProblemKind::UnknownName => "unknown_name",
            ProblemKind::UnknownFunction => "unknown_function",
            ProblemKind::Arguments => "arguments",
            ProblemKind::TypeMismatch => "type_mismatch",
            ProblemKind::UnknownValue => "unknown_value",
            ProblemKind::Unit => "unit",
            ProblemKind::BadLiteral => "bad_literal",
            ProblemKind::NotYet => "not_yet",
            ProblemKind::PercentScale => "percent_scale",
        }
    }
}

impl Problem {
    /// An error over these characters.
    pub fn new(kind: ProblemKind, (start, end): (usize, usize), message: impl Into<Said>) -> Problem {
        Problem {
            kind,
            severity: match kind {
                ProblemKind::PercentScale => Severity::Warning,
                _ => Severity::Error,
            },
            message: message.into(),
            start,
            end,
            hint: None,
            fix: None,
            instead: None,
        }
    }

    /// The same with advice.
    pub fn hint(mut self, hint: impl Into<Said>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// The same with advice, where there is any.
    pub fn hint_if(mut self, advice: Option<impl Into<Advice>>) -> Problem {
        if let Some(Advice { said, instead }) = advice.map(Into::into) {
            self.hint = Some(said);
            self.instead = instead;
        }
        self
    }

    /// The same with a replacement for the characters concerned.
    pub fn fix(mut self, fix: impl Into<String>) -> Problem {
        self.fix = Some(fix.into());
        self
    }

    /// The same, further right: for a part of a longer text.
    pub fn shifted(mut self, by: usize) -> Problem {
        self.start += by;
        self.end += by;
        self
    }

    /// Whether the policy cannot run with it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}: {}", self.start, self.end, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

/// What would help, and the words to change where that is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    said: Said,
    instead: Option<(String, String)>,
}

impl<S: Into<Said>> From<S> for Advice {
    fn from(said: S) -> Advice {
        Advice { said: said.into(), instead: None }
    }
}

/// What there is, where that is not too much to read.
pub fn few(known: &[&str]) -> Option<Advice> {
    const SHOWN_MAX: usize = 12;
    (!known.is_empty() && known.len() <= SHOWN_MAX).then(|| {
        let known = known.join(", ");
        said!("there are: {known}", "现有：{known}").into()
    })
}

/// The known name nearest to what was written, as advice; none where nothing is near.
pub fn nearest<'n>(wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Option<Advice> {
    let known: Vec<&str> = known.into_iter().collect();
    let name = near::nearest(wrote, known.iter().copied())?;
    let certain = near::certain(wrote, known);
    Some(Advice {
        said: said!("did you mean `{name}`?", "是不是 `{name}`？"),
        instead: certain.map(|name| (wrote.to_owned(), name.to_owned())),
    })
}
