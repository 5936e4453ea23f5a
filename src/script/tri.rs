//! Three-valued logic: what compares with nothing is unknown, and unknown is neither true nor false.

use super::frame::{Fault, FaultKind};
use crate::{model::Value, said};

/// True, false or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tri {
    /// It does not hold.
    False,
    /// A value it needs is none.
    Unknown,
    /// It holds.
    True,
}

impl Tri {
    /// The opposite; unknown stays unknown.
    pub fn opposite(self) -> Tri {
        match self {
            Tri::False => Tri::True,
            Tri::Unknown => Tri::Unknown,
            Tri::True => Tri::False,
        }
    }

    /// True, false or none.
    pub fn known(self) -> Option<bool> {
        match self {
            Tri::False => Some(false),
            Tri::Unknown => None,
            Tri::True => Some(true),
        }
    }

    /// As a value: unknown is none.
    pub fn value(self) -> Value {
        self.known().map_or(Value::None, Value::Bool)
    }

    /// A value as a condition.
    pub fn of(value: &Value) -> Result<Tri, Fault> {
        match value {
            Value::Bool(yes) => Ok(Tri::from(*yes)),
            Value::None => Ok(Tri::Unknown),
            other => Err(Fault::new(
                FaultKind::Argument,
                said!("`{other}` is neither true nor false", "`{other}` 既不是真也不是假"),
            )),
        }
    }
}

impl From<bool> for Tri {
    fn from(yes: bool) -> Tri {
        match yes {
            true => Tri::True,
            false => Tri::False,
        }
    }
}
