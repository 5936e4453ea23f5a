//! Mutation: one thing of the policy is changed at a time, and the scenarios are played until one notices.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Policies, one};
use crate::{
    compiler::{self, Mutant, Sources, mutants},
    policy::scenario::{Scenario, Suite},
};

/// What came of a changed policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A scenario noticed.
    Noticed,
    /// Nothing noticed: the change survives.
    Survived,
    /// It is no policy that can run, so that `check` would have noticed.
    Invalid,
    /// There was no time to try it.
    Untried,
}

/// Tries every change of a policy until the time is up, several at once; what came of each, in the order of the files.
pub fn mutate(
    sources: &Sources,
    suite: &Suite,
    wanted: &(dyn Fn(&Scenario) -> bool + Sync),
    time: Duration,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Vec<(Mutant, Fate)> {
    let all = mutants(sources);
    let until = Instant::now() + time;
    let plain = Sources::new(sources.files().clone());
    let fates = Mutex::new(vec![Fate::Untried; all.len()]);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some((n, mutant)) = {
            let n = next.fetch_add(1, Ordering::Relaxed);
            all.get(n).map(|mutant| (n, mutant)).filter(|_| Instant::now() < until)
        } {
            let fate = fate(&mutant.of(&plain), suite, wanted);
            fates.lock().unwrap_or_else(PoisonError::into_inner)[n] = fate;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, all.len());
        }
    };
    let hands = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| (0..hands).for_each(|_| _ = scope.spawn(work)));
    let fates = fates.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.into_iter().zip(fates).collect()
}

fn fate(changed: &Sources, suite: &Suite, wanted: &(dyn Fn(&Scenario) -> bool + Sync)) -> Fate {
    let Some(policy) = compiler::compile(changed).policy else {
        return Fate::Invalid;
    };
    let policies = Policies::new(policy, changed, suite, None);
    let noticed = suite.scenarios.iter().filter(|scenario| wanted(scenario)).any(|scenario| {
        // A scenario that took no time before and hangs now has been bounded by the engine's own bounds.
        !one(&policies, scenario, None).passed()
    });
    if noticed { Fate::Noticed } else { Fate::Survived }
}
