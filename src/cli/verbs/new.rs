//! `salesflow new`: create a record.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Create a record
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow new deal title=\"New line\" amount=1_200_000 discount=15%
  salesflow new deal title=Big lines:='[{\"product\":\"P-1\",\"qty\":2}]' --json")]
pub(crate) struct Args {
    /// What kind of record: a workflow
    workflow: String,
    /// Its fields; `field:=…` takes JSON
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// When it came to be, if that was earlier
    #[arg(long, value_name = "MOMENT")]
    as_of: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("new", &args.workflow).fields(&args.fields)?.with("as_of", args.as_of.as_deref()).send(session)
}
