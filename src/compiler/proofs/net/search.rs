//! Searching the states of a net, the nearest first, so that every example of a mistake is a shortest one.

use std::collections::{BTreeMap, BTreeSet};

use super::game::{Net, State};
use crate::model::Id;

/// What a search has seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Whether every state was seen; else the bound came first.
    pub whole: bool,
    /// Stages in which a token has stood or ended.
    pub stages: BTreeSet<usize>,
    /// Actions that were taken.
    pub taken: BTreeSet<usize>,
    /// Actions that only a full stage kept back.
    pub kept: BTreeSet<usize>,
    /// What each action has withdrawn.
    pub closed: BTreeSet<(usize, usize)>,
    /// States in which nothing goes on, each with the way there: the first for every set of stages.
    pub stuck: Vec<(Vec<Id>, State)>,
    /// Stages to which a second token came, with the way there.
    pub full: BTreeMap<usize, Vec<Id>>,
    /// Ends at which one path cut off another: the other's stage, the way there.
    pub cut: BTreeMap<usize, (usize, Vec<Id>)>,
    /// Stages in which tokens can gather without bound, with the way round.
    pub growing: BTreeMap<usize, Vec<Id>>,
}

/// A state that was come to, and from where.
struct Found<'w> {
    state: State,
    before: usize,
    by: Option<&'w Id>,
}

/// Searches at most so many states.
pub(super) fn search(net: &Net<'_>, states_max: usize) -> Seen {
    let mut seen = Seen { whole: true, ..Seen::default() };
    let mut found = vec![Found { state: net.begin(), before: 0, by: None }];
    let mut known: BTreeMap<State, usize> = BTreeMap::from([(net.begin(), 0)]);
    let mut stuck_in: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut at = 0;
    while at < found.len() {
        let state = found[at].state.clone();
        seen.stages.extend(state.tokens.iter().map(|token| token.at));
        if state.closed {
            at += 1;
            continue;
        }
        let mut goes_on = false;
        for step in net.steps(&state) {
            let action = &net.actions[step.action];
            seen.closed.extend(step.closed.iter().map(|stage| (step.action, *stage)));
            let next = match step.then {
                Ok(next) => next,
                Err(full) => {
                    seen.kept.insert(step.action);
                    if !action.aside {
                        seen.full.entry(full.stage).or_insert_with(|| way(&found, at, Some(&action.transition.id)));
                    }
                    continue;
                }
            };
            seen.taken.insert(step.action);
            if next.closed || next.ended {
                let to = action.transition.to.stages().into_iter();
                let ends =
                    to.filter_map(|to| net.workflow.stages.get_full(to)).filter(|(_, _, stage)| stage.end.is_some());
                seen.stages.extend(ends.map(|(at, ..)| at));
            }
            if let Some((end, other)) = step.cut {
                seen.cut.entry(end).or_insert_with(|| (other, way(&found, at, Some(&action.transition.id))));
            }
            goes_on |= !action.aside && next != state;
            if known.contains_key(&next) {
                continue;
            }
            if known.len() >= states_max {
                seen.whole = false;
                return seen;
            }
            grows(&found, at, &next, action.transition.id.clone(), &mut seen);
            known.insert(next.clone(), found.len());
            found.push(Found { state: next, before: at, by: Some(&action.transition.id) });
        }
        let stages: Vec<usize> = state.tokens.iter().map(|token| token.at).collect();
        if !goes_on && stuck_in.insert(stages) {
            seen.stuck.push((way(&found, at, None), state));
        }
        at += 1;
    }
    seen
}

/// The names of what led to a state, and of what comes next.
fn way(found: &[Found<'_>], mut at: usize, next: Option<&Id>) -> Vec<Id> {
    let mut names: Vec<Id> = next.cloned().into_iter().collect();
    while let Some(by) = found[at].by {
        names.push(by.clone());
        at = found[at].before;
    }
    names.reverse();
    names
}

/// Whether a state holds all the tokens of one that led to it, and more in some stage: then it can go on like that.
fn grows(found: &[Found<'_>], from: usize, next: &State, by: Id, seen: &mut Seen) {
    let count = |state: &State| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        state.tokens.iter().filter(|token| token.late == 0).for_each(|token| *counts.entry(token.at).or_default() += 1);
        counts
    };
    let now = count(next);
    if now.values().all(|n| *n < 2) {
        return;
    }
    let mut at = from;
    loop {
        let before = count(&found[at].state);
        let covered = before.iter().all(|(stage, n)| now.get(stage).is_some_and(|m| m >= n));
        let more = now.iter().find(|(stage, m)| **m >= 2 && **m > before.get(*stage).copied().unwrap_or(0));
        if let (true, true, Some((stage, _))) = (covered, before.len() == now.len(), more) {
            let whole = way(found, from, Some(&by));
            let begins = way(found, at, None).len();
            seen.growing.entry(*stage).or_insert_with(|| whole[begins..].to_vec());
            return;
        }
        if found[at].by.is_none() {
            return;
        }
        at = found[at].before;
    }
}
