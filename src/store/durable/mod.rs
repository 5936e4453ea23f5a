//! The store on disk: our own journal for the events, sled for what is derived from them.
//!
//! A commit is one append and one flush of the journal; its derived writes go to a table in memory ([`Pending`]) and
//! reach sled later, many commits at once ("a drain"). So a key that changes often is written once, sled's slow keys
//! cost no caller any time, and sled's own weaknesses (a flush that a power cut does not respect, damage that makes
//! it panic) can never cost an event. A thread does the drains, because one takes far longer than a commit may;
//! when the thread cannot keep up, commits wait, so memory stays bounded.
//!
//! Locks are taken in this order: `writing`, `draining`, then one of `pending`, `table`, `drainer`. Nothing is read from disk or sled
//! while `pending` is held.

mod ballast;
mod drainer;
mod holder;
mod opening;
mod pending;
mod redo;
mod scan;
mod table;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use drainer::Drainer;
pub(super) use holder::Holder;
pub(super) use opening::open;
#[cfg(test)]
pub(super) use opening::{Parts, assemble};
use pending::Pending;
use redo::{Image, Redo};
#[cfg(test)]
pub(super) use table::{BATCH_MAX, Found, Pairs, VisitPair};
pub(super) use table::{Shelf, Table};

use super::cell::assert_keys;
use super::journal::{Journal, lock};
use super::{
    BackupReport, Cell, Entry, Failure, Group, Options, Position, Stat, Store, Visit, VisitEntry, Write, backup,
};

/// The handle; the thread that drains shares the core.
pub(super) struct Durable {
    core: Arc<Core>,
    drainer: Mutex<Drainer>,
}

struct Core {
    options: Options,
    journal: Journal,
    shelf: Box<dyn Shelf>,
    redo: Redo,
    pending: RwLock<Pending>,
    table: RwLock<Option<Arc<dyn Table>>>,
    writing: Mutex<()>,
    draining: Mutex<()>,
    closed: AtomicBool,
    holder: Mutex<Option<Holder>>,
}

impl Store for Durable {
    fn next_seq(&self) -> u64 {
        self.core.journal.next_seq()
    }

    fn next_position(&self) -> Position {
        self.core.journal.next_position()
    }

    fn commit(&self, group: Group) -> Result<Position, Failure> {
        assert!(!group.events.is_empty(), "a group has events; use `derive` for derived writes alone");
        assert_keys(&group.writes);
        let core = &self.core;
        let _writing = lock(&core.writing);
        core.alive()?;
        core.make_room()?;
        let (through, next_seq) = (core.pending().through(), self.next_seq());
        assert!(through + 1 == next_seq, "the tail of the journal is replayed before anything new is committed");
        let appended = core.journal.append(&group.events)?;
        core.pending_mut().put(group.writes, appended.last_seq, appended.stored_bytes);
        self.nudge();
        Ok(appended.position)
    }

    fn get(&self, key: &[u8]) -> Result<Option<Cell>, Failure> {
        self.core.alive()?;
        let known = self.core.pending().get(key);
        if let Some(known) = known {
            return Ok(known);
        }
        let Some(table) = self.core.table() else {
            return Ok(None);
        };
        Ok(table.get(key)?.map(Cell::Bytes))
    }

    fn scan(&self, prefix: &[u8], from: Option<&[u8]>, visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.core.alive()?;
        scan::scan(&self.core, prefix, from, visit)
    }

    fn last(&self, prefix: &[u8]) -> Result<Option<(Vec<u8>, Cell)>, Failure> {
        self.core.alive()?;
        scan::last(&self.core, prefix)
    }

    fn read(&self, at: Position) -> Result<Entry, Failure> {
        self.core.alive()?;
        self.core.journal.read(at)
    }

    fn events(&self, from_seq: u64, visit: &mut VisitEntry<'_>) -> Result<(), Failure> {
        self.core.alive()?;
        self.core.journal.events(from_seq, visit)
    }

    fn derived_through(&self) -> u64 {
        self.core.pending().through()
    }

    fn derive(&self, writes: Vec<Write>, through: u64) -> Result<(), Failure> {
        assert_keys(&writes);
        let core = &self.core;
        let _writing = lock(&core.writing);
        core.alive()?;
        core.make_room()?;
        assert!(through < self.next_seq(), "derived data cannot include events that are not in the journal");
        core.pending_mut().put_derived(writes, through);
        self.nudge();
        Ok(())
    }

