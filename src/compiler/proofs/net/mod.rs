//! The net of a workflow proved: that tokens come to an end, that every transition can fire, that nothing waits for ever.
//!
//! A plain pipeline, where every move takes one token to one stage, needs no search: its graph says all. For the others
//! the states are searched, with a bound.

mod game;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use game::{Net, State};
use search::{Seen, search};

use crate::{
    compiler::{
        Cx, findings,
        names::{TransitionName, WorkflowNames},
        source::Span,
    },
    model::Id,
    policy::{Arrivals, To, Transition, Workflow},
};

/// How many states of one workflow are looked at.
const STATES_MAX: usize = 4_000;

/// Keys of a stage that are work: something is to be done there before a token is ready.
const WORK: &[&str] = &["checklist", "task", "call", "one_at_a_time"];

/// Proves the net; `told` are stages that something has been said of already.
pub(super) fn prove(cx: &Cx<'_>, written: &WorkflowNames<'_>, workflow: &Workflow, told: &BTreeSet<Id>) {
    if is_plain(workflow) {
        return;
    }
    let has_work = |stage: &Id| has_work(written, stage);
    let Some(net) = Net::of(workflow, has_work) else {
        return;
    };
    let proof = Proof { cx, written, workflow, net: &net, told };
    proof.idle_joins(has_work);
    let seen = search(&net, STATES_MAX);
    if !seen.whole {
        let stages = written.reader.key_span("stage");
        cx.report(findings::net_too_large(stages, &workflow.id, STATES_MAX));
    }
    let stuck = proof.stuck(&seen);
    proof.full(&seen);
    proof.cut(&seen);
    proof.growing(&seen);
    // What a bounded search has not seen may well be possible; what lies behind a place where all stands still is no
    // second mistake.
    if seen.whole && !stuck && workflow.moves.except.is_empty() && workflow.deviation.is_none() {
        proof.unreached(&seen);
        proof.never(&seen);
        proof.idle_keys(&seen);
    }
}

/// Whether something is to be done in a stage.
pub(super) fn has_work(written: &WorkflowNames<'_>, stage: &Id) -> bool {
    let table = written.stages.get(stage).map(|stage| stage.table);
    table.is_some_and(|table| WORK.iter().any(|key| table.get(key).is_some()))
}

/// Whether every move takes one token to one stage.
fn is_plain(workflow: &Workflow) -> bool {
    let one_to_one = |edge: &Transition| {
        let join = edge.join.as_ref().is_some_and(|join| matches!(join.of, Arrivals::Stages(_)));
        let to = matches!(edge.to, To::Nowhere | To::First(_)) || edge.to.single().is_some();
        to && !join && !edge.stay && edge.close.is_empty() && edge.during.is_empty()
    };
    workflow.edges().all(one_to_one) && !workflow.stages.values().any(|stage| stage.waits)
}

struct Proof<'p> {
    cx: &'p Cx<'p>,
    written: &'p WorkflowNames<'p>,
    workflow: &'p Workflow,
    net: &'p Net<'p>,
    told: &'p BTreeSet<Id>,
}

