//! `salesflow release`: give a claimed seat back to all its holders.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Give a task you claimed back to all it was offered to
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow release DEAL-000001")]
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
    Command::new("release", &args.task)
        .with("step", args.step.as_deref())
        .with("task", args.name.as_deref())
        .send(session)
}
