//! `salesflow copy`: send a copy to people who are not asked.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Send a copy of what you are asked to approve
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow copy DEAL-000001 bo dan")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// To whom
    #[arg(required = true)]
    to: Vec<String>,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("copy", &args.task)
        .list("to", &args.to)
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
