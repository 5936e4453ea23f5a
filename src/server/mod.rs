//! Floor 7: the desk as other programs see it: calls in, JSON out, over the local socket or in the same process.
//!
//! Every verb that touches the store is a [`Call`]; whoever asks gets the same JSON from a running daemon and from a store
//! opened for one call. No rule lives here, and nothing here talks to people (the command line does).

mod address;
pub(crate) mod base64;
mod call;
mod caller;
mod daemon;
mod eyes;
mod host;
mod problem;
mod reading;
mod remote;
mod shapes;
mod socket;
#[cfg(test)]
mod tests;
mod verbs;
mod wake;
mod wire;

pub use call::{Call, Envelope, Line, Paper, Problem};
pub use caller::Caller;
pub use daemon::{Daemon, News, ServeOptions, serve};
pub use host::Host;
pub use remote::{Remote, connect};

use serde_json::Value as Json;

/// Whoever answers calls: a store opened in this process, or a daemon at the other end of a socket.
pub trait Answers {
    /// Answers a call; `progress` is told how far long work has come (done, of how many; 0 where nobody knows).
    fn answer(&mut self, envelope: Envelope, progress: &mut dyn FnMut(u64, u64)) -> Result<Json, Problem>;
}
