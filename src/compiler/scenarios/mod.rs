//! The files of `tests/`: scenarios read against the policy they are about, every name in them checked.
//!
//! A scenario that cannot be read is kept as broken, so that it is reported by `check` and cannot pass in `test`. What
//! is wrong here never keeps the policy itself from running. Nothing here runs a step.

mod cases;
mod command;
mod expect;
mod json;
mod known;
mod step;

use indexmap::IndexMap;

use super::{
    Cx, Doc, findings,
    names::Names,
    syntax::{Key, Keys, Kind, Node, Reader, Table, places},
};
use crate::{
    model::{Id, time::Timestamp},
    policy::{
        Policy,
        scenario::{Scenario, Step, Suite},
    },
};
use known::Known;

/// When a scenario begins that does not say so: a Monday morning.
const BEGINNING: &str = "2026-03-02T09:00";

/// In how many orders the steps of one scenario may be tried.
const ORDERS_MAX: usize = 720;

/// Reads all files of tests. Where the policy cannot run they are not looked at: one mistake, one finding.
pub(super) fn read<'c>(
    cx: &'c Cx<'c>,
    (policy_docs, docs): (&'c [Doc], &'c [Doc]),
    names: &'c Names<'c>,
    policy: &'c Policy,
) -> Suite {
    let files: Vec<Reader<'c>> = docs.iter().map(|doc| Reader::open(cx, &doc.root, places::SCENARIOS)).collect();
    if cx.has_errors() {
        return Suite::default();
    }
    let room = Room { cx, names, policy, docs: policy_docs, givens: givens(cx, &files) };
    for given in room.givens.values() {
        // Each by itself too: nobody may have used it yet.
        room.story(given, places::GIVEN);
    }
    let scenarios = files.iter().flat_map(|file| room.scenarios(file).into_iter().chain(room.cases(file)));
    Suite { scenarios: scenarios.collect() }
}

/// A table of steps below its name.
#[derive(Clone, Copy)]
struct Written<'c> {
    key: &'c Key,
    table: &'c Table,
}

fn givens<'c>(cx: &'c Cx<'c>, files: &[Reader<'c>]) -> IndexMap<Id, Written<'c>> {
    let mut all: IndexMap<Id, Written<'c>> = IndexMap::new();
    for (key, table) in files.iter().flat_map(|file| file.named("given")) {
        match all.get(&*key.name) {
            Some(first) => cx.report(findings::doubled(&key.text(), "the shared beginning", first.key.span)),
            None => _ = all.insert(Id::from(&*key.name), Written { key, table }),
        }
    }
    all
}

/// Everything scenarios are read against.
#[derive(Clone)]
struct Room<'c> {
    cx: &'c Cx<'c>,
    names: &'c Names<'c>,
    policy: &'c Policy,
    docs: &'c [Doc],
    givens: IndexMap<Id, Written<'c>>,
}

/// A scenario or a shared beginning while its steps are read.
struct Story<'r, 'c> {
    room: &'r Room<'c>,
    known: Known,
    steps: Vec<Step>,
    now: Option<Timestamp>,
    orders: usize,
    on: Vec<Id>,
    /// The shared beginnings on the way here: one may not begin with itself.
    begun: Vec<Id>,
}

impl<'c> Room<'c> {
    fn scenarios(&self, file: &Reader<'c>) -> Vec<Scenario> {
        let mut all = Vec::new();
        for (key, table) in file.named("scenario") {
            let before = self.cx.errors();
            let off = table.get("off").is_some_and(|off| matches!(off.kind, Kind::Bool(true)));
            let story = self.story(&Written { key, table }, places::SCENARIO);
            let is_broken = self.cx.errors() > before;
            if off {
                continue;
            }
            all.push(Scenario {
                name: Id::from(&*key.name),
                place: self.cx.place(key.span, &key.name),
                now: story.now.unwrap_or_else(|| self.beginning()),
                on: story.on,
                steps: story.steps,
                is_broken,
            });
        }
        all
    }

    fn beginning(&self) -> Timestamp {
        self.names.calendar.parse_timestamp(BEGINNING).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn story(&self, written: &Written<'c>, keys: &'static Keys) -> Story<'_, 'c> {
        let mut story = Story {
            room: self,
            known: Known::default(),
            steps: Vec::new(),
            now: None,
            orders: 1,
            on: Vec::new(),
            begun: Vec::new(),
        };
        story.read(written, keys);
        story
    }
}

impl<'c> Story<'_, 'c> {
    fn read(&mut self, written: &Written<'c>, keys: &'static Keys) {
        let reader = Reader::open(self.room.cx, written.table, keys);
        for name in reader.texts("given") {
            let Some((id, given)) = self.room.givens.get_key_value(&*name.value) else {
                let known = self.room.givens.keys().map(|id| &**id);
                self.room.cx.report(findings::unknown_beginning(&name, known));
                self.known.lose();
                continue;
            };
            if self.begun.contains(id) {
                self.room.cx.report(findings::endless_beginning(&name));
                continue;
            }
            self.begun.push(id.clone());
            self.read(&given.clone(), places::GIVEN);
        }
        for name in reader.texts("on") {
            match super::parts::can_switch(self.room.docs, &name) {
                true => self.on.push(Id::from(&*name.value)),
                false => self.room.cx.report(findings::nothing_to_switch(&name)),
            }
        }
        if let Some(now) = self.moment(&reader, "now") {
            self.now = Some(now);
        }
        if !reader.has("steps") && !reader.has("step") && keys.name == places::SCENARIO.name {
            reader.missing("steps", written.key.span);
        }
        for key in ["steps", "step"] {
            for node in reader.get(key).map_or(&[][..], Node::entries) {
                let step = self.step(node);
                self.steps.extend(step);
            }
        }
    }

    fn moment(&self, reader: &Reader<'c>, key: &str) -> Option<Timestamp> {
        let node = reader.get(key)?;
        match self.room.names.calendar.parse_timestamp(&json::plain(node)?) {
            Ok(at) => Some(at),
            Err(error) => {
                self.room.cx.report(findings::unreadable(node.span, error.to_string()));
                None
            }
        }
    }
}
