//! `salesflow answer`: a program that a stage has asked answers.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// A program that a stage has asked answers, or says why it can't
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The id of a call is on its event and in `show`; a record's id will do while it waits for one answer only.

Example:
  salesflow answer ORDER-000001~3 location=A-12
  salesflow answer ORDER-000001~3 --failed \"no room\""
)]
pub(crate) struct Args {
    /// The call, or its record
    call: String,
    /// What it says: NAME=VALUE
    with: Vec<String>,
    /// Why it has failed
    #[arg(long, value_name = "REASON")]
    failed: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("answer", &args.call).fields(&args.with)?.with("failed", args.failed.as_deref()).send(session)
}
