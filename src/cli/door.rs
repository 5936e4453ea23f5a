//! The way to whoever has the store: a running daemon, else the store opened in this process.

use std::path::{Path, PathBuf};

use super::args::Global;
use crate::{
    desk::{Clock, Folder, find_folder},
    server::{self, Answers, Host, Problem},
};

/// The policy folder: the one named, else the nearest upward from here that holds a manifest.
pub(super) fn folder(named: Option<&Path>) -> Result<PathBuf, Problem> {
    let found = match named {
        Some(named) if named.join("salesflow.toml").is_file() => Some(Folder::at(named)),
        Some(named) => {
            return Err(Problem::new("not_found", format!("{} has no salesflow.toml", named.display())));
        }
        None => find_folder(Path::new(".")),
    };
    found.map(|folder| folder.root().to_path_buf()).ok_or_else(|| {
        Problem::new(
            "not_found",
            "no salesflow.toml here or in any folder above; name a policy with --policy DIR, or begin one with `salesflow init`",
        )
    })
}

/// Whoever answers for that policy. Another store than the daemon's is always opened here.
pub(super) fn open(global: &Global) -> Result<Box<dyn Answers>, Problem> {
    let folder = folder(global.policy.as_deref())?;
    if global.store.is_none()
        && let Some(daemon) = server::connect(&folder)?
    {
        return Ok(Box::new(daemon));
    }
    Ok(Box::new(Host::open(&folder, global.store.as_deref(), Clock::system())?))
}
