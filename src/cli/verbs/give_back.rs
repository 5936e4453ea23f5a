//! `salesflow give-back`: give a lent seat back, or call it back.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Give back a seat you were asked about, or call back one you lent
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow give-back DEAL-000001~2")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
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
    Command::new("give_back", &args.task)
        .with("step", args.step.as_deref())
        .with("task", args.name.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
