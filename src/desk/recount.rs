//! Deriving anew what a change of the rules or of the day has made stale, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Trouble,
    absorb::{self, Touched},
    codec, keys,
    policies::Files,
    state::{State, fault},
};
use crate::{
    engine::{self, View},
    figures,
    model::{Id, time::Date},
};

/// How many records are derived anew before the results are handed to the store.
const RECORDS_MAX: usize = 1_000;

/// What every measure was counted by when it was last counted: its workflow and the basis of its definition.
type Basis = BTreeMap<Id, (Id, String)>;

/// After a policy came into force: records of workflows whose files changed, and of measures whose basis did.
pub fn after_policy(state: &mut State, before: Option<&Files>) -> Result<(), Trouble> {
    let policy = state.policy.clone();
    let same = |path: &str| before.is_some_and(|before| before.get(path) == policy.files.get(path));
    let everywhere = |path: &&str| *path == "salesflow.toml" || *path == "org.toml" || path.starts_with("org/");
    let old_paths = before.into_iter().flat_map(|files| files.keys());
    let all: BTreeSet<&str> = policy.files.keys().chain(old_paths).map(String::as_str).collect();
    let all_changed = all.iter().filter(|path| everywhere(path)).any(|path| !same(path));
    let mut stale: BTreeSet<Id> = policy
        .flows()
        .filter(|rules| all_changed || !same(&format!("workflows/{}.toml", rules.name())))
        .map(|rules| rules.id.clone())
        .collect();
    // What another workflow waits for is looked up by what it says of it.
    let watched = policy.flows().filter(|workflow| stale.contains(&workflow.id)).flat_map(engine::watches);
    let watched: Vec<Id> = watched.cloned().collect();
    stale.extend(watched);
    // Of the ended records of a workflow that is gone nothing follows any more.
    let file = |path: &str| path.strip_prefix("workflows/").and_then(|file| file.strip_suffix(".toml")).map(Id::from);
    stale.extend(all.iter().filter_map(|path| file(path)).filter(|id| policy.workflow(id).is_none()));
    let old = basis(state)?;
    let new: Basis = policy
        .measures
        .values()
        .map(|measure| (measure.id.clone(), (measure.of.clone(), figures::basis(&policy, measure))))
        .collect();
    for (measure, (of, hash)) in &new {
        if old.get(measure).is_none_or(|(old_of, old_hash)| (old_of, old_hash) != (of, hash)) {
            stale.insert(of.clone());
        }
    }
    stale.extend(old.iter().filter(|(measure, _)| !new.contains_key(*measure)).map(|(_, (of, _))| of.clone()));
    state.put(keys::meta("basis"), Some(codec::bytes(&new)));
    derive_all(state, stale)
}

/// At the beginning of a day: records of measures that look at the date, and inboxes, where people have come or gone
/// since the day before.
pub fn timed(state: &mut State, before: Option<Date>) -> Result<(), Trouble> {
    let policy = state.policy.clone();
    let timed = policy.measures.values().filter(|m| figures::is_timed(&policy, m)).map(|m| m.of.clone());
    let mut stale: BTreeSet<Id> = timed.chain(state.reach().handed_by_time()).collect();
    let today = policy.calendar.local_date(state.now);
    let since = |day: Option<Date>| day.is_some_and(|day| before.is_none_or(|before| before < day) && day <= today);
    if policy.org.people.values().any(|person| since(person.joined) || since(person.until)) {
        stale.extend(policy.workflows.values().filter(|w| !w.is_reference()).map(|workflow| workflow.id.clone()));
    }
    derive_all(state, stale)
}

fn derive_all(state: &mut State, workflows: BTreeSet<Id>) -> Result<(), Trouble> {
    for workflow in workflows {
        for ids in state.of_workflow(&workflow)?.chunks(RECORDS_MAX) {
            for id in ids {
                absorb::derive(state, id, &mut Touched::default())?;
            }
            // Both callers begin with no event pending, so what is derived may go to the store chunk by chunk.
            if ids.len() == RECORDS_MAX {
                let through = state.store().derived_through();
                let writes = state.take_writes();
                state.store().derive(writes, through)?;
            }
        }
    }
    Ok(())
}

fn basis(state: &State) -> Result<Basis, Trouble> {
    match state.get(&keys::meta("basis")).map_err(fault)? {
        Some(cell) => codec::decode(&cell.bytes()).map_err(Trouble::State),
        None => Ok(Basis::new()),
    }
}
