//! The one clock of the house's lower floors: a bound on how long a script may run. It decides nothing but that a
//! script that goes on for ever is stopped; no script can read it.

use std::time::{Duration, Instant};

/// A moment by which something must have ended.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now.
    pub fn after(time: Duration) -> Deadline {
        Deadline(Instant::now().checked_add(time))
    }

    /// Whether it has passed.
    pub fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }
}
