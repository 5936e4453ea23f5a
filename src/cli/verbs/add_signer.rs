//! `salesflow add-signer`: ask more people at your step.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Ask more people to sign, before, beside or after you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow add-signer DEAL-000001 lee --place before\n  salesflow add-signer DEAL-000001 lee fin"
)]
pub(crate) struct Args {
    /// The task, or its record where one task is open for you
    task: String,
    /// Whom: a seat each
    #[arg(required = true)]
    who: Vec<String>,
    /// When they are asked: `before`, `beside` or `after` you
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// The step, where you hold several
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("add_signer", &args.task)
        .list("who", &args.who)
        .with("place", args.place.as_deref())
        .with("step", args.step.as_deref())
        .with("comment", args.comment.as_deref())
        .send(session)
}
