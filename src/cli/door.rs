//! The way to whoever has the store: a running daemon, else the store opened in this process.

use std::path::Path;

use serde_json::Value as Json;

use super::args::Global;
use crate::{
    desk::{Folder, MANIFEST, find_folder},
    model::Said,
    said,
    server::{self, Answers, Envelope, Host, Problem, Remote},
};

/// The policy folder: the one named, else the nearest upward from here that holds a manifest.
pub(super) fn folder(named: Option<&Path>) -> Result<Folder, Problem> {
    let nowhere = |message: Said| Problem::new("not_found", message);
    match named {
        Some(named) if named.join(MANIFEST).is_file() => Ok(Folder::at(named)),
        Some(named) => Err(nowhere(said!("{} has no {MANIFEST}", "{} 里没有 {MANIFEST}", named.display()))),
        None => find_folder(Path::new(".")).ok_or_else(|| {
            nowhere(said!(
                "no {MANIFEST} here or in any folder above; name a policy with --policy DIR, or begin one with `salesflow init`",
                "此处及上级文件夹都没有 {MANIFEST}；请用 --policy 文件夹 指明政策，或用 `salesflow init` 新建"
            ))
        }),
    }
}

/// Whoever answers.
pub(super) enum Door {
    /// The store, open in this process.
    Here(Host),
    /// A daemon.
    Daemon(Remote),
}

impl Door {
    /// Opens it.
    pub fn open(global: &Global) -> Result<Door, Problem> {
        let folder = folder(global.policy.as_deref())?;
        let store = global.store.as_deref();
        if let Some(daemon) = server::connect(&folder, store) {
            return Ok(Door::Daemon(daemon));
        }
        Host::open_at(folder, store, global.now.as_deref()).map(Door::Here)
    }

    /// What people should know before the answer: repairs on opening, a folder that is not in force.
    pub fn remarks(&self) -> Vec<String> {
        let Door::Here(host) = self else {
            return Vec::new();
        };
        let bad = host.bad_folder().map(|problem| {
            format!("the folder is not in force: {}; the last good policy is (see `salesflow check`)", problem.message)
        });
        host.notes().iter().cloned().chain(bad).collect()
    }

    /// Lets go of the store.
    pub fn close(&self) -> Result<(), Problem> {
        match self {
            Door::Here(host) => host.close(),
            Door::Daemon(_) => Ok(()),
        }
    }
}

impl Answers for Door {
    fn answer(&mut self, envelope: Envelope, progress: &mut dyn FnMut(u64, u64)) -> Result<Json, Problem> {
        match self {
            Door::Here(host) => host.answer(envelope, progress),
            Door::Daemon(daemon) => daemon.answer(envelope, progress),
        }
    }
}
