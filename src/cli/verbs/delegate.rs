//! `salesflow delegate`: ask somebody for an opinion; the seat comes back.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Ask somebody for an opinion; the decision comes back to you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow delegate DEAL-000001 lee\n  salesflow delegate DEAL-000001 lee --final   what Lee says decides"
)]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// Whom
    to: String,
    /// What they say decides, and nothing comes back
    #[arg(long = "final")]
    last: bool,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// The task of a stage, where you hold several of the record
    #[arg(long, value_name = "TASK")]
    name: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("delegate", &args.task)
        .with("to", Some(&args.to))
        .yes("final", args.last)
        .with("step", args.step.as_deref())
        .with("task", args.name.as_deref())
        .send(session)
}
