//! Room kept back for the day when the disk is full: sled cannot even be opened then, as opening writes a snapshot.

use std::fs;
use std::path::PathBuf;

use crate::store::disk::{Disk, RealDisk};

pub(super) struct Ballast {
    path: PathBuf,
}

impl Ballast {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Keeps at least this much back, if the disk has it.
    pub fn keep(&self, bytes: u64) {
        let has = fs::metadata(&self.path).map_or(0, |data| data.len());
        if has >= bytes {
            return;
        }
        let reserved = RealDisk.open(&self.path, true).and_then(|file| file.reserve(bytes));
        if reserved.is_err() && has == 0 {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Gives the room back to the disk and says how much it was.
    pub fn give_up(&self) -> Option<u64> {
        let bytes = fs::metadata(&self.path).ok()?.len();
        fs::remove_file(&self.path).ok()?;
        Some(bytes)
    }
}
