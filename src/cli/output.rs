//! Where words go: data to standard output, everything else to standard error; colour only for terminals that want it.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use serde::Serialize;
use serde_json::Value as Json;

use super::{args::Global, failed::Done, show};
use crate::server::Problem;

/// The two streams, and how people and programs are answered on them.
#[derive(Debug)]
pub(super) struct Output {
    json: bool,
    quiet: bool,
    verbose: bool,
}

#[derive(Serialize)]
struct Answered<'a> {
    ok: bool,
    data: &'a Json,
}

#[derive(Serialize)]
struct Refused<'a> {
    ok: bool,
    error: &'a Problem,
}

impl Output {
    /// As the options say.
    pub fn new(global: &Global) -> Output {
        Output { json: global.json, quiet: global.quiet, verbose: global.verbose }
    }

    /// Whether a program is listening.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether remarks and progress are wanted.
    pub fn talks(&self) -> bool {
        !self.quiet && !self.json
    }

    /// The one answer of a verb: JSON for programs, what `human` makes of it for people.
    pub fn answer(&mut self, data: &Json, human: impl FnOnce(&Json) -> String) -> Done {
        match self.json {
            true => self.line(&text(&Answered { ok: true, data })),
            false => self.print(&human(data)),
        }
    }

    /// Text on standard output, as it is; its last line gets an end if it has none.
    pub fn print(&mut self, text: &str) -> Done {
        let mut out = anstream::stdout().lock();
        out.write_all(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        Ok(out.flush()?)
    }

    /// A line of a stream for programs: never coloured, written at once.
    pub fn line(&mut self, line: &str) -> Done {
        let mut out = io::stdout().lock();
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(out.flush()?)
    }

    /// A remark to people who may read it, on standard error.
    pub fn remark(&mut self, text: &str) {
        if self.talks() {
            complain(text);
        }
    }

    /// From here on a program is listening.
    pub fn for_programs(&mut self) {
        self.json = true;
    }

    /// Tells people and programs why it was not done; the exit code. `drawn`: findings as `check` shows them.
    pub fn problem(&mut self, problem: &Problem, drawn: Option<&str>) -> u8 {
        complain(&show::problem::with_findings(problem, drawn, self.verbose));
        self.told(problem)
    }

    /// Tells people why it was not done, programs know already; the exit code.
    pub fn heard(&mut self, problem: &Problem) -> u8 {
        complain(&show::problem::problem(problem, self.verbose));
        problem.exit()
    }

    /// Tells programs why it was not done, people know already; the exit code.
    pub fn told(&mut self, problem: &Problem) -> u8 {
        if self.json {
            // There is nobody left to tell if this fails.
            let _ = self.line(&refused(problem));
        }
        problem.exit()
    }
}

/// The JSON document of a problem.
pub(super) fn refused(problem: &Problem) -> String {
    text(&Refused { ok: false, error: problem })
}

fn text(document: &impl Serialize) -> String {
    // Maps with text keys, text and numbers: there is nothing in there that JSON cannot say.
    serde_json::to_string(document)
        .unwrap_or_else(|error| format!(r#"{{"ok":false,"error":{{"code":"internal","message":"{error}"}}}}"#))
}

fn complain(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = err.write_all(b"\n");
    }
}

/// Answers arguments that are none, and `--help` and `--version`, which the parser hands over the same way.
pub(super) fn refuse_arguments(args: &[OsString], error: &clap::Error) -> ExitCode {
    let printed = error.print();
    if !error.use_stderr() {
        return ExitCode::SUCCESS;
    }
    let words = args.iter().skip(1).take_while(|word| *word != "--");
    let mut output = Output { json: words.into_iter().any(|word| word == "--json"), quiet: false, verbose: false };
    let told = error.to_string();
    let message = told.lines().next().unwrap_or_default().trim_start_matches("error: ");
    if printed.is_err() {
        return ExitCode::from(2);
    }
    ExitCode::from(output.told(&Problem::new("usage", message)))
}
