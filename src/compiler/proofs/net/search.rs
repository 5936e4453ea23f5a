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
    /// How many tokens of it that are not late stand in each stage.
    counts: Vec<u8>,
    before: usize,
    by: Option<&'w Id>,
}

impl<'w> Found<'w> {
    fn new(net: &Net<'_>, state: State, before: usize, by: Option<&'w Id>) -> Found<'w> {
        let mut counts = vec![0u8; net.workflow.stages.len()];
        for token in state.tokens.iter().filter(|token| token.late == 0) {
            if let Some(count) = counts.get_mut(token.at) {
                *count = count.saturating_add(1);
            }
        }
        Found { state, counts, before, by }
    }
}

/// Searches at most so many states.
pub(super) fn search(net: &Net<'_>, states_max: usize) -> Seen {
    let mut seen = Seen { whole: true, ..Seen::default() };
    let mut found = vec![Found::new(net, net.begin(), 0, None)];
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
            known.insert(next.clone(), found.len());
            found.push(Found::new(net, next, at, Some(&action.transition.id)));
            grows(&found, &mut seen);
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

/// Whether the state found last holds all the tokens of one that led to it, and more in some stage: then it can go on
/// like that.
fn grows(found: &[Found<'_>], seen: &mut Seen) {
    let Some((at_last, last)) = found.len().checked_sub(1).and_then(|at| Some((at, found.get(at)?))) else { return };
    let now = &last.counts;
    let told = |stage: usize| seen.growing.contains_key(&stage);
    if now.iter().enumerate().all(|(stage, count)| *count < 2 || told(stage)) {
        return;
    }
    let mut at = last.before;
    loop {
        let before = &found[at].counts;
        // The same stages hold tokens, each at least as many.
        let covered = before.iter().zip(now).all(|(was, is)| is >= was && (*was == 0) == (*is == 0));
        let more = before.iter().zip(now).position(|(was, is)| *is >= 2 && is > was);
        if let (true, Some(stage)) = (covered, more) {
            let whole = way(found, at_last, None);
            let begins = way(found, at, None).len();
            seen.growing.entry(stage).or_insert_with(|| whole[begins..].to_vec());
            return;
        }
        if found[at].by.is_none() {
            return;
        }
        at = found[at].before;
    }
}
