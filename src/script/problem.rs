//! What is wrong with an expression, found when the policy is compiled.

use std::fmt;

use crate::model::Said;

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
        }
    }

    /// The same with advice.
    pub fn hint(mut self, hint: impl Into<Said>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// The same with advice, where there is any.
    pub fn hint_if<S: Into<Said>>(mut self, hint: Option<S>) -> Problem {
        self.hint = hint.map(Into::into).or(self.hint);
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

/// What there is, where that is not too much to read.
pub fn few(known: &[&str]) -> Option<Said> {
    const SHOWN_MAX: usize = 12;
    (!known.is_empty() && known.len() <= SHOWN_MAX).then(|| {
        let known = known.join(", ");
        crate::said!("there are: {known}", "现有：{known}")
    })
}

/// The known name nearest to what was written, as a hint; none where nothing is near.
pub fn nearest<'n>(wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Option<Said> {
    let lower = wrote.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let near = strsim::jaro_winkler(&lower, &name);
        // One slip of the finger in a short name is a third of it, and still a slip.
        let slip = name.chars().count() > 2 && strsim::osa_distance(&lower, &name) == 1;
        if slip { near.max(0.85) } else { near }
    };
    known
        .into_iter()
        .filter(|name| *name != wrote)
        .map(|name| (likeness(name), name))
        .filter(|(near, _)| *near >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| crate::said!("did you mean `{name}`?", "是不是 `{name}`？"))
}
