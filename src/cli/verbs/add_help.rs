//! `salesflow add-help`: call somebody in: the task waits for their answer.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Call somebody in: the task waits for their answer
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow add-help DEAL-000001~2 bo")]
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
    Command::new("add_help", &args.task)
        .with("to", Some(&args.to))
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
