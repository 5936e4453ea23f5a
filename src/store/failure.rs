//! What can go wrong below the rules: disks, locks, damaged files. Each message names the place and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("`{url}` names no store; write `sled:<folder>` or `memory:`")]
    Address { url: String },

    #[error("there is no store in {}; check the path, or create one there", path.display())]
    Missing { path: PathBuf },

    #[error("{} holds other files and no store; choose an empty folder", path.display())]
    NotAStore { path: PathBuf },

    #[error("{} exists already and is left as it is; choose another name", path.display())]
    Exists { path: PathBuf },

    #[error("the store in {} is in use by {holder}; end that first, or send the command through it", path.display())]
    Locked { path: PathBuf, holder: String },

    #[error("{}: {source}; what was acknowledged is safe: {}", path.display(), advice(source))]
    Disk { path: PathBuf, source: io::Error },

    #[error(
        "{} is damaged at byte {offset} ({why}); the events through {last_good} are whole: restore a backup, or \
         salvage them into a new store", file.display()
    )]
    Damaged { file: PathBuf, offset: u64, last_good: u64, why: String },

    #[error("{} was written by another version (format {found}, this program reads {known}); use that version", file.display())]
    Version { file: PathBuf, found: u32, known: u32 },

    #[error("{}: derived data cannot be read ({why}); the events are safe: rebuild them from the journal", path.display())]
    Derived { path: PathBuf, why: String },

    #[error(
        "the store in {} writes nothing more since an earlier failure ({why}); what was acknowledged is safe: open it \
         again", path.display()
    )]
    Poisoned { path: PathBuf, why: String },

    #[error("the journal in {} has no group at {segment}:{offset}", path.display())]
    NoEntry { path: PathBuf, segment: u32, offset: u64 },

    #[error("a group of {bytes} bytes is more than {max}; send it in smaller parts")]
    TooLarge { bytes: u64, max: u64 },

    #[error("{} is not a whole backup ({why}); nothing was restored: use another one", file.display())]
    Backup { file: PathBuf, why: String },

    #[error("the store is closed; open it again")]
    Closed,
}

fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room and try again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "give this user write access",
        _ => "check the disk, then open the store again",
    }
}

impl Failure {
    pub(super) fn is_full_disk(&self) -> bool {
        matches!(self, Self::Disk { source, .. }
            if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

/// Puts the path that was in hand to an error of the operating system.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, Failure>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, Failure> {
        self.map_err(|source| Failure::Disk { path: path.to_owned(), source })
    }
}