impl Proof<'_> {
    fn stage(&self, at: usize) -> &str {
        self.workflow.stages.get_index(at).map_or("", |(id, _)| id)
    }

    fn names(&self, stages: impl IntoIterator<Item = usize>) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for stage in stages {
            if !names.contains(&self.stage(stage)) {
                names.push(self.stage(stage));
            }
        }
        names
    }

    fn key(&self, transition: &Id) -> Option<&TransitionName<'_>> {
        self.written.transitions.get(transition)
    }

    fn stage_span(&self, at: usize) -> Option<Span> {
        self.written.stages.get(self.stage(at)).map(|stage| stage.key.span)
    }

    /// Nothing can move any more and the record is not closed. Answers whether it can come to that.
    fn stuck(&self, seen: &Seen) -> bool {
        let told = |state: &State| state.tokens.iter().any(|token| self.told.contains(self.stage(token.at)));
        let Some((way, state)) = seen.stuck.iter().find(|(_, state)| !told(state)) else {
            return !seen.stuck.is_empty();
        };
        let stand = self.names(state.tokens.iter().map(|token| token.at));
        let waiting = self.net.waiting(state);
        let joins: Vec<(&Id, Vec<&str>)> = waiting
            .iter()
            .map(|(action, empty)| (&self.net.actions[*action].transition.id, self.names(empty.iter().copied())))
            .collect();
        match joins.as_slice() {
            [(first, _), (second, _), ..] if first != second => {
                if let Some(written) = self.key(first) {
                    let other = self.key(second).map(|other| other.key.span);
                    self.cx.report(findings::joins_wait(written.key.span, (first, second), other, way));
                }
            }
            [(join, empty), ..] => {
                if let Some(written) = self.key(join) {
                    self.cx.report(findings::waits_for_ever(written.key.span, join, &stand, empty, way));
                }
            }
            [] => {
                let first = state.tokens.first().and_then(|token| self.stage_span(token.at));
                let span = first.unwrap_or(self.written.reader.key_span("stage"));
                self.cx.report(findings::stands_for_ever(span, &stand, way));
            }
        }
        true
    }

    /// A second token comes to a stage that holds one.
    fn full(&self, seen: &Seen) {
        // Where several may stand, the search only stopped counting.
        let single = |stage: usize| self.net.workflow.stages.get_index(stage).is_some_and(|(_, rule)| !rule.many);
        for (stage, way) in seen.full.iter().filter(|(stage, _)| single(**stage)) {
            if let Some(span) = self.stage_span(*stage) {
                self.cx.report(findings::second_token(span, self.stage(*stage), way));
            }
        }
    }

    /// An end cuts off paths that lead there too.
    fn cut(&self, seen: &Seen) {
        for (end, (other, way)) in &seen.cut {
            if let Some(span) = self.stage_span(*end) {
                self.cx.report(findings::cut_off(span, self.stage(*end), self.stage(*other), way));
            }
        }
    }

    fn growing(&self, seen: &Seen) {
        // Where something stays and puts another beside it, several are what is meant.
        let meant = |stage: usize| {
            let beside = |edge: &Transition| edge.stay && edge.to.leads_to(self.stage(stage));
            self.workflow.edges().any(beside)
        };
        for (stage, way) in seen.growing.iter().filter(|(stage, _)| !meant(**stage)) {
            if let Some(span) = self.stage_span(*stage) {
                self.cx.report(findings::no_bound(span, self.stage(*stage), way));
            }
        }
    }

    /// Stages that the graph leads to and no token ever does.
    fn unreached(&self, seen: &Seen) {
        let Some(start) = &self.workflow.start else { return };
        for (n, (id, stage)) in self.written.stages.iter().enumerate() {
            let cancels = stage.end.as_deref() == Some("cancelled");
            if !seen.stages.contains(&n) && !self.told.contains(id) && !cancels && !self.is_meanwhile(id) {
                self.cx.report(findings::unreachable_stage(stage.key, start));
            }
        }
    }

    fn is_meanwhile(&self, stage: &Id) -> bool {
        self.workflow.edges().any(|edge| edge.meanwhile.as_ref() == Some(stage))
    }

    /// Transitions that can never fire, though their stages can be reached.
    fn never(&self, seen: &Seen) {
        let mut told = BTreeSet::new();
        for (n, action) in self.net.actions.iter().enumerate() {
            let transition = action.transition;
            let reached = !action.from.is_empty() && action.from.iter().all(|from| seen.stages.contains(from));
            let from_ends =
                transition.from.iter().all(|id| self.workflow.stages.get(id).is_some_and(|s| s.end.is_some()));
            if seen.taken.contains(&n) || seen.kept.contains(&n) || !reached || from_ends || transition.drawn {
                continue;
            }
            let Some(written) = self.key(&transition.id).filter(|_| told.insert(&transition.id)) else {
                continue;
            };
            let during = self.names(action.during.iter().copied());
            self.cx.report(match (during.is_empty(), &transition.join) {
                (false, _) => findings::never_during(written.key, &during),
                (true, Some(_)) => findings::never_joined(written.key),
                (true, None) => findings::never_taken(written.key),
            });
        }
    }

    /// Stages in `close` that are never open when the transition fires.
    fn idle_keys(&self, seen: &Seen) {
        for (n, action) in self.net.actions.iter().enumerate().filter(|(n, _)| seen.taken.contains(n)) {
            let idle = action.close.iter().filter(|stage| !seen.closed.contains(&(n, **stage)));
            for stage in idle {
                let Some(written) = self.key(&action.transition.id) else { continue };
                let texts = written.all().get(action.transition.edge).map(|edge| edge.table);
                let entries = texts.and_then(|table| table.get("close")).map_or(&[][..], |node| node.entries());
                let entry = entries.iter().find(|node| node.text().is_some_and(|text| *text == *self.stage(*stage)));
                if let Some(entry) = entry {
                    self.cx.report(findings::idle_close(entry.span, self.stage(*stage), &action.transition.id));
                }
            }
        }
    }

    /// Joins over stages in which nothing is to be done, opened by the split itself: they would not wait.
    fn idle_joins(&self, has_work: impl Fn(&Id) -> bool) {
        // Where a token goes when nothing else holds, nothing needs to be done.
        let opens = |to: &To, stage: &Id| match to {
            To::Each { branches, .. } => branches.iter().any(|branch| branch.stage == *stage),
            other => other.leads_to(stage),
        };
        let opened =
            |stage: &Id| self.workflow.edges().any(|edge| edge.to.splits() && !edge.stay && opens(&edge.to, stage));
        for action in self.net.actions.iter().filter(|action| action.transition.join.is_some()) {
            let transition = action.transition;
            let waits = transition.who.is_some() || !transition.when.is_empty() || transition.is_timed();
            let Some(written) = self.key(&transition.id).filter(|_| !waits) else {
                continue;
            };
            if let Some(idle) = transition.from.iter().find(|stage| opened(stage) && !has_work(stage)) {
                self.cx.report(findings::idle_join(written.key.span, &transition.id, idle));
            }
        }
    }
}
