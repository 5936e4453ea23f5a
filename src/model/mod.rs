//! Floor 1: what the whole house speaks of: values, money, time, people, ids, records, commands, events, refusals.
//!
//! Pure. No clock, file, socket, environment, randomness or unordered map enters here, and nothing here knows a
//! policy.

pub mod clock;
pub mod command;
pub mod event;
pub mod json;
pub mod near;
pub mod number;
pub mod outside;
pub mod people;
pub mod record;
pub mod refusal;
pub mod row;
pub mod said;
pub mod target;
pub mod time;
pub mod value;
pub mod work;

pub use command::{Act, Command};
pub use event::{Body, Event};
pub use record::{Layout, Record};
pub use refusal::{Code, Refusal};
pub use row::Row;
pub use said::{Lang, Said};
pub use value::{Type, Value};

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What programs see of a thing: a workflow, field, stage, person, record … Any script, case-sensitive.
pub type Id = Arc<str>;

/// Who did something: a person of the organisation, or the policy itself (automatic moves, timers, warnings).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// Somebody of `org.toml`, by id.
    Person(Id),
    /// Nobody: the policy acted by itself.
    Policy,
}

impl Actor {
    /// The person, or none where the policy acted.
    pub fn person(&self) -> Option<&Id> {
        match self {
            Actor::Person(id) => Some(id),
            Actor::Policy => None,
        }
    }

    /// The id as programs see it: the person's, or `policy`.
    pub fn as_str(&self) -> &str {
        match self {
            Actor::Person(id) => id,
            Actor::Policy => "policy",
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.person().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Id>::deserialize(deserializer)?.map_or(Actor::Policy, Actor::Person))
    }
}
