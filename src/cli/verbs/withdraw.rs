//! `salesflow withdraw`: call back what was submitted for approval.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Call back what you submitted for approval
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow withdraw DEAL-000001 --comment \"Price has changed\"")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("withdraw", &args.id).with("comment", args.comment.as_deref()).send(session)
}
