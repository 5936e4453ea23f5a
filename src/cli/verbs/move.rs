//! `salesflow move`: take a transition.

use super::act::Command;
use crate::cli::{failed::Done, session::Session};

/// Move a record on
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow move DEAL-000001 win
  salesflow move DEAL-000001 lose reason=\"Too expensive\"   answers what the move asks
  salesflow why DEAL-000001                               says which moves are open, and why others are not")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// The transition, or the stage it goes to where the move has no name
    transition: String,
    /// What the move asks
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// From which stage, where the record stands in several
    #[arg(long, value_name = "STAGE")]
    at: Option<String>,
    /// An administrator's reason to pass a condition; recorded as a deviation
    #[arg(long = "override", value_name = "REASON")]
    reason: Option<String>,
    /// Whom you pick for a step of the approval it needs
    #[arg(long, value_name = "STEP=PERSON,…")]
    choose: Vec<String>,
    /// When it happened, if that was earlier
    #[arg(long, value_name = "MOMENT")]
    as_of: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("move", &args.id)
        .with("do", Some(&args.transition))
        .fields(&args.fields)?
        .with("at", args.at.as_deref())
        .with("override", args.reason.as_deref())
        .with("as_of", args.as_of.as_deref())
        .choose(&args.choose)?
        .send(session)
}
