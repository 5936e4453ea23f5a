//! `salesflow reload`: take the policy folder's current state now.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::paint::{dim, good},
    },
    server::Call,
};

/// Take the policy's current state now; a daemon also does so when files change
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  salesflow reload

A policy that cannot run is refused (exit 3), as is one that would leave records in stages it does not have (exit 7);
what was in force stays in force.")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    session.answer(Call::Reload, human)
}

fn human(data: &Json) -> String {
    let version = &data["version"];
    match data["changed"] == true {
        true => format!("{} version {version} is in force\n", good("✓")),
        false => format!("{}\n", dim(&format!("nothing has changed; version {version} stays in force"))),
    }
}
