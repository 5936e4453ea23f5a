//! Floor 6: the single writer and what keeps it going: the clock, timers, the watch on files, the swap of policies.
//!
//! Commands are decided one after another against the state, their events go to the store in one group with one flush,
//! and only then is anybody answered. No rule lives here: what a command leads to is the engine's to say.

mod absorb;
mod clock;
mod codec;
mod folder;
mod group;
mod handover;
mod heeding;
mod judge;
mod keys;
mod outside;
mod policies;
mod queue;
mod reach;
mod reading;
mod recount;
mod schedules;
mod seed;
mod state;
mod targets;
mod trial;
mod verify;
mod watch;

pub use clock::Clock;
pub use codec::{Notice, Standing};
pub use folder::{Folder, MANIFEST, find_folder};
pub use group::{Answer, Done, Reply, Request};
pub use heeding::CameTo;
pub use policies::{Files, LogEntry, PolicyChange, Taken};
pub use queue::Queue;
pub use reading::last_files;
pub use state::State;
pub use trial::Trial;
pub use verify::{Verified, verify};
pub use watch::{Watch, watch};

use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard},
};

use arc_swap::ArcSwap;

use crate::{
    model::{Event, Id, time::Timestamp},
    policy::Policy,
    store::{Failure, Opened, Position, Store},
};
use group::Writer;

/// A store with its policy in force and its single writer.
pub struct Desk {
    store: Arc<dyn Store>,
    policy: ArcSwap<Policy>,
    writer: Mutex<Writer>,
    clock: Clock,
}

/// Why a desk could not be opened, or could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
    /// What the store holds cannot be read or followed.
    #[error("{0}")]
    State(String),
}

impl From<crate::script::Fault> for Trouble {
    fn from(fault: crate::script::Fault) -> Trouble {
        Trouble::State(fault.to_string())
    }
}

impl Desk {
    /// Takes an open store, brings what is derived up to the journal's end, and goes on under the policy: the one
    /// given, if its store has not seen it yet or saw it last. Many desks may share one policy that has the number its
    /// stores will give it: 1 in new ones.
    pub fn open(opened: Opened, policy: impl Into<Arc<Policy>>, clock: Clock) -> Result<Desk, Trouble> {
        let policy = policy.into();
        let Opened { store, .. } = opened;
        let (writer, policy) = Writer::open(store.clone(), policy, &clock)?;
        Ok(Desk { store, policy: ArcSwap::new(policy), writer: Mutex::new(writer), clock })
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.policy.load_full()
    }

    /// The store below.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The clock it goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The records as they stand, for whoever only reads.
    pub fn state(&self) -> State {
        State::new(self.store.clone(), self.policy(), self.clock.now())
    }

    /// Answers commands as one group: all events that follow are safe on disk when this returns.
    pub fn answer(&self, requests: Vec<Request>) -> Vec<Answer> {
        self.writer().group(requests, &self.clock)
    }

    /// Answers one command.
    pub fn answer_one(&self, request: Request) -> Answer {
        self.answer(vec![request]).pop().unwrap_or_else(|| Err(Reply::Failure("no answer".into())))
    }

    /// Fires what is due at a moment, in order; how many timers fired.
    pub fn tick(&self, now: Timestamp) -> Result<usize, Trouble> {
        self.writer().tick(now)
    }

    /// The moment the next timer is due, or the next local day begins, whichever is first.
    pub fn next_due(&self) -> Result<Timestamp, Trouble> {
        self.writer().next_due(self.clock.now())
    }

    /// The events of a record, oldest first.
    pub fn history(&self, record: &Id) -> Result<Vec<Event>, Trouble> {
        let state = self.state();
        let Some(record) = crate::engine::View::record(&state, record)? else {
            return Ok(Vec::new());
        };
        let mut events = Vec::new();
        for mark in state.marks(&record)? {
            let entry = self.store.read(Position(mark))?;
            for bytes in &entry.events {
                let event = codec::event(bytes).map_err(Trouble::State)?;
                if event.record.as_ref() == Some(&record.id) {
                    events.push(event);
                }
            }
        }
        Ok(events)
    }

    /// Every event from a number on, in order, until `visit` breaks.
    pub fn events(&self, from: u64, visit: &mut dyn FnMut(Event) -> ControlFlow<()>) -> Result<(), Trouble> {
        let mut wrong = None;
        self.store.events(from, &mut |entry| {
            for bytes in &entry.events {
                match codec::event(bytes) {
                    Ok(event) => {
                        if visit(event).is_break() {
                            return ControlFlow::Break(());
                        }
                    }
                    Err(error) => {
                        wrong = Some(format!("an event from {} on cannot be read: {error}", entry.first_seq));
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
        wrong.map_or(Ok(()), |wrong| Err(Trouble::State(wrong)))
    }

    /// Drops all derived data and builds it anew from the journal; how many events were replayed.
    pub fn rebuild(&self) -> Result<u64, Trouble> {
        let mut writer = self.writer();
        self.store.clear_derived()?;
        let replayed = writer.rebuild(self.clock.now())?;
        // On disk now: the next opener would otherwise have to say again that it is missing.
        self.store.flush()?;
        Ok(replayed)
    }

    /// Takes a compiled policy between two groups, or says why not.
    pub fn take_policy(&self, policy: Policy) -> Result<Taken, Trouble> {
        let mut writer = self.writer();
        let taken = writer.take_policy(policy, self.clock.now())?;
        self.policy.store(writer.policy());
        Ok(taken)
    }

    /// Writes down that a changed policy did not compile, once per state of its files.
    pub fn reject_policy(&self, fingerprint: &str, findings: Vec<serde_json::Value>) -> Result<(), Trouble> {
        self.writer().reject_policy(fingerprint, findings, self.clock.now())
    }

    /// Policies taken and rejected, oldest first.
    pub fn policy_log(&self) -> Result<Vec<LogEntry>, Trouble> {
        policies::log(&self.state())
    }

    /// Ends the desk: what is derived is written down as far as closing cheaply allows.
    pub fn close(&self) -> Result<(), Trouble> {
        let _writer = self.writer();
        Ok(self.store.close()?)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // A writer that panicked has changed nothing on disk that was not committed; its state is forgotten.
        self.writer.lock().unwrap_or_else(|poisoned| {
            self.writer.clear_poison();
            let mut writer = poisoned.into_inner();
            writer.forget();
            writer
        })
    }
}
