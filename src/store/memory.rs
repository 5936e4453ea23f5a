//! The store in memory: the same promises but for the power cord. Scenarios, trials and tests run on it.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::cell::{assert_keys, end_of_prefix};
use super::journal::{self, HEADER, Header};
use super::{BackupReport, Cell, Entry, Failure, Group, Position, Stat, Store, Visit, VisitEntry, Write, backup};

#[derive(Default)]
pub(super) struct Memory {
    held: RwLock<Held>,
}

#[derive(Default)]
struct Held {
    groups: Vec<Entry>,
    events: u64,
    raw_bytes: u64,
    cells: BTreeMap<Vec<u8>, Cell>,
    through: u64,
    closed: bool,
}

impl Held {
    fn put(&mut self, writes: Vec<Write>, through: u64) {
        for (key, cell) in writes {
            match cell {
                Some(cell) => self.cells.insert(key, cell),
                None => self.cells.remove(&key),
            };
        }
        self.through = through;
    }

    fn next_position(&self) -> Position {
        Position::new(1, self.groups.len() as u32 + 1)
    }

    fn group(&self, at: Position) -> Option<&Entry> {
        let number = (at.offset() as usize).checked_sub(1)?;
        self.groups.get(number).filter(|_| at.segment() == 1)
    }
}

