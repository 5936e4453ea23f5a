//! `salesflow serve`: the daemon.

use crate::{
    cli::{
        failed::{Done, usage},
        session::Session,
    },
    server::daemon,
};

/// Run the daemon: it owns the store, follows the policy's files, keeps the clocks, and answers all other verbs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  salesflow serve --policy /srv/policy

It stays in the foreground until it is told to end (Ctrl-C, SIGTERM). While it runs every verb goes through it, with
the same output as without it.")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    let folder = session.folder()?;
    if session.global.now.is_some() {
        return Err(usage("a daemon goes by the system's clock; `--now` is for single commands"));
    }
    Ok(daemon::serve(folder.root(), session.global.store.as_deref())?)
}
