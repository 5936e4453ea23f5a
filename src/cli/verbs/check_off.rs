//! `salesflow check-off`: an item of a checklist is done.

use serde_json::json;

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Check an item off where a record stands
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  salesflow check-off DEAL-000001 \"Budget known\"")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// The item: its id or title
    item: String,
    /// It is not done after all
    #[arg(long)]
    undo: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let command = Command::new("check_off", &args.id).with("item", Some(&args.item));
    match args.undo {
        true => command.value("undo", json!(true)).send(session),
        false => command.send(session),
    }
}
