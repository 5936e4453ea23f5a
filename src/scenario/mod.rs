//! Floor 6: scenarios, played: each on a desk of its own, on a store in memory, by a clock of its own.
//!
//! What a step does is what any command does, asked of the same desk; what it expects is read off the same state. No
//! rule lives here, and nothing here reads files: a [`Suite`] and its policy are handed in.

mod coverage;
mod expect;
mod failure;
mod manner;
mod mutate;
mod orders;
mod play;
mod policies;
mod world;

pub use coverage::{Coverage, Seen};
pub use failure::{Failure, Wrong};
pub use manner::Manner;
pub use mutate::{Fate, mutate};
pub use policies::Policies;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::policy::scenario::{Scenario, Suite};

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What is wrong; none: it passed.
    pub failure: Option<Failure>,
    /// How long it took.
    pub took: Duration,
}

impl Verdict {
    /// Whether it passed.
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }
}

/// Plays the scenarios that are wanted, several at a time; what came of each, in their order.
/// `seen` is told what they exercise.
pub fn run(
    policies: &Policies,
    suite: &Suite,
    wanted: impl Fn(&Scenario) -> bool,
    seen: Option<&Seen>,
) -> Vec<(usize, Verdict)> {
    run_in(Manner::default(), policies, suite, wanted, seen)
}

/// The same in a manner that asks more of the engine.
pub fn run_in(
    manner: Manner,
    policies: &Policies,
    suite: &Suite,
    wanted: impl Fn(&Scenario) -> bool,
    seen: Option<&Seen>,
) -> Vec<(usize, Verdict)> {
    let wanted: Vec<usize> = (0..suite.scenarios.len()).filter(|n| wanted(&suite.scenarios[*n])).collect();
    let verdicts: Vec<Mutex<Option<Verdict>>> = wanted.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((scenario, slot)) = {
            let n = next.fetch_add(1, Ordering::Relaxed);
            wanted.get(n).map(|scenario| &suite.scenarios[*scenario]).zip(verdicts.get(n))
        } {
            let verdict = one_in(manner, policies, scenario, seen);
            *slot.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(verdict);
        }
    };
    let hands = thread::available_parallelism().map_or(2, usize::from).min(wanted.len());
    thread::scope(|scope| (0..hands).for_each(|_| _ = scope.spawn(work)));
    let verdicts = verdicts.into_iter().map(|slot| slot.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()));
    wanted.into_iter().zip(verdicts).filter_map(|(n, verdict)| Some((n, verdict?))).collect()
}

/// Plays one scenario.
pub fn one(policies: &Policies, scenario: &Scenario, seen: Option<&Seen>) -> Verdict {
    one_in(Manner::default(), policies, scenario, seen)
}

fn one_in(manner: Manner, policies: &Policies, scenario: &Scenario, seen: Option<&Seen>) -> Verdict {
    let begun = Instant::now();
    // A broken promise of ours fails the scenario that shows it, and lets the others be played.
    let played = catch_unwind(AssertUnwindSafe(|| match policies.of(scenario) {
        Some(policy) => play::all(policy, scenario, manner, seen),
        None => Some(Failure::new(&scenario.place, "with what it switches on the policy cannot run")),
    }));
    let failure =
        played.unwrap_or_else(|_| Some(Failure::new(&scenario.place, "salesflow broke down in this scenario")));
    Verdict { failure, took: begun.elapsed() }
}
