//! `salesflow serve`: the daemon.

use super::act;
use crate::{
    cli::{
        failed::{Done, usage},
        session::Session,
        show::{
            self,
            paint::{care, dim, good},
        },
    },
    server::{self, News, ServeOptions},
};

/// Run the daemon
///
/// It owns the store, follows the policy's files, keeps the clocks, and answers all other verbs.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  salesflow serve --policy /srv/policy

It stays in the foreground until it is told to end (Ctrl-C, SIGTERM). While it runs every verb goes through it, with
the same output as without it.")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    act::no_conditions(session, "serve")?;
    if session.global.now.is_some() {
        return Err(usage("a daemon goes by the system's clock; `--now` is for single commands"));
    }
    let options = ServeOptions { store_url: session.global.store.clone(), ..ServeOptions::default() };
    let talks = session.out.talks();
    let verbose = session.global.verbose;
    server::serve(session.folder()?, options, move |news| {
        if talks {
            anstream::eprint!("{}", told(&news, verbose));
        }
    })?;
    Ok(())
}

/// News as people read it, on a line of its own.
fn told(news: &News, verbose: bool) -> String {
    match news {
        News::Ready { socket, version, notes } => {
            let notes: String = notes.iter().map(|note| format!("{} {note}\n", care("!"))).collect();
            let at = dim(&format!("at {}", socket.display()));
            format!("{notes}{} policy version {version} is in force, answering {at}\n", good("ready:"))
        }
        News::Taken { version } => format!("{} version {version} is in force\n", good("policy:")),
        News::Rejected(problem) => {
            format!("{} the changed policy is not taken\n{}", care("policy:"), show::problem::problem(problem, verbose))
        }
        News::Trouble(what) => format!("{} {what}\n", care("trouble:")),
        News::Stopping => dim("stopping") + "\n",
    }
}
