//! Bringing what is derived up to the end of the journal.

use std::ops::ControlFlow;

use super::Writer;
use crate::{
    desk::{Trouble, absorb, codec},
    model::{event::Hash, time::Timestamp},
    store::Store,
};

/// How many events are replayed before what follows from them is handed to the store.
const REPLAY_EVENTS: usize = 2_000;

impl Writer {
    /// Replays what the journal has and the derived data have not; how many events that was.
    pub fn catch_up(&mut self) -> Result<u64, Trouble> {
        let through = self.store.derived_through();
        let mut replayed = 0;
        let mut wrong: Option<Trouble> = None;
        let store = self.store.clone();
        let mut since_derive = 0;
        store.events(through + 1, &mut |entry| {
            let step = (|| -> Result<(), Trouble> {
                let mut events = Vec::with_capacity(entry.events.len());
                for bytes in &entry.events {
                    events.push(codec::event(bytes).map_err(|error| {
                        Trouble::State(format!("an event from {} on cannot be read: {error}", entry.first_seq))
                    })?);
                }
                absorb::absorb(&mut self.state, &events, entry.position.0, Vec::new())?;
                replayed += events.len() as u64;
                since_derive += events.len();
                if since_derive >= REPLAY_EVENTS {
                    since_derive = 0;
                    let last = entry.first_seq + entry.events.len() as u64 - 1;
                    self.store.derive(self.state.take_writes(), last)?;
                }
                Ok(())
            })();
            match step {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    wrong = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        if replayed > 0 {
            self.store.derive(self.state.take_writes(), self.store.next_seq() - 1)?;
        }
        Ok(replayed)
    }

    /// Drops what is held in memory too, and replays the whole journal.
    pub fn rebuild(&mut self, now: Timestamp) -> Result<u64, Trouble> {
        self.forget();
        self.state.now = now;
        self.catch_up()
    }
}

/// The hash of the last event in the journal; zeros before the first.
pub(super) fn last_hash(store: &dyn Store) -> Result<Hash, Trouble> {
    let mut hash = Ok(Hash::default());
    let last = store.next_seq() - 1;
    if last > 0 {
        store.events(last, &mut |entry| {
            if let Some(bytes) = entry.events.last() {
                hash = codec::event(bytes).map(|event| event.hash);
            }
            ControlFlow::Continue(())
        })?;
    }
    hash.map_err(|error| Trouble::State(format!("event {last} cannot be read: {error}")))
}
