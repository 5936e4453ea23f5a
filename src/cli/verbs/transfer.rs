//! `salesflow transfer`: give a seat and its decision to somebody else.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Give your seat and its decision to somebody else
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow transfer DEAL-000001 lee --comment \"She knows the customer\"")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// To whom
    to: String,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// The task of a stage, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("transfer", &args.task)
        .with("to", Some(&args.to))
        .with("step", args.step.as_deref())
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
