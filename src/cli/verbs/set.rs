//! `salesflow set`: change fields of a record.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Change fields of a record
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow set DEAL-000001 amount=1_500_000
  salesflow set DEAL-000001 note=                       empties `note`
  salesflow set DEAL-000001 amount=900 --if-version 3   refuses if somebody was faster")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// The new values; `field=` empties one, `field:=…` takes JSON
    #[arg(value_name = "FIELD=VALUE", required = true)]
    fields: Vec<String>,
    /// Since when it has been so, if that was earlier
    #[arg(long, value_name = "MOMENT")]
    as_of: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("set", &args.id).fields(&args.fields)?.with("as_of", args.as_of.as_deref()).send(session)
}
