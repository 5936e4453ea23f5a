//! `salesflow start`: begin a task.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Begin a task
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow start DEAL-000001~2")]
pub(crate) struct Args {
    /// The task, or its record where one is meant for you
    task: String,
    /// Which task, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("start", &args.task)
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