impl Memory {
    fn reading(&self) -> Result<RwLockReadGuard<'_, Held>, Failure> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if held.closed { Err(Failure::Closed) } else { Ok(held) }
    }

    fn writing(&self) -> Result<RwLockWriteGuard<'_, Held>, Failure> {
        let held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.closed { Err(Failure::Closed) } else { Ok(held) }
    }

    fn peek<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for Memory {
    fn next_seq(&self) -> u64 {
        self.peek(|held| held.events + 1)
    }

    fn next_position(&self) -> Position {
        self.peek(Held::next_position)
    }

    fn commit(&self, group: Group) -> Result<Position, Failure> {
        assert!(!group.events.is_empty(), "a group has events; use `derive` for derived writes alone");
        assert_keys(&group.writes);
        let mut held = self.writing()?;
        assert!(held.through == held.events, "the tail of the journal is replayed before anything new is committed");
        let bytes: usize = group.events.iter().map(Vec::len).sum();
        if bytes as u64 > journal::RAW_MAX {
            return Err(Failure::TooLarge { bytes: bytes as u64, max: journal::RAW_MAX });
        }
        let position = held.next_position();
        let first_seq = held.events + 1;
        held.events += group.events.len() as u64;
        held.raw_bytes += bytes as u64;
        held.groups.push(Entry { first_seq, events: group.events, position });
        let through = held.events;
        held.put(group.writes, through);
        Ok(position)
    }

    fn get(&self, key: &[u8]) -> Result<Option<Cell>, Failure> {
        Ok(self.reading()?.cells.get(key).cloned())
    }

    fn scan(&self, prefix: &[u8], from: Option<&[u8]>, visit: &mut Visit<'_>) -> Result<(), Failure> {
        // Few at first, as many scans want only the first keys.
        const COPIED_FIRST: usize = 16;
        const COPIED_MAX: usize = 1_024;
        let mut copied = COPIED_FIRST;
        let end = end_of_prefix(prefix);
        let end = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut from = Bound::Included(from.unwrap_or(prefix).max(prefix).to_vec());
        loop {
            // Copied, so that no lock is held while the visitor runs.
            let some: Vec<(Vec<u8>, Cell)> = {
                let held = self.reading()?;
                if beyond(&from, end) {
                    return Ok(());
                }
                let range = held.cells.range::<[u8], _>((from.as_ref().map(Vec::as_slice), end));
                range.take(copied).map(|(key, cell)| (key.clone(), cell.clone())).collect()
            };
            for (key, cell) in &some {
                if visit(key, cell).is_break() {
                    return Ok(());
                }
            }
            match some.into_iter().next_back() {
                Some((key, _)) => from = Bound::Excluded(key),
                None => return Ok(()),
            }
            copied = (copied * 4).min(COPIED_MAX);
        }
    }

    fn last(&self, prefix: &[u8]) -> Result<Option<(Vec<u8>, Cell)>, Failure> {
        let end = end_of_prefix(prefix);
        let end = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let held = self.reading()?;
        let last = held.cells.range::<[u8], _>((Bound::Included(prefix), end)).next_back();
        Ok(last.map(|(key, cell)| (key.clone(), cell.clone())))
    }

    fn read(&self, at: Position) -> Result<Entry, Failure> {
        let nothing = || Failure::NoEntry { path: PathBuf::from("memory"), segment: at.segment(), offset: at.offset() };
        self.reading()?.group(at).cloned().ok_or_else(nothing)
    }

    fn events(&self, from_seq: u64, visit: &mut VisitEntry<'_>) -> Result<(), Failure> {
        let from_seq = from_seq.max(1);
        let (start, end) = {
            let held = self.reading()?;
            let start = held.groups.partition_point(|group| group.first_seq + group.events.len() as u64 <= from_seq);
            (start, held.groups.len())
        };
        for number in start..end {
            let mut entry = self.reading()?.groups[number].clone();
            if entry.first_seq < from_seq {
                entry.events.drain(..(from_seq - entry.first_seq) as usize);
                entry.first_seq = from_seq;
            }
            if visit(entry).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn derived_through(&self) -> u64 {
        self.peek(|held| held.through)
    }

    fn derive(&self, writes: Vec<Write>, through: u64) -> Result<(), Failure> {
        assert_keys(&writes);
        let mut held = self.writing()?;
        assert!(through <= held.events, "derived data cannot include events that are not in the journal");
        assert!(through >= held.through, "derived data never go back; clear them first");
        held.put(writes, through);
        Ok(())
    }

    fn clear_derived(&self) -> Result<(), Failure> {
        let mut held = self.writing()?;
        held.cells.clear();
        held.through = 0;
        Ok(())
    }

    fn flush(&self) -> Result<(), Failure> {
        self.reading().map(drop)
    }

    /// As one journal file; positions differ from those in memory.
    fn backup(&self, to: &Path) -> Result<BackupReport, Failure> {
        let held = self.reading()?;
        backup::write(to, &mut |sink| {
            let mut at = HEADER as u64;
            let (mut segment, mut raw) = (1, 0);
            sink(segment, &Header { segment, first_seq: 1, raw_before: 0 }.encode())?;
            for group in &held.groups {
                if at >= journal::SEGMENT_BYTES {
                    (segment, at) = (segment + 1, HEADER as u64);
                    sink(segment, &Header { segment, first_seq: group.first_seq, raw_before: raw }.encode())?;
                }
                let mut bytes = Vec::new();
                raw += journal::encode(Position::new(segment, at as u32), group.first_seq, &group.events, &mut bytes)?;
                at += bytes.len() as u64;
                sink(segment, &bytes)?;
            }
            Ok(held.events)
        })
    }

    fn stat(&self) -> Result<Stat, Failure> {
        let held = self.reading()?;
        Ok(Stat {
            events: held.events,
            journal_bytes: held.raw_bytes,
            raw_bytes: held.raw_bytes,
            segments: 1,
            drained_through: held.through,
            ..Stat::default()
        })
    }

    fn close(&self) -> Result<(), Failure> {
        self.held.write().unwrap_or_else(PoisonError::into_inner).closed = true;
        Ok(())
    }
}

/// Whether a range that starts here would be empty or upside down.
fn beyond(from: &Bound<Vec<u8>>, end: Bound<&[u8]>) -> bool {
    match (from, end) {
        (Bound::Included(from) | Bound::Excluded(from), Bound::Excluded(end)) => from.as_slice() >= end,
        _ => false,
    }
}
