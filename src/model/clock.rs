//! Clocks of a record: what of them stands in its state.
//!
//! How long a clock runs and what happens then is the policy's; nothing here knows a rule.

use serde::{Deserialize, Serialize};

use super::{
    Id,
    record::Timer,
    time::{Duration, Timestamp},
};

/// A clock of the policy that runs on a record, whatever stages the record stands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockRun {
    /// The clock of the policy.
    pub clock: Id,
    /// Its place in the policy's file: two that are due together fire in that order.
    pub place: u32,
    /// When it began.
    pub since: Timestamp,
    /// How long it may run.
    pub limit: Duration,
    /// What will happen by itself: `clock:<id>:due`, `clock:<id>:overdue:<n>`, `clock:<id>:until`.
    pub timers: Vec<Timer>,
}

/// The clock of a stay whose token has gone where the clock stands still: it goes on when the token comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resting {
    /// The token.
    pub token: u32,
    /// The stage it stood in.
    pub stage: Id,
    /// The clock as it was stopped.
    pub timers: Vec<Timer>,
}
