//! What reaches records from elsewhere: events that came in, programs that are asked and answer.
//!
//! Plain values, kept in records and the store by the events that tell of them. What they lead to is the engine's to say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Id, Value, record::Timer, time::Timestamp};

/// Something that happened outside, as it came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Came {
    /// The number of the event that tells of it.
    pub seq: u64,
    /// When it came in.
    pub at: Timestamp,
    /// Its name.
    pub event: Id,
    /// What it carries.
    pub with: BTreeMap<Id, Value>,
    /// The keys that came in with it for the first time, each as the rule that asks for it writes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

/// A program that was asked when a token entered a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallRun {
    /// Its number among the tasks of the record: `<record>~<n>` is its id, the same at every try.
    pub n: u32,
    /// The token that waits for it.
    pub token: u32,
    /// The stage that asks.
    pub stage: Id,
    /// The channel it went out by.
    pub channel: Id,
    /// When it was asked first.
    pub since: Timestamp,
    /// How often it has been asked.
    pub tries: u32,
    /// How it stands.
    pub state: CallState,
    /// When it is asked again, or given up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<Timer>,
}

/// How a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// No answer yet.
    Waiting,
    /// It has answered.
    Answered,
    /// It has failed, or did not answer in time.
    Failed,
    /// The token left before it answered.
    Left,
}

impl CallState {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            CallState::Waiting => "waiting",
            CallState::Answered => "answered",
            CallState::Failed => "failed",
            CallState::Left => "left",
        }
    }
}
