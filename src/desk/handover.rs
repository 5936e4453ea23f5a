//! What has to go to others because of who is there: records held by people who have left, and those that wait until
//! somebody has room. Where they go is the engine's to say.

use std::{collections::BTreeSet, ops::ControlFlow};

use super::{
    codec, keys,
    state::{State, fault},
};
use crate::{
    engine::{PLANNED, View},
    model::{Id, work::Held},
    script::Fault,
};

/// The records of people who have left, as the organisation says, and those that wait for room.
pub fn due(state: &State) -> Result<BTreeSet<Id>, Fault> {
    let today = state.policy.calendar.local_date(state.now);
    let people = state.policy.org.people.iter();
    let gone = people.filter(|(_, person)| person.until.is_some_and(|until| until <= today)).map(|(id, _)| &**id);
    let mut found = BTreeSet::new();
    for name in gone.chain([PLANNED]) {
        for workflow in state.policy.workflows.keys() {
            found.extend(state.held(name, workflow)?.into_iter().map(|held| held.record));
        }
    }
    Ok(found)
}

/// The records of people whom the organisation does not know any more, as after a change of its files.
pub fn of_strangers(state: &State) -> Result<BTreeSet<Id>, Fault> {
    let mut found = BTreeSet::new();
    let mut wrong = None;
    // Holders come one after another: each is asked for once.
    let mut last: (String, bool) = Default::default();
    let is_stranger = |name: &str| !name.starts_with('~') && !state.policy.org.people.contains_key(name);
    state
        .scan(&keys::held_all(), None, &mut |key, cell| {
            let holder = keys::holder(key).unwrap_or_default();
            if last.0 != holder {
                last = (holder.to_owned(), is_stranger(holder));
            }
            match codec::decode::<Held>(&cell.bytes()) {
                _ if !last.1 => {}
                Ok(held) => _ = found.insert(held.record),
                Err(error) => wrong = Some(codec::damaged("what somebody holds", &error)),
            }
            if wrong.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .map_err(fault)?;
    wrong.map_or(Ok(found), Err)
}
