//! A bell for the clock's thread: something may be due earlier than it thinks, or it is time to stop.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The bell.
#[derive(Default)]
pub(super) struct Wake {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    ringing: bool,
    over: bool,
}

impl Wake {
    /// Something may be due earlier.
    pub fn ring(&self) {
        let mut state = self.state();
        if !state.ringing {
            state.ringing = true;
            self.rung.notify_all();
        }
    }

    /// It is time to stop.
    pub fn end(&self) {
        self.state().over = true;
        self.rung.notify_all();
    }

    /// Waits for the bell at most that long; false: it is time to stop.
    pub fn wait(&self, at_most: Duration) -> bool {
        self.sleep(at_most, |state| state.ringing)
    }

    /// Waits that long whether it rings or not; false: it is time to stop.
    pub fn rest(&self, length: Duration) -> bool {
        self.sleep(length, |_| false)
    }

    fn sleep(&self, at_most: Duration, enough: impl Fn(&State) -> bool) -> bool {
        let until = Instant::now() + at_most;
        let mut state = self.state();
        while !state.over && !enough(&state) {
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else { break };
            state = self.rung.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        if enough(&state) {
            state.ringing = false;
        }
        !state.over
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
