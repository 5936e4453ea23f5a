//! `salesflow approve`: decide a seat of an approval chain.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Say yes where your approval is asked
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow approve DEAL-000001 --as mia
  salesflow approve DEAL-000001~1 --comment \"Good price\"")]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// What the step asks
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Whom you pick for a later step
    #[arg(long, value_name = "STEP=PERSON,…")]
    choose: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("approve", &args.task)
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .fields(&args.fields)?
        .choose(&args.choose)?
        .send(session)
}
