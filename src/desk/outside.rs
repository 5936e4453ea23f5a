//! Events from outside as the store keeps them: the keys they have come in under, what is kept for those who will wait for
//! it, what rules have sent and has yet to come in here. All of it follows from events, so that it is there after a crash
//! and after a rebuild.

use std::{collections::BTreeMap, ops::ControlFlow};

use serde::{Deserialize, Serialize};

use super::{
    codec, keys,
    state::{State, fault},
};
use crate::{
    engine,
    model::{Body, Event, Id, Value, outside::Came, time::Timestamp},
    script::Fault,
    store::Cell,
};

/// An event that nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What came in.
    pub came: Came,
    /// How long it is kept; none: it has come in just now.
    pub until: Option<Timestamp>,
}

/// An event that a rule has sent here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentHere {
    /// The number of the event that sent it.
    pub seq: u64,
    /// Its name.
    pub event: Id,
    /// What it carries.
    pub with: BTreeMap<Id, Value>,
}

/// What came in, from the event that tells of it.
pub fn came(event: &Event) -> Option<Came> {
    let Body::EventCame { event: name, with, keys, .. } = &event.body else { return None };
    Some(Came { seq: event.seq, at: event.at, event: name.clone(), with: with.clone(), keys: keys.clone() })
}

/// Derives what follows from an event.
pub fn note(state: &mut State, event: &Event) -> Result<(), Fault> {
    match &event.body {
        Body::Sent { channel: None, event: name, with } => {
            let sent = SentHere { seq: event.seq, event: name.clone(), with: with.clone() };
            state.put(keys::sent_here(event.seq), Some(codec::bytes(&sent)));
        }
        Body::EventCame { event: name, key, keys: asked, sent, .. } => {
            for known in engine::kept_names(key.as_deref(), asked) {
                state.put(keys::came(name, &known), Some(Cell::new([])));
            }
            if let Some(sent) = sent {
                state.put(keys::sent_here(*sent), None);
            }
            if let Some(came) = came(event) {
                let kept = Kept { came, until: None };
                state.put(keys::kept(name, event.seq), Some(codec::bytes(&kept)));
            }
        }
        Body::EventKept { came, event: name, until } => {
            let Some(kept) = kept(state, name, *came)? else { return Ok(()) };
            for key in by_value(&kept.came) {
                state.put(key, Some(Cell::new([])));
            }
            state.put(keys::kept_until(*until, *came), Some(codec::bytes(&(name, came))));
            let kept = Kept { until: Some(*until), came: kept.came };
            state.put(keys::kept(name, *came), Some(codec::bytes(&kept)));
        }
        Body::EventMet { came, event: name, refused: None, .. } | Body::EventDropped { came, event: name, .. } => {
            forget(state, name, *came)?;
        }
        _ => {}
    }
    Ok(())
}

/// Somebody has taken it, or nobody will.
fn forget(state: &mut State, name: &Id, came: u64) -> Result<(), Fault> {
    let Some(kept) = kept(state, name, came)? else { return Ok(()) };
    if let Some(until) = kept.until {
        for key in by_value(&kept.came) {
            state.put(key, None);
        }
        state.put(keys::kept_until(until, came), None);
    }
    state.put(keys::kept(name, came), None);
    Ok(())
}

/// The keys under which an event is found by what it carries.
fn by_value(came: &Came) -> Vec<Vec<u8>> {
    let plain = came.with.iter().filter(|(_, value)| !matches!(value, Value::List(_) | Value::Row(_)));
    plain.map(|(name, value)| keys::kept_by(&came.event, name, &value.to_string(), came.seq)).collect()
}

/// An event that nobody has taken yet.
pub fn kept(state: &State, name: &str, came: u64) -> Result<Option<Kept>, Fault> {
    let cell = state.get(&keys::kept(name, came)).map_err(fault)?;
    let read = |cell: Cell| codec::decode(&cell.bytes()).map_err(|e| codec::damaged("an event that is kept", &e));
    cell.map(read).transpose()
}

/// The events of a name that are kept, oldest first; of those that carry a value, where it is said.
pub fn kept_of(state: &State, name: &str, carried: Option<&(Id, String)>) -> Result<Vec<Came>, Fault> {
    let prefix = match carried {
        Some((key, value)) => keys::kept_by_all(name, key, value),
        None => keys::kept_all(name),
    };
    let mut seqs = Vec::new();
    state
        .scan(&prefix, None, &mut |key, _| {
            seqs.extend(keys::seq_at_end(key));
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
    let mut all = Vec::new();
    for seq in seqs {
        let kept = kept(state, name, seq)?.filter(|kept| kept.until.is_some());
        all.extend(kept.map(|kept| kept.came));
    }
    Ok(all)
}

/// What is kept and is over by then, at most so many.
pub fn over(state: &State, now: Timestamp, many: usize) -> Result<Vec<Came>, Fault> {
    let mut found: Vec<(Id, u64)> = Vec::new();
    let mut wrong = None;
    state
        .scan(&keys::kept_until_all(), None, &mut |key, cell| {
            if found.len() == many || keys::timer_due(key).is_none_or(|due| due > now) {
                return ControlFlow::Break(());
            }
            match codec::decode(&cell.bytes()) {
                Ok(one) => found.push(one),
                Err(error) => wrong = Some(codec::damaged("an event that is kept", &error)),
            }
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    let mut all = Vec::new();
    for (name, seq) in found {
        all.extend(kept(state, &name, seq)?.map(|kept| kept.came));
    }
    Ok(all)
}

/// What rules have sent and has yet to come in here, oldest first, at most so many.
pub fn sent_here(state: &State, many: usize) -> Result<Vec<SentHere>, Fault> {
    let mut all = Vec::new();
    let mut wrong = None;
    state
        .scan(&keys::sent_here_all(), None, &mut |_, cell| match codec::decode(&cell.bytes()) {
            Ok(_) if all.len() == many => ControlFlow::Break(()),
            Ok(sent) => {
                all.push(sent);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(codec::damaged("an event that was sent", &error));
                ControlFlow::Break(())
            }
        })
        .map_err(fault)?;
    wrong.map_or(Ok(all), Err)
}
