//! Coming to rest: late tokens end, joins and automatic transitions fire, until nothing more can.

use std::collections::BTreeMap;

use super::{Found, locals};
use crate::{
    engine::{Refused, View, timers, work::Work},
    model::{
        Actor, Code, Id, Record, Refusal,
        event::Draft,
        record::{ChainRun, ChainState, Token},
        time::Timestamp,
    },
    policy::{Policy, Transition},
    said,
};

/// How many automatic steps one command may lead to on one record before it is taken for an endless loop.
const AUTOMATIC_MAX: usize = 100;

impl<'a> Work<'a> {
    /// Lets automatic transitions fire on everything touched, until nothing more can.
    pub fn rest(&mut self) -> Result<(), Refused> {
        if self.is_idle() {
            return Ok(());
        }
        self.keep_facts()?;
        self.as_policy(|work| {
            let mut steps = BTreeMap::new();
            loop {
                let mut fired = false;
                for id in work.touched_ids() {
                    fired |= work.settle_record(&id, &mut steps)?;
                    fired |= work.keep_clocks(&id)?;
                }
                for id in work.next_in_line()? {
                    fired |= work.settle_record(&id, &mut steps)?;
                }
                fired |= work.keep_processes()?;
                if !fired {
                    return Ok(());
                }
            }
        })
    }

    /// Lets what is automatic on one record fire; what that touches comes to rest with the command.
    pub fn settle_on(&mut self, id: &Id) -> Result<(), Refused> {
        self.as_policy(|work| work.settle_record(id, &mut BTreeMap::new()).map(drop))
    }

    fn settle_record(&mut self, id: &Id, steps: &mut BTreeMap<Id, Vec<Id>>) -> Result<bool, Refused> {
        let mut fired = self.find_room(id)? | self.recycle(id)?;
        // What has no room now is not tried again before something has fired.
        let mut waiting: Vec<(Id, u32)> = Vec::new();
        loop {
            timers::follow_fields(self, id)?;
            if self.end_late(id)? {
                fired = true;
                continue;
            }
            let Some(found) = self.next_automatic(id, &waiting)? else { break };
            let key = found.transition.key();
            if !self.try_out(id, &found)? {
                waiting.push((key, found.token));
                continue;
            }
            waiting.clear();
            fired = true;
            let taken = steps.entry(id.clone()).or_default();
            taken.push(found.transition.id.clone());
            if taken.len() > AUTOMATIC_MAX {
                return Err(endless(id, taken));
            }
        }
        Ok(fired)
    }

    /// The first that can fire on a record by itself: oldest token first, then in file order.
    fn next_automatic(&self, id: &Id, waiting: &[(Id, u32)]) -> Result<Option<Found<'a>>, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        if record.is_closed() && rules.transitions.values().all(|transition| !transition.reopen) {
            return Ok(None);
        }
        let edges = || rules.transitions.values().flat_map(Transition::edges);
        for token in &record.tokens {
            for edge in edges().filter(|edge| edge.from.contains(&token.stage)) {
                if waiting.iter().any(|(key, on)| *on == token.id && *key == edge.key()) {
                    continue;
                }
                if let Some(found) = self.fires(&record, edge, token)? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    /// What fires by itself through this edge with this token, if anything does.
    fn fires(&self, record: &Record, edge: &'a Transition, token: &Token) -> Result<Option<Found<'a>>, Refused> {
        let joins = edge.join.as_ref().is_some_and(|join| !join.stages().is_empty());
        let found = match joins {
            true if edge.who.is_none() && edge.on.is_none() => {
                self.joined(record, edge)?.filter(|f| f.token == token.id)
            }
            true => None,
            false => self.alone(record, edge, token)?.then(|| Found::plain(edge, token)),
        };
        let Some(found) = found else { return Ok(None) };
        let holds = tried(record, token, edge).is_none()
            && self.meanwhile_open(record, edge).is_ok()
            && self.all_hold(&edge.when, record, &locals(edge, None, &BTreeMap::new()))?;
        Ok(holds.then_some(found))
    }

    /// Whether a token may go by itself through an edge that is no join.
    fn alone(&self, record: &Record, edge: &Transition, token: &Token) -> Result<bool, Refused> {
        let due = edge.is_timed() && timers::is_due(token, edge, self.moment);
        if !(due || edge.auto && !edge.is_timed()) || edge.on.is_some() || edge.join.is_some() {
            return Ok(false);
        }
        // A running chain keeps its token, but for timers and what may be done from anywhere.
        let run = record.chain_on(token.id);
        let free = run.is_none_or(|run| {
            let own = run.transition == edge.id && run.edge == edge.edge;
            !own && (due || edge.anywhere)
        });
        Ok(free && (due || edge.anywhere || edge.unfinished || self.unfinished(record, token)?.is_empty()))
    }
}

/// The chain in which a transition has failed since its token entered the stage: by itself it is not tried again. Going
/// back to where it was submitted from is no new entry.
pub(in crate::engine) fn tried<'r>(record: &'r Record, token: &Token, transition: &Transition) -> Option<&'r ChainRun> {
    record.chains.iter().rev().find(|run| {
        let here = run.started >= token.entered || (run.from == token.stage && run.ended == Some(token.entered));
        let own = run.transition == transition.id && run.edge == transition.edge && run.goal.is_none();
        own && run.token == token.id && here && run.state != ChainState::Approved
    })
}

fn endless(id: &Id, taken: &[Id]) -> Refused {
    // The loop is what recurs at the end: from the last time the last transition was taken before.
    let last = taken.last().cloned().unwrap_or_default();
    let start = taken[..taken.len() - 1].iter().rposition(|t| *t == last).unwrap_or(0);
    let ring: Vec<&str> = taken[start..].iter().map(|t| &**t).collect();
    Refusal::new(
        Code::Fault,
        said!("automatic transitions of {id} never come to rest: {}", "{id} 的自动流转停不下来：{}", ring.join(" → ")),
    )
    .with("kind", "automatic_loop")
    .with("record", &**id)
    .with("loop", ring)
}

/// Lets a record's automatic transitions fire where something it looks at has changed.
pub(in crate::engine) fn settle(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    record: &Id,
) -> Result<Vec<Draft>, Refused> {
    let mut work = Work::quiet(policy, view, Actor::Policy, now);
    if work.get(record)?.is_closed() {
        return Ok(Vec::new());
    }
    work.as_policy(|work| work.pass_over(record))?;
    work.as_policy(|work| work.take_over(record))?;
    work.as_policy(|work| work.hand_out_planned(record))?;
    work.as_policy(|work| work.fill_waiting_seats(record))?;
    work.settle_on(record)?;
    work.finish()
}
