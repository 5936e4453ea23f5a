//! What children and other records have reached, and what that sets going here.
//!
//! A mark is a lasting fact, not a moment: whoever has reached it stays so. So each reaching sets a transition going once,
//! whenever a ready token stands where it is waited for, and what a rule refuses stays due. It is looked at in a work of
//! its own, after the step that reached the mark: that step stands whatever becomes of this one.

use std::collections::BTreeMap;

use super::{Refused, View, lookup, moves, outside, work::Work};
use crate::{
    model::{
        Actor, Body, Id, Record, Type, Value,
        event::Draft,
        record::{Stay, Token},
        time::Timestamp,
    },
    policy::{Arrivals, Mark, On, Policy, Transition, Workflow},
    script::{Context, Frame, standing_on},
};

/// How often a record has reached one of these marks.
pub(super) fn times(policy: &Policy, record: &Record, marks: &[Mark]) -> u32 {
    u32::try_from(reached(policy, record, marks).count()).unwrap_or(u32::MAX)
}

/// When a record reached one of these marks first; when it was made, where it has not.
pub(super) fn since(policy: &Policy, record: &Record, marks: &[Mark]) -> Timestamp {
    reached(policy, record, marks).next().map_or(record.created_at, |stay| stay.entered)
}

/// The stays by which a record has reached one of these marks. An end is reached once the record has closed there.
fn reached<'r>(policy: &'r Policy, record: &'r Record, marks: &'r [Mark]) -> impl Iterator<Item = &'r Stay> {
    let rules = policy.rules_of(&record);
    let end = move |stage: &Id| rules.and_then(|rules| rules.stages.get(stage)).and_then(|stage| stage.end.as_ref());
    let closed = record.is_closed();
    let counts = move |stage: &Id, left: bool| {
        marks.iter().any(|mark| match mark {
            Mark::Stage(wanted) => stage == wanted,
            Mark::Outcome(wanted) => (left || closed) && end(stage) == Some(wanted),
            Mark::End => (left || closed) && end(stage).is_some(),
        })
    };
    record.stays.iter().filter(move |stay| counts(&stay.stage, stay.left.is_some()))
}

/// Whether a workflow has transitions that other records set going: its records are looked at when these change.
pub fn heeds(rules: &Workflow) -> bool {
    let edges = rules.transitions.values().flat_map(Transition::edges);
    let others = |edge: &Transition| matches!(edge.on.as_deref(), Some(On::Child { .. } | On::Record { .. }));
    edges.into_iter().any(|edge| others(edge) || joins_children(edge))
}

/// Whether a transition waits for linked records, by itself or for somebody's move.
pub(super) fn joins_children(transition: &Transition) -> bool {
    transition.join.as_ref().is_some_and(|join| matches!(join.of, Arrivals::Children { .. }))
}

