//! Floor 7: the command line: one contract for people and programs.
//!
//! Reads arguments, asks whoever answers calls (a daemon, or a store opened for this call), and shows the answer: tables
//! for people, one JSON document under `--json`. No rule lives here, and no store, policy or record is touched past
//! [`Answers`](crate::server::Answers); every file of `verbs` holds one verb with its help, its words and its pictures.

mod args;
mod door;
mod examples;
mod failed;
mod given;
mod output;
mod progress;
mod session;
mod show;
mod verbs;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

use args::Cli;
use failed::Failed;
use output::Output;
use session::Session;

/// Runs the program on the arguments it was started with.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let (cli, mut output) = match Cli::try_parse_from(&args) {
        Ok(cli) => {
            let output = Output::new(&cli.global);
            (cli, output)
        }
        Err(error) => return output::refuse_arguments(&args, &error),
    };
    let mut session = Session::new(cli.global, &mut output);
    let lang = session.global.language();
    let done = cli.verb.run(&mut session).map_err(|failed| failed.in_language(lang));
    let drawn = match &done {
        Err(Failed::Problem(problem)) => session.drawn(problem),
        _ => None,
    };
    session.close();
    let code = match done {
        Ok(()) => 0,
        // Whoever read our output has seen enough: that is no mistake of anybody's.
        Err(Failed::Pipe) => 0,
        Err(Failed::Problem(problem)) => output.problem(&problem, drawn.as_deref()),
        Err(Failed::Told(problem)) => output.told(&problem),
        Err(Failed::Heard(problem)) => output.heard(&problem),
    };
    ExitCode::from(code)
}
