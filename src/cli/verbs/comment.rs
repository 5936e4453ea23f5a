//! `salesflow comment`: write something on a record.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Write something on a record
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow comment DEAL-000001 \"They call back on Monday\"")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// What
    text: String,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("comment", &args.id).with("text", Some(&args.text)).send(session)
}
