//! Why a verb was not done: a problem to be told, one that was told already, or nobody there to tell.

use std::io;

use crate::{
    model::{Lang, Said},
    server::Problem,
};

/// Why a verb was not done.
#[derive(Debug)]
pub(super) enum Failed {
    /// A problem, to be told to people or programs.
    Problem(Problem),
    /// A problem that people have been shown already; programs have not.
    Told(Problem),
    /// A problem that programs have been answered already; people have not been told.
    Heard(Problem),
    /// Whoever reads our output has gone away.
    Pipe,
}

/// What a verb comes to.
pub(super) type Done = Result<(), Failed>;

impl Failed {
    /// The same in the language of who reads it.
    pub fn in_language(self, lang: Lang) -> Failed {
        match self {
            Failed::Problem(problem) => Failed::Problem(problem.told(lang)),
            Failed::Told(problem) => Failed::Told(problem.told(lang)),
            Failed::Heard(problem) => Failed::Heard(problem.told(lang)),
            Failed::Pipe => Failed::Pipe,
        }
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Failed {
        Failed::Problem(problem)
    }
}

/// Writing to standard output.
impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failed::Pipe,
            _ => Failed::Problem(Problem::new("internal", format!("standard output: {error}"))),
        }
    }
}

/// Wrong usage that only shows once the words are read.
pub(super) fn usage(message: impl Into<Said>) -> Failed {
    Failed::Problem(Problem::new("usage", message))
}

/// A file that could not be read or written, with its path.
pub(super) fn file(path: &std::path::Path, error: &io::Error) -> Failed {
    let code = match error.kind() {
        io::ErrorKind::NotFound => "not_found",
        io::ErrorKind::PermissionDenied => "not_permitted",
        _ => "internal",
    };
    Failed::Problem(Problem::new(code, format!("{}: {}", path.display(), plain(error))))
}

/// The system's sentence without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