    fn clear_derived(&self) -> Result<(), Failure> {
        let _writing = lock(&self.core.writing);
        self.core.alive()?;
        self.core.clear_derived()
    }

    fn flush(&self) -> Result<(), Failure> {
        self.core.alive()?;
        self.core.drain()
    }

    fn backup(&self, to: &Path) -> Result<BackupReport, Failure> {
        self.core.alive()?;
        backup::write(to, &mut |sink| self.core.journal.copy(sink))
    }

    fn stat(&self) -> Result<Stat, Failure> {
        self.core.alive()?;
        self.core.stat()
    }

    fn close(&self) -> Result<(), Failure> {
        let core = &self.core;
        let drained = {
            let _writing = lock(&core.writing);
            let _draining = lock(&core.draining);
            if core.closed.swap(true, Ordering::AcqRel) {
                return Ok(());
            }
            let long = core.pending().tail_is_long(&core.options);
            let drained = if long { core.drain_now() } else { Ok(()) };
            // sled's files are let go before our lock is, so that the next opener finds them free.
            drop(write(&core.table).take());
            drop(lock(&core.holder).take());
            drained
        };
        lock(&self.drainer).stop();
        drained
    }
}

impl Durable {
    fn new(core: Core) -> Self {
        Self { core: Arc::new(core), drainer: Mutex::default() }
    }

    fn nudge(&self) {
        if !self.core.options.write_behind {
            return;
        }
        let (full, long) = {
            let pending = self.core.pending();
            (pending.is_full(&self.core.options, 1), pending.tail_is_long(&self.core.options))
        };
        if full || long {
            lock(&self.drainer).nudge(&self.core, full);
        }
    }
}

impl Drop for Durable {
    fn drop(&mut self) {
        lock(&self.drainer).stop();
    }
}

impl Core {
    fn alive(&self) -> Result<(), Failure> {
        if self.closed.load(Ordering::Acquire) { Err(Failure::Closed) } else { Ok(()) }
    }

    fn pending(&self) -> RwLockReadGuard<'_, Pending> {
        self.pending.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn pending_mut(&self) -> RwLockWriteGuard<'_, Pending> {
        write(&self.pending)
    }

    fn table(&self) -> Option<Arc<dyn Table>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the disk when derived data pile up, so that memory stays bounded. While they cannot be written,
    /// nothing new is accepted.
    fn make_room(&self) -> Result<(), Failure> {
        if self.pending().is_full(&self.options, 2) { self.drain() } else { Ok(()) }
    }

    /// Writes what is pending to sled, atomically in effect: the redo file is safe on disk before sled is touched.
    fn drain(&self) -> Result<(), Failure> {
        let _draining = lock(&self.draining);
        self.alive()?;
        self.drain_now()
    }

    /// The caller holds `draining`.
    fn drain_now(&self) -> Result<(), Failure> {
        let Some(frozen) = self.pending_mut().freeze() else {
            return Ok(());
        };
        let image = Image::of(&frozen);
        self.redo.write(&image)?;
        let table = self.table_or_new()?;
        image.apply_to(&*table)?;
        self.redo.retire()?;
        self.pending_mut().thaw();
        Ok(())
    }

    fn table_or_new(&self) -> Result<Arc<dyn Table>, Failure> {
        if let Some(table) = self.table() {
            return Ok(table);
        }
        let table = self.shelf.open()?;
        *write(&self.table) = Some(Arc::clone(&table));
        Ok(table)
    }

    fn clear_derived(&self) -> Result<(), Failure> {
        let _draining = lock(&self.draining);
        self.redo.clear()?;
        *self.pending_mut() = Pending::after(0);
        drop(write(&self.table).take());
        self.shelf.discard()
    }

    fn stat(&self) -> Result<Stat, Failure> {
        let (events, raw_bytes, journal_bytes, segments) = self.journal.size()?;
        let derived_bytes = self.table().map_or(0, |table| table.bytes_on_disk());
        let pending = self.pending();
        Ok(Stat {
            events,
            journal_bytes,
            raw_bytes,
            segments,
            pending_keys: pending.keys(),
            pending_bytes: pending.bytes(),
            drained_through: pending.drained_through(),
            derived_bytes,
        })
    }
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
