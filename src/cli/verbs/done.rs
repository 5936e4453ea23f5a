//! `salesflow done`: end a task with what it asks.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// End a task with what it asks
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow done DEAL-000001 --name survey finding=dry")]
pub(crate) struct Args {
    /// The task, or its record where one is meant for you
    task: String,
    /// What the task asks: field=value
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Which task, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("done", &args.task)
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .fields(&args.fields)?
        .send(session)
}
