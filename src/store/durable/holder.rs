//! Who has the store: a lock on the file `LOCK`, with the holder's name in it for whoever comes second.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::store::Failure;
use crate::store::failure::At;

/// Holds the lock until it is dropped; the system drops it for a process that dies.
pub(in crate::store) struct Holder(#[expect(dead_code, reason = "kept open to keep the lock")] File);

impl Holder {
    pub fn take(folder: &Path, program: &str) -> Result<Self, Failure> {
        let path = folder.join("LOCK");
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).at(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Locked { path: folder.to_owned(), holder: name(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(Failure::Disk { path, source }),
        }
        // The name is a courtesy: a full disk must not keep the store shut.
        let _ = file.set_len(0).and_then(|()| file.rewind());
        let _ = write!(file, "process {} ({program})", std::process::id());
        Ok(Self(file))
    }
}

fn name(file: &mut File) -> String {
    const NAME_MAX: u64 = 200;
    let mut name = String::new();
    let _ = file.take(NAME_MAX).read_to_string(&mut name);
    if name.is_empty() { "another process".into() } else { name }
}
