//! No, say the rules: an ordinary, typed answer with the condition and the values that were seen.
//!
//! A refusal is never an error of ours and never logged as one. Its code is part of the contract with programs.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::{Lang, Said};

/// Which rule said no. The snake_case word is what programs see; each means what the command reference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A transition's condition does not hold.
    Guard,
    /// `require`, `required` or `ask` is unfilled.
    MissingFields,
    /// A value does not fit its field.
    InvalidValue,
    /// No token stands where the move begins.
    NotInStage,
    /// The stage or a running chain locks what was to be changed.
    Locked,
    /// Something else must happen first.
    Waiting,
    /// Two duties that must not meet in one person.
    SeparationOfDuties,
    /// Nobody holds the seat that would have to decide.
    Nobody,
    /// A `[check]` is violated.
    Check,
    /// A balance is short.
    Limit,
    /// Required items or tasks are open.
    Unfinished,
    /// It has ended already.
    Closed,
    /// Another is first.
    Queued,
    /// A value that must be unique is taken, or the record is a double.
    Duplicate,
    /// A table with `nothing = "refuse"` answers nothing.
    NoDecision,
    /// Rows of a `unique` table disagree.
    Unique,
    /// An expression failed when it ran.
    Fault,
    /// An act that the chain or workflow does not have.
    NotAllowedHere,
    /// The actor may not do this.
    NotPermitted,
    /// Someone else was first, the version is stale, or a key was used for another command.
    Conflict,
    /// There is no such thing.
    NotFound,
    /// The command is not one.
    Usage,
}

impl Code {
    /// All of them.
    pub const ALL: [Code; 22] = [
        Code::Guard,
        Code::MissingFields,
        Code::InvalidValue,
        Code::NotInStage,
        Code::Locked,
        Code::Waiting,
        Code::SeparationOfDuties,
        Code::Nobody,
        Code::Check,
        Code::Limit,
        Code::Unfinished,
        Code::Closed,
        Code::Queued,
        Code::Duplicate,
        Code::NoDecision,
        Code::Unique,
        Code::Fault,
        Code::NotAllowedHere,
        Code::NotPermitted,
        Code::Conflict,
        Code::NotFound,
        Code::Usage,
    ];

    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            Code::Guard => "guard",
            Code::MissingFields => "missing_fields",
            Code::InvalidValue => "invalid_value",
            Code::NotInStage => "not_in_stage",
            Code::Locked => "locked",
            Code::Waiting => "waiting",
            Code::SeparationOfDuties => "separation_of_duties",
            Code::Nobody => "nobody",
            Code::Check => "check",
            Code::Limit => "limit",
            Code::Unfinished => "unfinished",
            Code::Closed => "closed",
            Code::Queued => "queued",
            Code::Duplicate => "duplicate",
            Code::NoDecision => "no_decision",
            Code::Unique => "unique",
            Code::Fault => "fault",
            Code::NotAllowedHere => "not_allowed_here",
            Code::NotPermitted => "not_permitted",
            Code::Conflict => "conflict",
            Code::NotFound => "not_found",
            Code::Usage => "usage",
        }
    }
}

/// Why the rules say no.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Which rule.
    pub code: Code,
    /// What a person is told.
    pub message: Said,
    /// The condition, the values seen, the fields: what a program or a puzzled person wants to know.
    pub details: Map<String, Json>,
}

impl Refusal {
    /// A refusal with its sentence.
    pub fn new(code: Code, message: impl Into<Said>) -> Box<Refusal> {
        Box::new(Refusal { code, message: message.into(), details: Map::new() })
    }

    /// The same with one more detail.
    pub fn with(mut self: Box<Self>, key: &str, value: impl Into<Json>) -> Box<Refusal> {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    /// The same, reading as the language of who asked.
    pub fn told(&self, lang: Lang) -> Refusal {
        Refusal { message: self.message.told(lang), ..self.clone() }
    }

    /// The `error` of a JSON answer.
    pub fn to_json(&self) -> Json {
        json!({ "code": self.code.word(), "message": self.message, "details": self.details })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
