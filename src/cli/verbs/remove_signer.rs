//! `salesflow remove-signer`: take a signer out of a step.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Take a signer out of your step
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow remove-signer DEAL-000001 lee")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// Whom; without it whose task it is
    who: Option<String>,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("remove_signer", &args.task)
        .with("who", args.who.as_deref())
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
