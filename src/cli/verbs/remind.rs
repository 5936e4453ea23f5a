//! `salesflow remind`: remind whoever is asked.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Remind whoever is asked
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow remind DEAL-000001        everybody it waits for\n  salesflow remind DEAL-000001~2"
)]
pub(crate) struct Args {
    /// The task, or a record: everybody it waits for
    task: String,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("remind", &args.task)
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
