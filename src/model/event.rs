//! What has happened: the truth everything else is derived from.
//!
//! Events name things by id and never by a slot or number of one policy version, so they can be read under any later
//! one. They are past tense, immutable and chained: each carries a hash over itself and the one before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Actor, Id, Value,
    record::{ChainState, Timer},
    time::Timestamp,
    work::{Leave, TaskRun},
};

/// Half of a BLAKE3 hash. It has no key: it shows a change that left the later events alone, not a rehashed journal.
pub type Hash = [u8; 16];

/// One event as it lies in the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// The record it belongs to; none for what concerns the whole store.
    pub record: Option<Id>,
    /// When it was decided.
    pub at: Timestamp,
    /// The business time it counts at, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// Who did it.
    pub actor: Actor,
    /// The policy version that decided it.
    pub policy: u64,
    /// What happened.
    pub body: Body,
    /// BLAKE3 over the hash of the event before and this event without its hash.
    #[serde(with = "hash_bytes")]
    pub hash: Hash,
}

impl Event {
    /// The business time the event counts at.
    pub fn moment(&self) -> Timestamp {
        self.as_of.unwrap_or(self.at)
    }
}

/// An event that is decided but not yet numbered, timed and chained.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The record it belongs to.
    pub record: Option<Id>,
    /// The business time it counts at; none: the moment it is decided.
    pub as_of: Option<Timestamp>,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub body: Body,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A record came to be. Its first stage is entered by an `Entered` of its own.
    Created {
        /// Its workflow.
        workflow: Id,
        /// The fields it was given, `owner` among them.
        fields: BTreeMap<Id, Value>,
        /// The record whose step made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Id>,
        /// The sequence its id was numbered by.
        sequence: Id,
        /// Its number in that sequence.
        number: u64,
    },
    /// Fields took new values; `none` empties one.
    Changed {
        /// The new values.
        fields: BTreeMap<Id, Value>,
    },
    /// A transition was taken.
    Moved {
        /// The transition, or the stage it went to where the move has no name.
        transition: Id,
        /// The token that was taken.
        token: u32,
        /// Where it stood.
        from: Id,
        /// Where it went; none where the transition acts without moving.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Id>,
        /// Why an administrator overrode a rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deviation: Option<String>,
        /// What was asked while moving.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        ask: BTreeMap<Id, Value>,
    },
    /// A token entered a stage (and left the one it stood in).
    Entered {
        /// The token; a new one on creation.
        token: u32,
        /// The stage.
        stage: Id,
        /// What will happen by itself while it stands here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
    },
    /// A token left the record without entering another stage.
    Removed {
        /// The token.
        token: u32,
    },
    /// The record reached an end.
    Closed {
        /// The end's outcome.
        outcome: Id,
    },
    /// A move was handed to an approval chain.
    Submitted {
        /// Number of the run within the record.
        run: u32,
        /// The chain.
        chain: Id,
        /// The transition it decides.
        transition: Id,
        /// The token that waits.
        token: u32,
        /// The stage the token stood in.
        from: Id,
        /// Who asked.
        requester: Option<Id>,
        /// What was asked.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        ask: BTreeMap<Id, Value>,
    },
    /// A step was reached.
    StepReached {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// Whether its condition failed, so that it asks nobody.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        skipped: bool,
    },
    /// A seat was opened: somebody is asked.
    SeatOpened {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// Number of the task within the record.
        task: u32,
        /// The people place it was filled from, as written.
        place: Id,
        /// Who may decide it.
        holders: Vec<Id>,
        /// Its deadlines.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        timers: Vec<Timer>,
        /// Why others than the place names were asked (`nobody`, `self`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// An open seat got other holders (a deadline escalated it).
    SeatHanded {
        /// The task.
        task: u32,
        /// Who may decide it now.
        holders: Vec<Id>,
        /// Why.
        because: String,
    },
    /// A seat was decided.
    Decided {
        /// The task.
        task: u32,
        /// Yes or no.
        yes: bool,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// Why nobody was asked: the same person had decided before, a deadline passed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A step came to its result; seats left open are no longer needed.
    StepEnded {
        /// The run.
        run: u32,
        /// The step.
        step: Id,
        /// Yes or no.
        yes: bool,
    },
    /// A chain came to its outcome; what was open in it is closed.
    ChainEnded {
        /// The run.
        run: u32,
        /// Approved, rejected or withdrawn.
        outcome: ChainState,
        /// The reason given with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Something was done with a task: how it stands now.
    TaskActed {
        /// What was done: `made`, `claimed`, `started`, `done` …
        act: Id,
        /// The task as it stands.
        task: Box<TaskRun>,
        /// The reason given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// Why it came to others, or who acted in whose place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// An item of a checklist was checked off, or was not after all.
    ItemChecked {
        /// The token.
        token: u32,
        /// The stage.
        stage: Id,
        /// The item.
        item: Id,
        /// Whether it is done.
        done: bool,
    },
    /// It was somebody's turn in a sequence that goes round.
    Turned {
        /// The sequence.
        sequence: Id,
        /// The place behind the one whose turn it was.
        number: u64,
    },
    /// Somebody is away.
    LeaveSet {
        /// Who, when, and who stands in.
        leave: Leave,
    },
    /// Somebody is not away after all.
    LeaveCleared {
        /// Who.
        person: Id,
        /// The leave that began at this moment; none: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Timestamp>,
    },
    /// A timer came due and was acted on.
    TimerFired {
        /// The token it stands on; none for a seat's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<u32>,
        /// The task it stands on; none for a token's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<u32>,
        /// Its name.
        timer: Id,
        /// The moment it was due.
        due: Timestamp,
        /// Why what it was to do was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
    },
    /// Somebody wrote something.
    Commented {
        /// What.
        text: String,
    },
    /// People were told something: goes to the outbox.
    Noticed {
        /// Who is told.
        to: Vec<Id>,
        /// What they are told.
        text: String,
    },
    /// A warning rose, changed its level or cleared.
    Warned {
        /// The warning, or `<workflow>.<stage>` for an overdue stay.
        warning: Id,
        /// The dimensions of the series it speaks of.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        by: BTreeMap<Id, Value>,
        /// The period it speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<String>,
        /// The level it has now; none: cleared.
        level: Option<Id>,
        /// The figure it was judged on.
        #[serde(default, skip_serializing_if = "Value::is_none")]
        value: Value,
        /// The target it was judged against.
        #[serde(default, skip_serializing_if = "Value::is_none")]
        target: Value,
        /// Why it cleared without its condition: `period_over`, `ended`, `removed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A policy came into force.
    PolicyTaken {
        /// Its version: 1, 2, 3 …
        version: u64,
        /// BLAKE3 of its files.
        fingerprint: String,
        /// Its files, by path: so that every version can be read again.
        files: BTreeMap<String, String>,
    },
    /// A changed policy did not compile and was not taken.
    PolicyRejected {
        /// BLAKE3 of its files.
        fingerprint: String,
        /// What is wrong with it, as the findings of `check --json`.
        findings: Vec<serde_json::Value>,
    },
    /// A command with an idempotency key was answered; the same command gets the same answer again.
    Answered {
        /// The key.
        key: String,
        /// BLAKE3 of the command.
        command: String,
        /// The answer's data.
        answer: serde_json::Value,
    },
}

impl Body {
    /// The word for it in JSON and in `show --history`.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Created { .. } => "created",
            Body::Changed { .. } => "changed",
            Body::Moved { .. } => "moved",
            Body::Entered { .. } => "entered",
            Body::Removed { .. } => "removed",
            Body::Closed { .. } => "closed",
            Body::Submitted { .. } => "submitted",
            Body::StepReached { .. } => "step_reached",
            Body::SeatOpened { .. } => "seat_opened",
            Body::SeatHanded { .. } => "seat_handed",
            Body::Decided { .. } => "decided",
            Body::StepEnded { .. } => "step_ended",
            Body::ChainEnded { .. } => "chain_ended",
            Body::TaskActed { .. } => "task_acted",
            Body::ItemChecked { .. } => "item_checked",
            Body::Turned { .. } => "turned",
            Body::LeaveSet { .. } => "leave_set",
            Body::LeaveCleared { .. } => "leave_cleared",
            Body::TimerFired { .. } => "timer_fired",
            Body::Commented { .. } => "commented",
            Body::Noticed { .. } => "noticed",
            Body::Warned { .. } => "warned",
            Body::PolicyTaken { .. } => "policy_taken",
            Body::PolicyRejected { .. } => "policy_rejected",
            Body::Answered { .. } => "answered",
        }
    }
}

mod hash_bytes {
    use serde::{Deserializer, Serializer, de::Error};

    use super::Hash;

    pub fn serialize<S: Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(hash)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        struct Bytes;
        impl<'de> serde::de::Visitor<'de> for Bytes {
            type Value = Hash;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("16 bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Hash, E> {
                bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Hash, A::Error> {
                let mut hash = Hash::default();
                for (i, byte) in hash.iter_mut().enumerate() {
                    *byte = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(i, &"16 bytes"))?;
                }
                Ok(hash)
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}
