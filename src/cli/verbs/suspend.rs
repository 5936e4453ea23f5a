//! `salesflow suspend`: let a task rest: its clocks stand still.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Let a task rest: its clocks stand still
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow suspend DEAL-000001~2 --until 2026-03-09")]
pub(crate) struct Args {
    /// The task, or its record where one is meant for you
    task: String,
    /// Until when; without it until you resume it
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
    /// Which task, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("suspend", &args.task)
        .with("until", args.until.as_deref())
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
