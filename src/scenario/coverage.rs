//! Coverage: which parts of a policy the scenarios have exercised, and which nothing has.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};

use super::world::World;
use crate::{
    compiler::{Part, Sources, Written, parts},
    desk::State,
    engine::View,
    model::{Body, Code, Id, Refusal},
    policy::RowsAnswered,
};

/// What has been exercised so far.
#[derive(Debug, Default)]
pub struct Seen {
    parts: Mutex<BTreeSet<(Part, Id)>>,
    refusals: Mutex<Vec<Refusal>>,
    /// Rows of tables that have answered.
    pub rows: Arc<RowsAnswered>,
}

/// What the scenarios have exercised of a policy.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Every part, in the order of the files, and whether it has been exercised.
    pub parts: Vec<(Written, bool)>,
}

impl Coverage {
    /// What has been seen of everything these texts define.
    pub fn of(sources: &Sources, seen: &Seen) -> Coverage {
        let mut known = seen.parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.extend(
            seen.rows.all().into_iter().map(|(table, n)| (Part::Row, format!("{table} {}", n + 1).as_str().into())),
        );
        let parts = parts(sources).into_iter().map(|part| {
            let is_seen = known.contains(&(part.part, part.id.clone()));
            (part, is_seen)
        });
        Coverage { parts: parts.collect() }
    }

    /// How many parts there are, of one kind or of all, and how many of them have been exercised.
    pub fn count(&self, of: Option<Part>) -> (usize, usize) {
        let mine = self.parts.iter().filter(|(part, _)| of.is_none_or(|of| part.part == of));
        mine.fold((0, 0), |(all, seen), (_, is_seen)| (all + 1, seen + usize::from(*is_seen)))
    }

    /// The share that has been exercised, in percent; of nothing all has.
    pub fn percent(&self) -> f64 {
        match self.count(None) {
            (0, _) => 100.0,
            (all, seen) => seen as f64 * 100.0 / all as f64,
        }
    }
}

impl Seen {
    fn add(&self, part: Part, id: String) {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).insert((part, id.as_str().into()));
    }

    /// Everything that has happened in a world.
    pub fn world(&self, world: &World) {
        let state = world.desk.state();
        let mut chains: BTreeMap<(Id, u32), Id> = BTreeMap::new();
        let mut visit = |event: crate::model::Event| {
            self.event(&state, event.record, event.body, &mut chains);
            ControlFlow::Continue(())
        };
        // What cannot be read here has failed the scenario already.
        let _unread = world.desk.events(1, &mut visit);
    }

    fn event(&self, state: &State, record: Option<Id>, body: Body, chains: &mut BTreeMap<(Id, u32), Id>) {
        let of = |id: &Id| state.record(id).ok().flatten().map(|record| record.pipeline().clone()).unwrap_or_default();
        match (record, body) {
            (Some(id), Body::Entered { stage, .. }) => self.add(Part::Stage, format!("{}.{stage}", of(&id))),
            (Some(id), Body::Moved { transition, .. }) => {
                self.add(Part::Transition, format!("{}.{transition}", of(&id)))
            }
            (Some(id), Body::Submitted { run, chain, .. }) => _ = chains.insert((id, run), chain),
            (Some(id), Body::StepReached { run, step, skipped: false, .. }) => {
                if let Some(chain) = chains.get(&(id, run)) {
                    self.add(Part::Step, format!("{chain}.{step}"));
                }
            }
            (record, Body::Warned { warning, level: Some(level), .. }) => {
                // A stay that is too long is a warning too, and no part of its own.
                drop(record);
                self.add(Part::Level, format!("{warning} {level}"));
            }
            _ => {}
        }
    }

    /// What has been refused, in no order.
    pub fn refusals(&self) -> Vec<Refusal> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A refusal, and the check that has said no.
    pub fn refusal(&self, world: &World, refusal: &Refusal) {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).push(refusal.clone());
        let Some(check) = refusal.details.get("check").and_then(|check| check.as_str()) else { return };
        if refusal.code != Code::Check {
            return;
        }
        let policy = world.desk.policy();
        let with = policy.workflows.values().filter(|workflow| workflow.checks.iter().any(|one| *one.id == *check));
        with.for_each(|workflow| self.add(Part::Check, format!("{}.{check}", workflow.id)));
    }
}
