//! What time it is: the one place below the faces that asks.

use std::sync::{Arc, Mutex};

use crate::model::time::Timestamp;

/// A clock: the system's, or one that stands where it was put.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system's clock, never going back within one process.
    System(Arc<Mutex<Timestamp>>),
    /// A clock for tests and embedded use.
    Set(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock::System(Arc::new(Mutex::new(Timestamp::MIN)))
    }

    /// A clock that stands at a moment.
    pub fn set_to(now: Timestamp) -> Clock {
        Clock::Set(Arc::new(Mutex::new(now)))
    }

    /// The moment, to the millisecond: events and timers are no finer.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System(last) => {
                let now = Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or(Timestamp::MIN);
                let mut last = last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                *last = now.max(*last);
                *last
            }
            Clock::Set(now) => *now.lock().unwrap_or_else(|poisoned| poisoned.into_inner()),
        }
    }

    /// Puts a clock that stands at another moment; the system's stays the system's.
    pub fn put(&self, moment: Timestamp) {
        if let Clock::Set(now) = self {
            *now.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = moment;
        }
    }
}
