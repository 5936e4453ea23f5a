//! Crashes, power cuts, full disks and damage, on a simulated disk and a simulated sled.

mod damage;
mod drains;
mod full_disk;
mod power;
mod sled;

use std::collections::BTreeMap;
use std::io;
use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::disk::simulated::{Dice, SimDisk};
use super::durable::{BATCH_MAX, Durable, Found, Pairs, Parts, Shelf, Table, VisitPair, assemble};
use super::{Cell, Entry, Failure, Group, Options, Store};

/// A machine: its disk, its sled, and the store that runs on them.
struct Machine {
    disk: SimDisk,
    shelf: SimShelf,
    options: Options,
}

impl Machine {
    fn new(options: Options) -> Self {
        let disk = SimDisk::default();
        let options = Options { write_behind: false, ..options };
        Self { shelf: SimShelf { disk: disk.clone(), held: Arc::default() }, disk, options }
    }

    fn open(&self) -> Result<(Durable, Vec<String>), Failure> {
        let parts = Parts { disk: Arc::new(self.disk.clone()), shelf: Box::new(self.shelf.clone()), holder: None };
        let mut notes = Vec::new();
        let store = assemble(Path::new("store"), &self.options, parts, &mut notes)?;
        Ok((store, notes))
    }

    fn power_cut(&self, dice: &mut Dice) {
        self.disk.power_cut(dice);
        self.shelf.power_cut(dice);
    }
}

fn segment(number: u32) -> PathBuf {
    Path::new("store/journal").join(format!("{number:06}.log"))
}

/// Stands in for sled: batches arrive in order, and only a sync makes them safe.
#[derive(Clone)]
struct SimShelf {
    disk: SimDisk,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    exists: bool,
    damaged: bool,
    now: Content,
    durable: Content,
    /// What the table was after each batch since the last sync.
    unsynced: Vec<Content>,
}

#[derive(Default, Clone)]
struct Content {
    cells: BTreeMap<Vec<u8>, Vec<u8>>,
    through: u64,
}

impl SimShelf {
    fn power_cut(&self, dice: &mut Dice) {
        let mut held = self.held.lock().unwrap();
        let states = std::mem::take(&mut held.unsynced);
        if !states.is_empty() {
            let survivor = dice.below(states.len() as u64 + 1) as usize;
            if survivor > 0 {
                held.durable = states[survivor - 1].clone();
            }
            held.damaged = dice.below(8) == 0;
        }
        held.now = held.durable.clone();
    }

    fn full(&self) -> Result<(), Failure> {
        self.disk.step().map_err(|source| Failure::Disk { path: "store/derived".into(), source })
    }
}

impl Shelf for SimShelf {
    fn exists(&self) -> bool {
        self.held.lock().unwrap().exists
    }

    fn open(&self) -> Result<Arc<dyn Table>, Failure> {
        self.full()?;
        let mut held = self.held.lock().unwrap();
        held.exists = true;
        if held.damaged {
            return Err(Failure::Derived { path: "store/derived".into(), why: "simulated".into() });
        }
        Ok(Arc::new(self.clone()))
    }

    fn discard(&self) -> Result<(), Failure> {
        self.full()?;
        *self.held.lock().unwrap() = Held::default();
        Ok(())
    }

    fn room_to_open(&self) -> u64 {
        0
    }
}

impl Table for SimShelf {
    fn through(&self) -> Result<u64, Failure> {
        Ok(self.held.lock().unwrap().now.through)
    }

    fn get(&self, key: &[u8]) -> Result<Option<Arc<[u8]>>, Failure> {
        Ok(self.held.lock().unwrap().now.cells.get(key).map(|value| Arc::from(value.as_slice())))
    }

