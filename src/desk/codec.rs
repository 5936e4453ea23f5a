//! How events and derived values become bytes: one version byte, then MessagePack with names, so that fields can come
//! and go and any MessagePack tool can read a store in need.

use std::{any::Any, cell::RefCell, sync::Arc};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    engine::Due,
    figures::{Contribution, Raised, Sum},
    model::{Event, Id, Record, Value, event::Hash, time::Timestamp, work::Held},
    script::{Fault, FaultKind},
    store::{Blob, Cell},
};

/// The version of these encodings.
const VERSION: u8 = 1;

thread_local! {
    /// Where values are encoded before their size is known: it grows once and serves all that follow.
    static PAPER: RefCell<Paper> = const { RefCell::new(Paper(Vec::new())) };
}

/// Bytes that grow. Most of what is written is one byte, the kind and length of what follows.
#[derive(Default)]
struct Paper(Vec<u8>);

impl std::io::Write for Paper {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match bytes {
            [one] => self.0.push(*one),
            all => self.0.extend_from_slice(all),
        }
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The paper goes back to the heap beyond this: one huge value is not to be held for ever.
const PAPER_MAX: usize = 1 << 20;

/// The bytes of a value. Values are plain data, whose encoding cannot fail.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    written(value, <[u8]>::to_vec)
}

/// A cell of a value's bytes.
pub fn bytes<T: Serialize>(value: &T) -> Cell {
    written(value, |bytes| Cell::new(bytes))
}

fn written<T: Serialize, R>(value: &T, take: impl FnOnce(&[u8]) -> R) -> R {
    let mut paper = PAPER.take();
    paper.0.clear();
    paper.0.push(VERSION);
    if let Err(error) = rmp_serde::encode::write_named(&mut paper, value) {
        unreachable!("plain data always encodes: {error}");
    }
    let taken = take(&paper.0);
    if paper.0.capacity() <= PAPER_MAX {
        PAPER.set(paper);
    }
    taken
}

/// The value of these bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => rmp_serde::from_slice(rest).map_err(|error| error.to_string()),
        Some((version, _)) => Err(format!("version {version} of a newer salesflow")),
        None => Err("empty".into()),
    }
}

/// The value in a cell: itself while it is live, else decoded.
pub fn value<T: DeserializeOwned + Any + Send + Sync>(cell: &Cell, what: &str) -> Result<Arc<T>, Fault> {
    if let Some(live) = cell.live::<T>() {
        return Ok(live);
    }
    decode(&cell.bytes()).map(Arc::new).map_err(|error| damaged(what, &error))
}

/// A live cell.
pub fn cell<T: Blob>(value: Arc<T>) -> Cell {
    Cell::Live(value)
}

/// What a derived value that cannot be read means.
pub fn damaged(what: &str, error: &str) -> Fault {
    Fault::new(FaultKind::Store, format!("{what} cannot be read ({error}): run `salesflow store rebuild`"))
}

/// The event in these bytes.
pub fn event(bytes: &[u8]) -> Result<Event, String> {
    decode(bytes)
}

/// Chains an event to the one before: fills in its hash, and gives the bytes it is written as.
pub fn seal(mut event: Event, before: &Hash) -> (Event, Vec<u8>) {
    event.hash = Hash::default();
    let mut bytes = encode(&event);
    event.hash = hash_of(&bytes, before);
    // The hash is an event's last field, and bytes are written as they are: it stands at the end.
    let end = bytes.len() - event.hash.len();
    bytes[end..].copy_from_slice(&event.hash);
    debug_assert_eq!(bytes, encode(&event));
    (event, bytes)
}

/// The hash an event must carry after the one before.
pub fn hash(event: &Event, before: &Hash) -> Hash {
    hash_of(&encode(&Event { hash: Hash::default(), ..event.clone() }), before)
}

/// BLAKE3 over the hash of the event before and an event's bytes, its own hash being zero in them.
fn hash_of(bytes: &[u8], before: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(bytes);
    let [hash @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = *hasher.finalize().as_bytes();
    hash
}

/// What is derived from a record and must be undone when it changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    /// Inbox lines: person, task (0: it waits for a move), since.
    pub inbox: Vec<(Id, u32, Timestamp)>,
    /// Index entries: index and key.
    pub index: Vec<(String, String)>,
    /// Timers.
    pub timers: Vec<Due>,
    /// Records it refers to.
    pub refs: Vec<Id>,
    /// What people hold of it, and what is found of it under a name: person or name, workflow, what.
    #[serde(default)]
    pub held: Vec<(Id, Id, Held)>,
    /// What it adds to measures.
    pub contributions: Vec<Contribution>,
}

/// A warning that is raised, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The warning.
    pub warning: Id,
    /// The dimensions of its series.
    pub by: Vec<(Id, Value)>,
    /// The period it speaks of.
    pub period: Option<String>,
    /// The record it speaks of.
    pub record: Option<Id>,
    /// How it stands.
    pub raised: Raised,
}

/// A notice as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// When it was given.
    pub at: Timestamp,
    /// The record it is about.
    pub record: Option<Id>,
    /// Who is told.
    pub to: Vec<Id>,
    /// What.
    pub text: String,
}

macro_rules! blob {
    ($($type:ty),*) => {$(
        impl Blob for $type {
            fn encode(&self) -> Vec<u8> {
                encode(self)
            }
            fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
                self
            }
        }
    )*};
}

blob!(Record, Sum, Derived, Standing, Notice);
