//! `salesflow link`: put a file or an address beside a record.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Put a file or an address beside a record
///
/// It is kept as it is given: no file is read or copied, and nobody looks whether it is there. Whoever sees the record
/// sees its links, who put them there and when.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow link DEAL-000001 https://example.com/offer.pdf
  salesflow link DEAL-000001 contracts/2026/offer.pdf")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// A path or an address
    #[arg(value_name = "FILE|URL")]
    to: String,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("link", &args.id).with("to", Some(&args.to)).send(session)
}
