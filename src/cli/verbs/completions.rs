//! `salesflow completions`: what a shell needs to complete our words.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{args::Cli, failed::Done, session::Session};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow completions bash > ~/.local/share/bash-completion/completions/salesflow
  salesflow completions zsh > ~/.zfunc/_salesflow")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "salesflow", &mut script);
    let script = String::from_utf8_lossy(&script);
    let data = serde_json::json!({"shell": args.shell.to_string(), "script": script});
    session.out.answer(&data, |_| script.to_string())
}
