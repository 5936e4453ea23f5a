//! `salesflow abstain`: say neither yes nor no.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Say neither yes nor no
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow abstain DEAL-000001 --comment \"I know the buyer\"")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("abstain", &args.task)
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