    fn range(&self, from: Bound<&[u8]>, end: Option<&[u8]>, visit: &mut VisitPair<'_>) -> Result<(), Failure> {
        let cells = self.held.lock().unwrap().now.cells.clone();
        let end = end.map_or(Bound::Unbounded, Bound::Excluded);
        for (key, value) in cells.range::<[u8], _>((from, end)) {
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn last(&self, from: &[u8], end: Option<&[u8]>) -> Result<Option<Found>, Failure> {
        let mut found = None;
        self.range(Bound::Included(from), end, &mut |key, value| {
            found = Some((key.to_vec(), Arc::from(value)));
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    fn apply(&self, pairs: &Pairs<'_>, through: Option<u64>) -> Result<(), Failure> {
        assert!(pairs.len() <= BATCH_MAX, "a batch of {} keys", pairs.len());
        self.full()?;
        let held = &mut *self.held.lock().unwrap();
        for (key, value) in pairs {
            match value {
                Some(value) => held.now.cells.insert(key.to_vec(), value.to_vec()),
                None => held.now.cells.remove(*key),
            };
        }
        held.now.through = through.unwrap_or(held.now.through);
        held.unsynced.push(held.now.clone());
        Ok(())
    }

    fn sync(&self) -> Result<(), Failure> {
        self.full()?;
        let held = &mut *self.held.lock().unwrap();
        held.durable = held.now.clone();
        held.unsynced.clear();
        Ok(())
    }

    fn bytes_on_disk(&self) -> u64 {
        0
    }
}

// A small world of events, to see whether derived data are what the events say: each event `key` adds one to it.

/// Commits some events, deriving each counter from the value it had.
fn count(store: &dyn Store, keys: &[String]) -> Result<(), Failure> {
    let events = keys.iter().map(|key| key.clone().into_bytes()).collect();
    store.commit(Group { events, writes: counted(store, keys)? }).map(drop)
}

fn counted(store: &dyn Store, keys: &[String]) -> Result<Vec<super::Write>, Failure> {
    let mut sums: BTreeMap<&String, u64> = BTreeMap::new();
    for key in keys {
        let sum = match sums.get(key) {
            Some(sum) => *sum,
            None => number(store.get(key.as_bytes())?),
        };
        sums.insert(key, sum + 1);
    }
    let cell = |sum: u64| Some(Cell::new(sum.to_string().into_bytes()));
    Ok(sums.into_iter().map(|(key, sum)| (key.clone().into_bytes(), cell(sum))).collect())
}

fn number(cell: Option<Cell>) -> u64 {
    cell.map_or(0, |cell| std::str::from_utf8(&cell.bytes()).unwrap().parse().unwrap())
}

/// What every opener does: brings derived data up to the journal.
fn replay(store: &dyn Store) -> Result<(), Failure> {
    for entry in entries(store, store.derived_through() + 1)? {
        let keys: Vec<String> = texts(&entry);
        let through = entry.first_seq + keys.len() as u64 - 1;
        store.derive(counted(store, &keys)?, through)?;
    }
    Ok(())
}

fn entries(store: &dyn Store, from_seq: u64) -> Result<Vec<Entry>, Failure> {
    let mut found = Vec::new();
    store.events(from_seq, &mut |entry| {
        found.push(entry);
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

fn texts(entry: &Entry) -> Vec<String> {
    entry.events.iter().map(|event| String::from_utf8(event.clone()).unwrap()).collect()
}

fn all_events(store: &dyn Store) -> Vec<String> {
    entries(store, 1).unwrap().iter().flat_map(texts).collect()
}

fn all_cells(store: &dyn Store) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    let mut visit = |key: &[u8], cell: &Cell| {
        found.insert(String::from_utf8(key.to_vec()).unwrap(), number(Some(cell.clone())));
        ControlFlow::Continue(())
    };
    store.scan(b"", None, &mut visit).unwrap();
    found
}

fn tally(events: &[String]) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for event in events {
        *sums.entry(event.clone()).or_default() += 1;
    }
    sums
}

/// Each derived value is what its events say, neither less nor more.
fn assert_consistent(store: &dyn Store) {
    assert_eq!(store.derived_through() + 1, store.next_seq());
    let (cells, told) = (all_cells(store), tally(&all_events(store)));
    let differs = |key: &&String| cells.get(*key) != told.get(*key);
    let wrong: Vec<&String> = cells.keys().chain(told.keys()).filter(differs).collect();
    assert!(wrong.is_empty(), "{} keys are wrong, `{}` first", wrong.len(), wrong[0]);
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn full() -> io::ErrorKind {
    io::ErrorKind::StorageFull
}
