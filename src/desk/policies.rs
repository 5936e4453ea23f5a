//! Policy versions: which came into force when, which were rejected and why, whom a change would strand.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Arc,
};

use super::{
    Trouble, codec, keys,
    state::{State, fault},
};
use crate::{
    engine::{self, View},
    model::{Actor, Body, Event, Id, Record, event::Draft, record::StepState, time::Timestamp},
    policy::Policy,
};

/// The files of a policy, by path.
pub type Files = BTreeMap<String, String>;

/// How many stranded records a refusal names.
const STRANDED_MAX: usize = 50;

/// One entry of the policy log.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// The event's number.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// BLAKE3 of its files.
    pub fingerprint: String,
    /// What became of it.
    pub change: PolicyChange,
}

/// What became of a changed policy.
#[derive(Clone, Debug)]
pub enum PolicyChange {
    /// It came into force as this version, of these files.
    Taken {
        /// The version.
        version: u64,
        /// The files.
        files: Files,
    },
    /// It did not compile; the one before stays.
    Rejected {
        /// What is wrong with it, as `check --json` says it.
        findings: Vec<serde_json::Value>,
    },
}

/// What became of a policy that was handed over.
#[derive(Clone, Debug)]
pub enum Taken {
    /// It is the one in force already.
    Unchanged {
        /// Its version.
        version: u64,
    },
    /// It is in force.
    InForce {
        /// Its version.
        version: u64,
    },
    /// It is refused: these records would stand in a stage it does not have.
    Stranded {
        /// Record, workflow and stage, the first of them.
        records: Vec<(Id, Id, Id)>,
    },
}

/// A policy version as it was taken.
pub struct Last {
    /// Its number.
    pub version: u64,
    /// BLAKE3 of its files.
    pub fingerprint: String,
    /// Its files.
    pub files: Files,
}

/// Policies taken and rejected, oldest first.
pub fn log(state: &State) -> Result<Vec<LogEntry>, Trouble> {
    let mut entries = Vec::new();
    let mut wrong = None;
    state
        .scan(&keys::policies(), None, &mut |_, cell| match codec::decode::<Event>(&cell.bytes()) {
            Ok(event) => {
                let (fingerprint, change) = match event.body {
                    Body::PolicyTaken { version, fingerprint, files } => {
                        (fingerprint, PolicyChange::Taken { version, files })
                    }
                    Body::PolicyRejected { fingerprint, findings } => {
                        (fingerprint, PolicyChange::Rejected { findings })
                    }
                    _ => return ControlFlow::Continue(()),
                };
                entries.push(LogEntry { seq: event.seq, at: event.at, fingerprint, change });
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(Trouble::State(format!("the policy log cannot be read: {error}")));
                ControlFlow::Break(())
            }
        })
        .map_err(fault)?;
    wrong.map_or(Ok(entries), Err)
}

/// The version that came into force last.
pub fn last_taken(state: &State) -> Result<Option<Last>, Trouble> {
    Ok(log(state)?.into_iter().rev().find_map(|entry| match entry.change {
        PolicyChange::Taken { version, files } => Some(Last { version, fingerprint: entry.fingerprint, files }),
        PolicyChange::Rejected { .. } => None,
    }))
}

/// The fingerprint of the last entry, where it is a rejection.
pub fn last_rejected(state: &State) -> Result<Option<String>, Trouble> {
    Ok(log(state)?.pop().and_then(|entry| match entry.change {
        PolicyChange::Rejected { .. } => Some(entry.fingerprint),
        PolicyChange::Taken { .. } => None,
    }))
}

/// Open records that would have no legal stage under a new policy: record, workflow, stage.
pub fn stranded(state: &State, new: &Policy) -> Result<Vec<(Id, Id, Id)>, Trouble> {
    let mut stranded = Vec::new();
    for old in state.policy.flows() {
        let still = new.workflow(old.name()).filter(|still| still.id == old.id);
        let kept = |stage: &Id| still.is_some_and(|workflow| workflow.stages.contains_key(stage));
        if old.stages.keys().all(kept) && (still.is_some() || old.is_reference()) {
            continue;
        }
        for id in state.of_workflow(&old.id)? {
            let stands = |record: &Arc<Record>| !record.is_closed() && record.pipeline() == old.name();
            let Some(record) = state.record(&id)?.filter(stands) else {
                continue;
            };
            let homeless = record.stages().find(|stage| !kept(stage)).cloned();
            stranded.extend(homeless.map(|stage| (id.clone(), old.name().clone(), stage)));
            if stranded.len() >= STRANDED_MAX {
                return Ok(stranded);
            }
        }
    }
    Ok(stranded)
}

/// Open records whose running chain asks at a step that the policy in force no longer has.
pub fn passed_over(state: &State) -> Result<BTreeSet<Id>, Trouble> {
    let policy = &state.policy;
    let mut found = BTreeSet::new();
    for workflow in policy.flows().filter(|w| w.edges().chain(&w.deviation).any(|t| !t.approval.is_empty())) {
        for id in state.of_workflow(&workflow.id)? {
            let Some(record) = state.record(&id)? else { continue };
            let gone = record.running().any(|run| {
                let chain = policy.chain(&run.chain, &record.workflow);
                let is_gone = |step: &Id| chain.is_some_and(|chain| chain.steps.iter().all(|known| known.id != *step));
                run.steps.iter().any(|step| step.state == StepState::Open && is_gone(&step.step))
            });
            if gone {
                found.insert(id);
            }
        }
    }
    Ok(found)
}

/// Open records whose clocks the policy in force may set otherwise.
pub fn clocked(state: &State) -> Result<Vec<Id>, Trouble> {
    let mut found = Vec::new();
    for workflow in state.policy.flows() {
        let measures = !workflow.clocks.is_empty() || workflow.stages.values().any(|stage| stage.sla.is_some());
        for id in state.of_workflow(&workflow.id)? {
            let open = state.record(&id)?.filter(|it| !it.is_closed() && it.pipeline() == workflow.name());
            found.extend(open.filter(|record| measures || engine::has_clocks(record)).map(|record| record.id.clone()));
        }
    }
    Ok(found)
}

/// The events that clear warnings which the policy in force no longer has.
pub fn removed_warnings(state: &State) -> Result<Vec<Draft>, Trouble> {
    let policy = &state.policy;
    let has = |warning: &str| {
        let place = warning.split_once('.').and_then(|(of, place)| Some((policy.workflow(of)?, place)));
        let stage = place.and_then(|(workflow, stage)| workflow.stages.get(stage));
        let is_task = || place.is_some_and(|(workflow, task)| workflow.task(task).is_some());
        let clock = || policy.flows().any(|workflow| workflow.clocks.contains_key(warning));
        policy.warnings.contains_key(warning) || clock() || is_task() || stage.is_some_and(|stage| stage.sla.is_some())
    };
    let gone = state.standing(None)?.into_iter().filter(|standing| !has(&standing.warning));
    Ok(gone
        .map(|standing| Draft {
            record: standing.record.clone(),
            as_of: None,
            actor: Actor::Policy,
            body: Body::Warned {
                warning: standing.warning.clone(),
                by: standing.by.iter().cloned().collect(),
                period: standing.period.clone(),
                level: None,
                value: standing.raised.value.clone(),
                target: standing.raised.target.clone(),
                because: Some("removed".into()),
            },
        })
        .collect())
}
