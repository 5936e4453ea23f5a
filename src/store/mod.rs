//! Floor 3: where bytes are kept. One seam, [`Store`], and two backends behind it: a folder on disk and memory.
//!
//! A store holds two things. The **journal**: events, opaque byte strings numbered 1, 2, 3 …, the truth; once
//! [`Store::commit`] returns they survive `kill -9` and a power cut. And the **derived data**: key → [`Cell`],
//! whatever follows from the events; it is written behind, may lag after a crash, and can always be built anew by
//! replaying the journal. `docs/store.md` shows every byte.
//!
//! Nothing here knows a policy, a record or what an event says. No clock decides what is stored, nothing is random.

mod backup;
mod cell;
mod disk;
mod durable;
mod failure;
mod journal;
mod memory;
mod options;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

pub use backup::{BackupReport, RestoreReport, SalvageReport, restore, salvage};
pub use cell::{Blob, Cell, Write};
pub use failure::Failure;
pub use options::Options;

/// Bytes that outlive the process: events in order, and what is derived from them.
///
/// **One writer.** `commit`, `derive` and `clear_derived` belong to one caller at a time (they queue if called from
/// several threads). Reads may come from any thread at any moment and never wait for the disk's flush.
///
/// Keys are not empty and do not begin with a zero byte.
pub trait Store: Send + Sync {
    /// The sequence number the next event will get. The first is 1.
    fn next_seq(&self) -> u64;

    /// Where the next group will lie, so that its own derived writes can already say so.
    fn next_position(&self) -> Position;

    /// Appends a group: all of it or nothing. When this returns, the events are safe on disk.
    ///
    /// # Panics
    /// If the group has no events (that is [`Store::derive`]), or if derived data lag behind the journal: whoever
    /// opens a store replays its tail before deciding anything new.
    fn commit(&self, group: Group) -> Result<Position, Failure>;

    /// The derived value under a key.
    fn get(&self, key: &[u8]) -> Result<Option<Cell>, Failure>;

    /// Visits the keys that start with `prefix`, ascending, from `from` on (inclusive) if given, until `visit` breaks.
    ///
    /// No lock is held while `visit` runs, so it may use the store. Beside a busy writer each key shows a value it
    /// had at some moment during the scan; the writer itself sees exactly what it wrote.
    fn scan(&self, prefix: &[u8], from: Option<&[u8]>, visit: &mut Visit<'_>) -> Result<(), Failure>;

    /// The greatest key that starts with `prefix`, and its value.
    fn last(&self, prefix: &[u8]) -> Result<Option<(Vec<u8>, Cell)>, Failure>;

    /// The group that lies at a position.
    fn read(&self, at: Position) -> Result<Entry, Failure>;

    /// Visits the journal in order from the event `from_seq` on, group by group, until `visit` breaks. A group that
    /// begins earlier is shortened to what was asked for. Every checksum on the way is tested.
    fn events(&self, from_seq: u64, visit: &mut VisitEntry<'_>) -> Result<(), Failure>;

    /// The last event whose derived writes are present: `next_seq() - 1` in normal running, less right after opening.
    /// Then the caller replays `events(derived_through() + 1)` and hands the results to [`Store::derive`].
    fn derived_through(&self) -> u64;

    /// Derived writes without events: a replay, a rebuild, or bookkeeping of their own. They include the events
    /// through `through`. They are on disk after [`Store::flush`] or [`Store::close`]; until then a crash undoes them,
    /// which a replay makes good, except for bookkeeping that no event tells.
    ///
    /// # Panics
    /// If `through` goes back, or beyond the journal.
    fn derive(&self, writes: Vec<Write>, through: u64) -> Result<(), Failure>;

    /// Drops all derived data; `derived_through` becomes 0. A full replay must follow.
    fn clear_derived(&self) -> Result<(), Failure>;

    /// Writes all derived data that are still in memory to disk, now.
    fn flush(&self) -> Result<(), Failure>;

    /// Writes the journal into one checksummed file, for [`restore`]. Commits go on meanwhile and are not in it.
    fn backup(&self, to: &Path) -> Result<BackupReport, Failure>;

    /// Sizes and counts.
    fn stat(&self) -> Result<Stat, Failure>;

    /// Ends the use of the store and gives up its lock. A short tail of derived data stays in the journal for the
    /// next opener to replay, so a call that commits once stays cheap. Everything after this fails with
    /// [`Failure::Closed`]. A store that is dropped without it is as after a crash: nothing acknowledged is lost.
    fn close(&self) -> Result<(), Failure>;
}

/// What [`Store::scan`] hands each key and value to.
pub type Visit<'a> = dyn FnMut(&[u8], &Cell) -> ControlFlow<()> + 'a;
/// What [`Store::events`] hands each group to.
pub type VisitEntry<'a> = dyn FnMut(Entry) -> ControlFlow<()> + 'a;

/// What is committed together: events, in order, and the derived writes that follow from them.
#[derive(Default)]
pub struct Group {
    pub events: Vec<Vec<u8>>,
    pub writes: Vec<Write>,
}

/// Where a group lies in the journal: segment number and byte offset, packed so that later is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

impl Position {
    pub(crate) fn new(segment: u32, offset: u32) -> Self {
        Self(u64::from(segment) << 32 | u64::from(offset))
    }

    pub(crate) fn segment(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(crate) fn offset(self) -> u64 {
        self.0 & u64::from(u32::MAX)
    }
}

/// One group read back from the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The sequence number of the first of `events`.
    pub first_seq: u64,
    pub events: Vec<Vec<u8>>,
    pub position: Position,
}

/// Sizes and counts of a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stat {
    /// Events in the journal.
    pub events: u64,
    /// Bytes the journal's entries take, compressed, without what is only reserved.
    pub journal_bytes: u64,
    /// Bytes of the events before compression.
    pub raw_bytes: u64,
    /// Files the journal consists of.
    pub segments: u32,
    /// Derived keys that are still only in memory (and in the journal).
    pub pending_keys: usize,
    /// Roughly what those take in memory.
    pub pending_bytes: usize,
    /// The last event whose derived data are on disk.
    pub drained_through: u64,
    /// Bytes the derived data take on disk.
    pub derived_bytes: u64,
}

/// An open store, and what had to be repaired to open it, in words for people.
pub struct Opened {
    pub store: Arc<dyn Store>,
    pub notes: Vec<String>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("notes", &self.notes).finish_non_exhaustive()
    }
}

/// Opens `memory:` or `sled:<folder>`.
pub fn open(url: &str, options: Options) -> Result<Opened, Failure> {
    match url.split_once(':') {
        Some(("memory", "")) => Ok(Opened { store: Arc::new(memory::Memory::default()), notes: Vec::new() }),
        Some(("sled", path)) if !path.is_empty() => durable::open(Path::new(path), options),
        _ => Err(Failure::Address { url: url.to_owned() }),
    }
}
