//! A desk on which nothing is kept: commands are decided one after another as on the real one, each sees what those
//! before it led to, and all of it is forgotten in the end.

use super::{Answer, Clock, Desk, Request, State, group::Writer};

/// A trial over a desk's records as they stand. What others do meanwhile is seen where the trial has changed nothing.
pub struct Trial {
    writer: Writer,
    clock: Clock,
}

impl Desk {
    /// A trial over the records as they stand.
    pub fn trial(&self) -> Trial {
        let writer = Writer::that_keeps_nothing(self.store().clone(), self.policy(), self.clock().now());
        Trial { writer, clock: self.clock().clone() }
    }
}

impl Trial {
    /// Answers a command as the desk would.
    pub fn answer(&mut self, request: &Request) -> Answer {
        self.writer.try_out(request, self.clock.now())
    }

    /// The records as the trial has left them so far.
    pub fn state(&self) -> &State {
        self.writer.state()
    }
}
