//! `salesflow transfer`: give a task to somebody for good, with what was done.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Give a task to somebody for good, with what was done
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow transfer DEAL-000001~2 bo")]
pub(crate) struct Args {
    /// The task, or its record where one is meant for you
    task: String,
    /// To whom
    to: String,
    /// Which task, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("transfer", &args.task)
        .with("to", Some(&args.to))
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
