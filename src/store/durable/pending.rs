//! Derived writes that sled does not have yet: a young layer that takes writes, and above sled a frozen one that is
//! being written there. Reading looks at the young layer, then the frozen one, then sled.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use crate::store::{Cell, Options, Write};

/// What a key and its place in a map weigh besides their bytes.
const KEY_WEIGHT: usize = 96;

#[derive(Default)]
pub(super) struct Layer {
    pub cells: BTreeMap<Vec<u8>, Option<Cell>>,
    bytes: usize,
    /// The last event that sled includes before this layer, and after it.
    pub base: u64,
    pub through: u64,
    journal_bytes: u64,
    /// Holds writes that no event tells, so that a replay would not bring them back.
    beyond_events: bool,
}

impl Layer {
    fn after(through: u64) -> Self {
        Self { base: through, through, ..Self::default() }
    }

    fn put(&mut self, writes: Vec<Write>) {
        for (key, cell) in writes {
            let size = |cell: &Option<Cell>| cell.as_ref().map_or(0, Cell::weight);
            let (key_size, new) = (key.len() + KEY_WEIGHT, size(&cell));
            let old = self.cells.insert(key, cell).map_or(0, |old| size(&old) + key_size);
            self.bytes = self.bytes + new + key_size - old;
        }
    }

    fn is_clean(&self) -> bool {
        self.cells.is_empty() && self.base == self.through
    }
}

pub(super) struct Pending {
    young: Layer,
    frozen: Option<Arc<Layer>>,
}

impl Pending {
    /// Nothing is pending; sled includes the events through this one.
    pub fn after(through: u64) -> Self {
        Self { young: Layer::after(through), frozen: None }
    }

    pub fn through(&self) -> u64 {
        self.young.through
    }

    pub fn drained_through(&self) -> u64 {
        self.frozen.as_ref().map_or(self.young.base, |frozen| frozen.base)
    }

    pub fn keys(&self) -> usize {
        self.young.cells.len() + self.frozen.as_ref().map_or(0, |frozen| frozen.cells.len())
    }

    pub fn bytes(&self) -> usize {
        self.young.bytes + self.frozen.as_ref().map_or(0, |frozen| frozen.bytes)
    }

    /// Takes the writes that follow from journal entries.
    pub fn put(&mut self, writes: Vec<Write>, through: u64, journal_bytes: u64) {
        self.young.put(writes);
        self.young.through = through;
        self.young.journal_bytes += journal_bytes;
    }

    pub fn put_derived(&mut self, writes: Vec<Write>, through: u64) {
        assert!(through >= self.young.through, "derived data never go back; clear them first");
        self.young.beyond_events |= through == self.young.through;
        self.put(writes, through, 0);
    }

    /// Whether a drain is due (`times` = 1) or commits must wait for it (`times` = 2).
    pub fn is_full(&self, options: &Options, times: usize) -> bool {
        let (keys, bytes) = match times {
            1 => (self.young.cells.len(), self.young.bytes),
            _ => (self.keys(), self.bytes()),
        };
        keys >= options.pending_keys_max * times || bytes >= options.pending_bytes_max * times
    }

    /// Whether it is too much, or not right, to leave to the next opener's replay.
    pub fn tail_is_long(&self, options: &Options) -> bool {
        let events = self.young.through - self.drained_through();
        events > options.tail_events_max
            || self.young.journal_bytes > options.tail_bytes_max
            || self.young.beyond_events
            || self.frozen.is_some()
    }

    /// `None`: nothing is known here, ask sled. `Some(None)`: deleted.
    pub fn get(&self, key: &[u8]) -> Option<Option<Cell>> {
        let frozen = || self.frozen.as_ref().and_then(|frozen| frozen.cells.get(key));
        self.young.cells.get(key).or_else(frozen).cloned()
    }

    /// Begins a drain: what is young becomes frozen. A drain that failed is taken up again as it was. `None` if there
    /// is nothing to write.
    pub fn freeze(&mut self) -> Option<Arc<Layer>> {
        if self.frozen.is_none() {
            if self.young.is_clean() {
                return None;
            }
            let next = Layer::after(self.young.through);
            self.frozen = Some(Arc::new(std::mem::replace(&mut self.young, next)));
        }
        self.frozen.clone()
    }

    /// Ends a drain: sled has it all.
    pub fn thaw(&mut self) {
        self.frozen = None;
    }

    /// Up to `max` pending keys from `from` on and below `end`, ascending, and whether those are all.
    pub fn range(&self, from: Bound<&[u8]>, end: Option<&[u8]>, max: usize) -> (Vec<Write>, bool) {
        let range = (from, end.map_or(Bound::Unbounded, Bound::Excluded));
        let mut young = self.young.cells.range::<[u8], _>(range).peekable();
        let older = self.frozen.iter().flat_map(|layer| layer.cells.range::<[u8], _>(range));
        let mut older = older.peekable();
        let mut found = Vec::new();
        while found.len() < max {
            let next = match (young.peek(), older.peek()) {
                (Some((young_key, _)), Some((older_key, _))) => match young_key.cmp(older_key) {
                    Ordering::Greater => older.next(),
                    Ordering::Less => young.next(),
                    Ordering::Equal => {
                        older.next();
                        young.next()
                    }
                },
                (Some(_), None) => young.next(),
                (None, _) => older.next(),
            };
            let Some((key, cell)) = next else {
                return (found, true);
            };
            found.push((key.clone(), cell.clone()));
        }
        (found, false)
    }

    /// The greatest pending key from `from` on and below `end`.
    pub fn last(&self, from: &[u8], end: Option<&[u8]>) -> Option<Write> {
        let end = end.map_or(Bound::Unbounded, Bound::Excluded);
        let last_of = |layer: &Layer| {
            let (key, cell) = layer.cells.range::<[u8], _>((Bound::Included(from), end)).next_back()?;
            Some((key.clone(), cell.clone()))
        };
        let (young, frozen) = (last_of(&self.young), self.frozen.as_ref().and_then(|layer| last_of(layer)));
        match (young, frozen) {
            (Some(young), Some(frozen)) => Some(if frozen.0 > young.0 { frozen } else { young }),
            (young, frozen) => young.or(frozen),
        }
    }
}
