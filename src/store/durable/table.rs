//! What is needed of sled, as a seam, and sled behind it with a guard for each of its known traps.
//!
//! * `flush` is no fsync: our own handle on its file calls `sync_data`.
//! * A crash while it writes a snapshot leaves `snap.*.generating` behind, and it never opens again: we remove it.
//! * Damage can make it panic: panics are caught, quietly, and mean "damaged".
//! * Batches beyond 1,000 keys cost it memory without bound.
//! * Its lock on the file may outlive its handle for a moment: we hold our own lock, so we may wait for it.

use std::any::Any;
use std::cell::Cell as ThreadCell;
use std::fs::{self, File};
use std::io;
use std::ops::{Bound, ControlFlow};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use crate::store::Failure;
use crate::store::failure::At;

/// The most keys one batch may hold.
pub(in crate::store) const BATCH_MAX: usize = 1_000;

/// A key and its new value, or `None` to delete it.
pub(in crate::store) type Pair<'a> = (&'a [u8], Option<&'a [u8]>);
pub(in crate::store) type Pairs<'a> = [Pair<'a>];
/// A key and the value found under it.
pub(in crate::store) type Found = (Vec<u8>, Arc<[u8]>);
pub(in crate::store) type VisitPair<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// Sorted keys and values that outlive the process.
pub(in crate::store) trait Table: Send + Sync {
    /// The last event that is wholly included.
    fn through(&self) -> Result<u64, Failure>;
    fn get(&self, key: &[u8]) -> Result<Option<Arc<[u8]>>, Failure>;
    fn range(&self, from: Bound<&[u8]>, end: Option<&[u8]>, visit: &mut VisitPair<'_>) -> Result<(), Failure>;
    /// The greatest key from `from` on and below `end`.
    fn last(&self, from: &[u8], end: Option<&[u8]>) -> Result<Option<Found>, Failure>;
    /// Writes some pairs and, if given, through which event the table is now complete.
    fn apply(&self, pairs: &Pairs<'_>, through: Option<u64>) -> Result<(), Failure>;
    /// Waits until everything applied is safe from a power cut.
    fn sync(&self) -> Result<(), Failure>;
    fn bytes_on_disk(&self) -> u64;
}

/// The place where a table is kept.
pub(in crate::store) trait Shelf: Send + Sync {
    fn exists(&self) -> bool;
    /// Opens the table or makes an empty one. [`Failure::Derived`] says that it is damaged.
    fn open(&self) -> Result<Arc<dyn Table>, Failure>;
    /// Throws the table away.
    fn discard(&self) -> Result<(), Failure>;
    /// How much room opening the table needs on the disk.
    fn room_to_open(&self) -> u64;
}

pub(super) struct SledShelf {
    pub folder: PathBuf,
    pub cache_bytes: u64,
}

impl Shelf for SledShelf {
    fn exists(&self) -> bool {
        self.folder.exists()
    }

    fn open(&self) -> Result<Arc<dyn Table>, Failure> {
        for name in self.snapshots()?.iter().filter(|name| name.ends_with(".generating")) {
            let unfinished = self.folder.join(name);
            fs::remove_file(&unfinished).at(&unfinished)?;
        }
        let config = sled::Config::new()
            .path(&self.folder)
            .cache_capacity(self.cache_bytes)
            .flush_every_ms(None)
            .mode(sled::Mode::LowSpace);
        let guard = Guard { folder: self.folder.clone() };
        let db = guard.patiently(|| config.open())?;
        let path = self.folder.join("db");
        let file = File::open(&path).at(&path)?;
        Ok(Arc::new(SledTable { db, file, guard }))
    }

    fn discard(&self) -> Result<(), Failure> {
        let aside = self.folder.with_extension("discarded");
        let gone = |result: io::Result<()>| match result {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        };
        gone(fs::remove_dir_all(&aside)).at(&aside)?;
        gone(fs::rename(&self.folder, &aside)).at(&self.folder)?;
        if let Some(parent) = self.folder.parent() {
            File::open(parent).and_then(|parent| parent.sync_all()).at(parent)?;
        }
        gone(fs::remove_dir_all(&aside)).at(&aside)
    }

    fn room_to_open(&self) -> u64 {
        let names = self.snapshots().unwrap_or_default();
        names.iter().filter_map(|name| Some(fs::metadata(self.folder.join(name)).ok()?.len())).sum()
    }
}

impl SledShelf {
    fn snapshots(&self) -> Result<Vec<String>, Failure> {
        if !self.exists() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for item in fs::read_dir(&self.folder).at(&self.folder)? {
            let name = item.at(&self.folder)?.file_name().to_string_lossy().into_owned();
            if name.starts_with("snap.") {
                names.push(name);
            }
        }
        Ok(names)
    }
}

struct SledTable {
    db: sled::Db,
    file: File,
    guard: Guard,
}

/// Holds the last event included. Callers' keys never begin with a zero byte.
const THROUGH: &[u8] = b"\0through";

impl Table for SledTable {
    fn through(&self) -> Result<u64, Failure> {
        let stored = self.guard.run(|| self.db.get(THROUGH))?;
        let Some(stored) = stored else { return Ok(0) };
        let bytes = stored.as_ref().try_into().map_err(|_| self.guard.damaged("a broken sequence number".into()))?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn get(&self, key: &[u8]) -> Result<Option<Arc<[u8]>>, Failure> {
        let value = self.guard.run(|| self.db.get(key))?;
        Ok(value.map(|value| Arc::from(value.as_ref())))
    }

    fn range(&self, from: Bound<&[u8]>, end: Option<&[u8]>, visit: &mut VisitPair<'_>) -> Result<(), Failure> {
        let end = end.map_or(Bound::Unbounded, Bound::Excluded);
        let mut items = self.guard.run(|| Ok(self.db.range::<&[u8], _>((from, end))))?;
        // The caller's code runs outside the guard, so that its panics stay its own.
        while let Some((key, value)) = self.guard.run(|| items.next().transpose())? {
            if key != THROUGH && visit(&key, &value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn last(&self, from: &[u8], end: Option<&[u8]>) -> Result<Option<Found>, Failure> {
        let range = (Bound::Included(from), end.map_or(Bound::Unbounded, Bound::Excluded));
        let item = self.guard.run(|| self.db.range::<&[u8], _>(range).next_back().transpose())?;
        let item = item.filter(|(key, _)| key != THROUGH);
        Ok(item.map(|(key, value)| (key.to_vec(), Arc::from(value.as_ref()))))
    }

    fn apply(&self, pairs: &Pairs<'_>, through: Option<u64>) -> Result<(), Failure> {
        let mut batch = sled::Batch::default();
        for &(key, value) in pairs {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        if let Some(through) = through {
            batch.insert(THROUGH, &through.to_be_bytes());
        }
        // `apply_batch` takes the batch, and it is not needed again.
        let batch = std::cell::Cell::new(batch);
        self.guard.run(|| self.db.apply_batch(batch.take()))
    }

    fn sync(&self) -> Result<(), Failure> {
        self.guard.run(|| self.db.flush())?;
        self.file.sync_data().at(&self.guard.folder)
    }

    fn bytes_on_disk(&self) -> u64 {
        self.guard.run(|| self.db.size_on_disk()).unwrap_or(0)
    }
}

/// Runs sled, turning its errors and panics into failures that name its folder.
struct Guard {
    folder: PathBuf,
}

impl Guard {
    fn run<T>(&self, action: impl FnMut() -> sled::Result<T>) -> Result<T, Failure> {
        match quietly(action) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.failure(error)),
            Err(panic) => Err(self.damaged(words(&*panic))),
        }
    }

    /// Like [`Guard::run`], but waits up to two seconds for a lock that an earlier handle is about to let go.
    fn patiently<T>(&self, mut action: impl FnMut() -> sled::Result<T>) -> Result<T, Failure> {
        const TRIES: u32 = 400;
        for _ in 1..TRIES {
            match self.run(&mut action) {
                Err(Failure::Disk { source, .. }) if source.to_string().contains("could not acquire lock") => {
                    thread::sleep(Duration::from_millis(5));
                }
                result => return result,
            }
        }
        self.run(action)
    }

    fn failure(&self, error: sled::Error) -> Failure {
        match error {
            sled::Error::Io(error) if !speaks_of_damage(&error) => {
                Failure::Disk { path: self.folder.clone(), source: error }
            }
            error => self.damaged(error.to_string()),
        }
    }

    fn damaged(&self, why: String) -> Failure {
        Failure::Derived { path: self.folder.clone(), why }
    }
}

fn speaks_of_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it gave up").lines().next().unwrap_or_default().to_owned()
}

thread_local! {
    static QUIET: ThreadCell<bool> = const { ThreadCell::new(false) };
}

/// Catches a panic without its report on stderr: to us it is an answer, and users should not be frightened.
fn quietly<T>(action: impl FnOnce() -> T) -> thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(action));
    QUIET.set(before);
    result
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn shelf(folder: &Path) -> SledShelf {
        SledShelf { folder: folder.join("derived"), cache_bytes: 1 << 20 }
    }

    #[test]
    fn an_unfinished_snapshot_does_not_keep_it_shut() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = shelf(folder.path());
        shelf.open().unwrap().apply(&[(b"a", Some(b"1"))], Some(7)).unwrap();
        fs::write(shelf.folder.join("snap.0000000000000FFF.generating"), b"half").unwrap();
        let table = shelf.open().unwrap();
        assert_eq!(table.through().unwrap(), 7);
        assert_eq!(table.get(b"a").unwrap().as_deref(), Some(&b"1"[..]));
    }

    #[test]
    fn a_panic_of_sled_becomes_a_failure_with_its_words() {
        let guard = Guard { folder: PathBuf::from("here") };
        let failure = guard.run(|| -> sled::Result<()> { panic!("page {} is odd", 7) }).unwrap_err();
        assert!(failure.to_string().contains("here") && failure.to_string().contains("page 7 is odd"), "{failure}");
    }

    #[test]
    fn what_was_discarded_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = shelf(folder.path());
        shelf.open().unwrap().apply(&[(b"a", Some(b"1"))], None).unwrap();
        shelf.discard().unwrap();
        assert!(!shelf.exists());
        shelf.discard().unwrap();
    }
}
