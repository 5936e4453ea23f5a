//! Floor 1: what the whole house speaks of: values, money, time, people, ids, records, commands, events.
//!
//! Pure. No clock, file, socket, environment, randomness or unordered map enters here, and nothing here knows a
//! policy.

pub mod time;
