//! `salesflow restart`: begin a task anew: what was done is dropped.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Begin a task anew: what was done is dropped
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow restart DEAL-000001~2\n  salesflow restart DEAL-000001 --name check --to lee --comment \"Bo is a cousin of theirs\""
)]
pub(crate) struct Args {
    /// The task, or its record where one is meant for you
    task: String,
    /// Which task, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
    /// Who does it from now on; without it who has it
    #[arg(long, value_name = "PERSON")]
    to: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("restart", &args.task)
        .with("task", args.name.as_deref())
        .with("to", args.to.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
