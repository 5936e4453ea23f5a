//! `salesflow cancel`: end a record the way its workflow says.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Cancel a record the way its workflow says
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow cancel ORDER-000001 --comment \"Ordered twice\"")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("cancel", &args.id).with("comment", args.comment.as_deref()).send(session)
}
