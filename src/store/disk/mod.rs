//! The few file operations the journal and the redo file need, so small that a test can cut the power.
//!
//! What is written counts as safe only after [`DiskFile::sync`], and a new name only after [`Disk::sync_folder`].

mod real;
#[cfg(test)]
pub(in crate::store) mod simulated;

use std::io;
use std::path::Path;
use std::sync::Arc;

pub(super) use real::RealDisk;

pub(super) trait Disk: Send + Sync {
    /// Opens a file for reading and writing. `create` makes it if it is missing.
    fn open(&self, path: &Path, create: bool) -> io::Result<Arc<dyn DiskFile>>;
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// The names in a folder, in no order; none if the folder is missing.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes new and removed names in a folder safe.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

pub(super) trait DiskFile: Send + Sync {
    /// Reads as much as there is, up to the length of `into`.
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize>;
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Reserves zeroed space so that the file is at least this long. A later write into it changes no metadata,
    /// which makes its sync cheaper.
    fn reserve(&self, len: u64) -> io::Result<()>;
    fn set_len(&self, len: u64) -> io::Result<()>;
    fn len(&self) -> io::Result<u64>;
    /// Makes everything written so far safe from a power cut.
    fn sync(&self) -> io::Result<()>;
}

/// Reads up to `len` bytes at an offset; fewer if the file ends.
pub(super) fn read_up_to(file: &dyn DiskFile, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; len];
    let read = file.read_at(&mut bytes, offset)?;
    bytes.truncate(read);
    Ok(bytes)
}