/// The records whose transitions another may have set going by what it has reached: the one above it, and those that wait
/// for any record of its kind.
pub fn heeders(policy: &Policy, view: &dyn View, record: &Record) -> Result<Vec<Id>, Refused> {
    let mut all: Vec<Id> = record.parent.iter().cloned().collect();
    for rules in policy.flows() {
        for (_, on) in lookup::waiting(rules) {
            let On::Record { workflow, reaches, .. } = on else { continue };
            if *workflow != record.workflow || times(policy, record, reaches) == 0 {
                continue;
            }
            let looked_up = lookup::pair(on).map(|(other, own)| (other.of(record, false), own));
            all.extend(match looked_up {
                Some((Some(value), own)) => lookup::found(view, rules, &lookup::owned(own), &value)?,
                Some((None, _)) => Vec::new(),
                None => view.of_workflow(&rules.id)?,
            });
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// What another record's reaching a mark, or a join over linked records, sets going on a record: the first that is due
/// and that no rule refuses. What is refused stays due.
pub fn heed(policy: &Policy, view: &dyn View, now: Timestamp, id: &Id) -> Result<Vec<Draft>, Refused> {
    let work = Work::quiet(policy, view, Actor::Policy, now);
    let record = work.get(id)?;
    for due in work.due_marks(&record)? {
        let mut work = Work::quiet(policy, view, Actor::Policy, now);
        if let Ok(events) = work.set_going(id, &due).and_then(|()| work.finish()) {
            return Ok(events);
        }
    }
    Ok(Vec::new())
}

/// A transition that something elsewhere has set going and that has not been taken yet.
pub(super) struct DueMark<'a> {
    pub transition: &'a Transition,
    pub token: Token,
    /// The other record, and how often it has reached what is waited for; none: a join.
    pub by: Option<(Id, u32)>,
}

impl<'a> Work<'a> {
    /// What is due on a record: oldest token first, then in file order, then the oldest other record.
    fn due_marks(&self, record: &Record) -> Result<Vec<DueMark<'a>>, Refused> {
        let rules = self.rules_of(&record)?;
        let mut due = Vec::new();
        for token in &record.tokens {
            for transition in rules.transitions.values().flat_map(Transition::edges) {
                if transition.from.contains(&token.stage) && self.heeds_now(record, transition, token)? {
                    due.extend(self.due_on(record, transition, token)?);
                }
            }
        }
        Ok(due)
    }

    /// Whether a token is ready to be taken by what others have reached.
    fn heeds_now(&self, record: &Record, transition: &Transition, token: &Token) -> Result<bool, Refused> {
        let waits = matches!(transition.on.as_deref(), Some(On::Child { .. } | On::Record { .. }));
        let joins = joins_children(transition) && transition.who.is_none();
        let free = transition.anywhere || record.chain_on(token.id).is_none();
        if !(waits || joins) || !free || !self.may_be_set_going(record, transition, token.id) {
            return Ok(false);
        }
        Ok(transition.anywhere || transition.unfinished || self.unfinished(record, token)?.is_empty())
    }

    /// What of a transition is due, with its conditions holding.
    fn due_on(&self, record: &Record, transition: &'a Transition, token: &Token) -> Result<Vec<DueMark<'a>>, Refused> {
        let mut found = Vec::new();
        for by in self.marks_of(record, transition)? {
            let child = by.as_ref().map(|(child, _)| child);
            let locals = moves::locals(transition, None, &outside::incoming(transition, &BTreeMap::new(), child));
            if self.all_hold(&transition.when, record, &locals)? {
                found.push(DueMark { transition, token: token.clone(), by });
            }
        }
        Ok(found)
    }

    /// The other records that have newly reached what a transition waits for; one `None` where a join is complete.
    pub(super) fn marks_of(&self, record: &Record, transition: &Transition) -> Result<Vec<Option<(Id, u32)>>, Refused> {
        let (others, reaches) = match transition.on.as_deref() {
            Some(On::Child { workflow, reaches }) => (self.children(&record.id, workflow)?, reaches),
            Some(on @ On::Record { reaches, .. }) => (self.others(record, on)?, reaches),
            _ if joins_children(transition) => {
                return Ok(self.arrived(record, transition)?.map(|_| None).into_iter().collect());
            }
            _ => return Ok(Vec::new()),
        };
        let used = record.taken.get(&transition.key());
        let newly = others.iter().filter_map(|other| {
            let times = times(self.policy, other, reaches);
            let before = used.and_then(|used| used.get(&other.id)).copied().unwrap_or(0);
            (times > before).then(|| Some((other.id.clone(), times)))
        });
        Ok(newly.collect())
    }

    /// The records of another kind that a condition chooses, oldest first where they are looked through.
    fn others(&self, record: &Record, on: &On) -> Result<Vec<std::sync::Arc<Record>>, Refused> {
        let On::Record { workflow, such, .. } = on else { return Ok(Vec::new()) };
        let Some(rules) = self.policy.workflow(workflow) else { return Ok(Vec::new()) };
        let ids = match lookup::pair(on) {
            Some((other, own)) => match own.of(record, true) {
                Some(value) => lookup::found(self.view, rules, &other, &value)?,
                None => Vec::new(),
            },
            None => self.view.of_workflow(workflow)?,
        };
        let ty = Type::Rows(workflow.clone());
        let frame = self.frame(record, &[]);
        let mut chosen = Vec::new();
        for id in ids {
            let holds = match such {
                Some(such) => {
                    let row = Value::Text(id.clone());
                    standing_on(&ty, &row, &frame, &mut |inside: &Frame| such.holds(inside))? == Some(true)
                }
                None => true,
            };
            if holds {
                chosen.extend(Context::record(self, &id)?);
            }
        }
        Ok(chosen)
    }

    /// Takes a transition that another record, or a join over linked records, has set going.
    pub(super) fn set_going(&mut self, id: &Id, due: &DueMark<'a>) -> Result<(), Refused> {
        let transition = due.transition;
        if let Some((of, times)) = &due.by {
            let (transition, of, times) = (transition.key(), of.clone(), *times);
            self.emit(id, Body::MarkTaken { transition, of, times })?;
        }
        let child = due.by.as_ref().map(|(child, _)| child);
        let answers = outside::incoming(transition, &BTreeMap::new(), child);
        self.set_out(id, &moves::Found::plain(transition, &due.token), answers)
    }
}

/// What an event of a mark does to its record: whoever set a transition going is used up by it.
pub(super) fn fold(record: &mut Record, body: &Body) {
    match body {
        Body::MarkTaken { transition, of, times } => {
            record.taken.entry(transition.clone()).or_default().insert(of.clone(), *times);
        }
        Body::ChildrenTaken { transition, taken, rest } => {
            let used = record.taken.entry(transition.clone()).or_default();
            used.extend(taken.iter().map(|id| (id.clone(), 1)));
            used.extend(rest.iter().map(|id| (id.clone(), 0)));
        }
        _ => {}
    }
}
