//! A policy comes into force between two groups, or does not; both are written down.

use std::{collections::BTreeSet, sync::Arc};

use super::Writer;
use crate::{
    desk::{Trouble, handover, judge, policies, recount, schedules, targets},
    engine,
    model::{Actor, Body, Id, event::Draft, time::Timestamp},
    policy::Policy,
};

impl Writer {
    /// Takes a policy between two groups, or says which records it would strand.
    pub fn take_policy(&mut self, mut policy: Policy, now: Timestamp) -> Result<policies::Taken, Trouble> {
        self.state.now = now;
        let current = self.policy();
        if policy.fingerprint == current.fingerprint {
            // After a broken edit the mend is written down too, so that the log does not end with the rejection.
            if policies::last_rejected(&self.state)?.is_some() {
                self.note_in_force()?;
                self.commit()?;
            }
            return Ok(policies::Taken::Unchanged { version: current.version });
        }
        let stranded = policies::stranded(&self.state, &policy)?;
        if !stranded.is_empty() {
            return Ok(policies::Taken::Stranded { records: stranded });
        }
        policy.version = current.version + 1;
        let version = policy.version;
        self.state.take_policy(Arc::new(policy));
        match self.put_in_force(Some(current.files.clone())) {
            Ok(()) => Ok(policies::Taken::InForce { version }),
            Err(trouble) => {
                self.state.take_policy(current);
                self.forget();
                Err(trouble)
            }
        }
    }

    /// Writes down that the state's policy is in force.
    fn note_in_force(&mut self) -> Result<(), Trouble> {
        let policy = self.policy();
        let body = Body::PolicyTaken {
            version: policy.version,
            fingerprint: policy.fingerprint.clone(),
            files: policy.files.clone(),
        };
        self.absorb(vec![Draft { record: None, as_of: None, actor: Actor::Policy, body }]).map(drop)
    }

    /// The state's policy comes into force: written down, and everything that follows from it derived.
    pub(super) fn put_in_force(&mut self, before: Option<policies::Files>) -> Result<(), Trouble> {
        self.note_in_force()?;
        self.commit()?;
        recount::after_policy(&mut self.state, before.as_ref())?;
        for id in policies::clocked(&self.state)? {
            if let Ok(drafts) = engine::set_clocks(&self.state.policy, &self.state, self.state.now, &id) {
                self.write(drafts)?;
            }
        }
        let restated = targets::restated(&self.state)?;
        self.absorb(restated)?;
        let mut drafts = policies::removed_warnings(&self.state)?;
        drafts.extend(judge::new_day(&self.state)?);
        drafts.extend(schedules::in_force(&self.state)?);
        self.absorb(drafts)?;
        let due = handover::due(&self.state)?.into_iter().chain(handover::of_strangers(&self.state)?).collect();
        self.hand_over(due)?;
        let with_chains: BTreeSet<Id> = policies::passed_over(&self.state)?;
        for id in with_chains {
            if let Ok(drafts) = engine::settle(&self.state.policy, &self.state, self.state.now, &id) {
                self.write(drafts)?;
            }
        }
        self.commit()
    }

    /// Writes down that a changed policy did not compile, once per state of its files.
    pub fn reject_policy(
        &mut self,
        fingerprint: &str,
        findings: Vec<serde_json::Value>,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        self.state.now = now;
        if policies::last_rejected(&self.state)?.as_deref() == Some(fingerprint) {
            return Ok(());
        }
        let body = Body::PolicyRejected { fingerprint: fingerprint.to_owned(), findings };
        self.absorb(vec![Draft { record: None, as_of: None, actor: Actor::Policy, body }])?;
        self.commit()
    }
}
