//! `salesflow return`: send an approval back.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Send back what you are asked to approve
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow return DEAL-000001 --comment \"Which amount?\"\n  salesflow return DEAL-000001 --to previous\n  salesflow return DEAL-000001 --to manager"
)]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// `requester`, `previous` or an earlier step
    #[arg(long, value_name = "WHERE")]
    to: Option<String>,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("return", &args.task)
        .with("to", args.to.as_deref())
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
