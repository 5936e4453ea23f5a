//! What comes in from outside: which records an event concerns, what it sets going there, what becomes of it where nobody
//! waits.
//!
//! An event is written down as it comes (`EventCame`), by itself and for good; then each record takes it or does not, each
//! in a work of its own, so that one that refuses keeps no other from it. Who looks records up, and when, is the desk's to
//! do; what fits is decided here and nowhere else. Programs that are asked are in [`super::calls`].

mod begin;
mod came;
mod fit;
mod meet;

pub use begin::{begin, begun_by};
pub(super) use came::raw;
pub use came::{comes_in, is_over, kept_names, leave_over, may_keep};
pub(super) use fit::{among, handle, incoming, listeners};
pub use fit::{kept_for, takers};
pub use meet::{Met, meet};
