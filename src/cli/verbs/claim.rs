//! `salesflow claim`: take an offered seat for oneself.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Take a task that is offered to several for yourself
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow claim DEAL-000001")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// The task of a stage, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("claim", &args.task)
        .with("step", args.step.as_deref())
        .with("task", args.name.as_deref())
        .send(session)
}
