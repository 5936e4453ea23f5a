//! The room as a whole: every call's JSON over a small policy, the socket, the daemon, reloads while people work.

mod access;
mod answers;
mod daemon;
pub(super) mod house;
mod reports;
mod rows;
mod socket;
