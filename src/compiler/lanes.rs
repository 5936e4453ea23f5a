//! Side by side: parts of a policy that do not look at each other are read and compiled by two threads.
//!
//! What comes of it is the same as one after another. Answers stand in the order of what was asked; what is found is
//! noted on lanes ([`super::Cx`]), one for each share of the work, and joined in their order.

use std::{cell::Cell, thread};

/// How many lanes there are: the main one, two for the halves of something, one for what is done beside them.
pub(super) const LANES: usize = 4;

const FIRST: usize = 1;
const SECOND: usize = 2;
const BESIDE: usize = 3;

/// Fewer than this are not worth a thread.
const FEW: usize = 24;

/// As deep as a main thread's: nested expressions are compiled wherever they stand.
const STACK_BYTES: usize = 8 << 20;

thread_local! {
    static LANE: Cell<usize> = const { Cell::new(0) };
}

/// The lane this thread works on; the main one is 0.
pub(super) fn lane() -> usize {
    LANE.get()
}

/// Does one thing on each of these, and another beside it; the answers are in the order of the items.
pub(super) fn beside<T: Sync, R: Send, O>(
    items: &[T],
    each: impl Fn(&T) -> R + Sync,
    other: impl FnOnce() -> O,
) -> (Vec<R>, O) {
    if items.len() < FEW || lane() != 0 {
        return (items.iter().map(each).collect(), other());
    }
    let (first, second) = items.split_at(items.len() / 2);
    let all_of = |lane: usize, items: &[T]| on(lane, || items.iter().map(&each).collect::<Vec<R>>());
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK_BYTES);
        let running = builder.spawn_scoped(scope, || all_of(SECOND, second));
        let mut all = all_of(FIRST, first);
        let other = on(BESIDE, other);
        all.extend(match running.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(rest)) => rest,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // There is no thread to be had.
            Err(_) => all_of(SECOND, second),
        });
        (all, other)
    })
}

/// Does one thing on each of these; the answers are in their order.
pub(super) fn each<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    beside(items, each, || ()).0
}

/// Works on a lane, and is back on its own afterwards whatever happens.
fn on<R>(lane: usize, work: impl FnOnce() -> R) -> R {
    struct Back(usize);
    impl Drop for Back {
        fn drop(&mut self) {
            LANE.set(self.0);
        }
    }
    let _back = Back(LANE.replace(lane));
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_order_and_each_half_has_its_lane() {
        let items: Vec<usize> = (0..1_000).collect();
        let (all, other) = beside(&items, |n| (*n, lane()), lane);
        assert_eq!(other, BESIDE);
        assert!(all.iter().enumerate().all(|(at, (n, on))| at == *n && *on == if at < 500 { FIRST } else { SECOND }));
        assert_eq!(lane(), 0);
        assert_eq!(each(&items[..FEW - 1], |_| lane()), vec![0; FEW - 1]);
    }

    #[test]
    fn a_lane_is_left_also_by_a_panic() {
        let panicked = std::panic::catch_unwind(|| on(FIRST, || panic!("on a lane")));
        assert!(panicked.is_err() && lane() == 0);
    }
}
