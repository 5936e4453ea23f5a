//! `salesflow take-back`: take your own decision back.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Take your decision back, as long as nobody has acted on it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow take-back DEAL-000001")]
pub(crate) struct Args {
    /// The task, or its record: the last you decided there
    task: String,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("take_back", &args.task).with("step", args.step.as_deref()).send(session)
}
