//! The engine and the desk, proved by stories: a policy as text, people who act, what follows and what is refused.
//!
//! Every story ends the same way, unseen: the store is verified against its events, built anew from the journal, and
//! must show the same records, inboxes, warnings and figures again.

mod approvals;
mod automatic;
mod balances;
mod checks;
mod clocks;
mod creation;
mod doubles;
mod effects;
mod figures;
mod handover;
mod hands;
mod imports;
mod lines;
mod links;
mod marks;
mod nets;
mod outside;
mod permission;
mod policies;
mod races;
mod random;
mod reactions;
mod schedules;
mod setting;
mod tables;
mod targets;
mod tasks;
mod timers;
mod transitions;
mod warnings;
mod world;
