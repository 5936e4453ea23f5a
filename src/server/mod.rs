//! Floor 7: the desk as other programs see it: calls in, JSON out, over the local socket or in the same process.
//!
//! Every verb that touches the store is a [`Call`]; whoever asks gets the same JSON from a running daemon and from a store
//! opened for one call. No rule lives here, and nothing here talks to people (the command line does).

pub mod call;

pub use call::Call;
