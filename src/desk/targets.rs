//! What has become of targets: kept by target, derived from the events that changed them, or stated them anew.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{
    Trouble, codec, keys,
    state::{State, fault},
};
use crate::{
    model::{
        Actor, Body, Event, Id,
        event::Draft,
        target::{TargetLine, in_force},
    },
    script::Fault,
    store::Cell,
};

/// The target an event speaks of, and what it says of it.
pub fn line(event: &Event) -> Option<(&Id, TargetLine)> {
    let (target, stated, change) = match &event.body {
        Body::TargetChanged { change, stated } => (&change.target, stated, Some(change.clone())),
        Body::TargetRestated { target, stated, .. } => (target, stated, None),
        _ => return None,
    };
    let line = TargetLine {
        seq: event.seq,
        at: event.moment(),
        actor: event.actor.clone(),
        record: event.record.clone(),
        stated: stated.clone(),
        change,
    };
    Some((target, line))
}

/// Keeps what an event says of a target; which target that is.
pub fn note(state: &mut State, event: &Event) -> Result<Option<Id>, Fault> {
    let Some((target, line)) = line(event) else { return Ok(None) };
    let mut lines = state.target_lines(target)?;
    lines.push(line);
    state.put(keys::target(target), Some(Cell::new(codec::encode(&lines))));
    Ok(Some(target.clone()))
}

impl State {
    /// What has become of a target, oldest first.
    pub fn target_lines(&self, target: &str) -> Result<Vec<TargetLine>, Fault> {
        match self.get(&keys::target(target)).map_err(fault)? {
            Some(cell) => codec::decode(&cell.bytes()).map_err(|error| codec::damaged("a target", &error)),
            None => Ok(Vec::new()),
        }
    }
}

/// All targets of which something has become.
pub fn all(state: &State) -> Result<BTreeMap<Id, Vec<TargetLine>>, Fault> {
    let prefix = keys::targets();
    let mut found = BTreeMap::new();
    let mut wrong = None;
    state
        .scan(&prefix, None, &mut |key, cell| {
            let id = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
            match codec::decode(&cell.bytes()) {
                Ok(lines) => {
                    found.insert(Id::from(id), lines);
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    wrong = Some(codec::damaged("a target", &error));
                    ControlFlow::Break(())
                }
            }
        })
        .map_err(fault)?;
    wrong.map_or(Ok(found), Err)
}

/// The events by which the policy in force states targets anew that had been changed: the newer statement holds.
pub fn restated(state: &State) -> Result<Vec<Draft>, Trouble> {
    let policy = &state.policy;
    let mut drafts = Vec::new();
    for (target, lines) in all(state)? {
        let stated = policy.stated(&target).unwrap_or_default();
        let last = lines.last().map(|line| &line.stated);
        if in_force(&lines).next().is_some() && last != Some(&stated) {
            let value = policy.targets.get(&target).map(|target| target.value);
            let body = Body::TargetRestated { target, stated, value };
            drafts.push(Draft { record: None, as_of: None, actor: Actor::Policy, body });
        }
    }
    Ok(drafts)
}
