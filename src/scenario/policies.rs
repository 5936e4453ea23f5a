//! The policies scenarios are played under: the one that is written, and beside it one for each set of definitions that
//! scenarios switch on.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    compiler::{self, Sources},
    model::Id,
    policy::{
        Policy, RowsAnswered,
        scenario::{Scenario, Suite},
    },
};

/// The policies of a suite.
#[derive(Debug)]
pub struct Policies(BTreeMap<Vec<Id>, Arc<Policy>>);

impl Policies {
    /// Those a suite needs: the one compiled from these texts, and the others made from it. `rows`: who is told which
    /// rows of tables answer.
    pub fn new(policy: Policy, sources: &Sources, suite: &Suite, rows: Option<&Arc<RowsAnswered>>) -> Policies {
        let mut all = BTreeMap::new();
        for on in suite.scenarios.iter().map(|scenario| &scenario.on).filter(|on| !on.is_empty()) {
            if !all.contains_key(on) {
                let compiled = compiler::compile(&compiler::switched_on(sources, on));
                all.extend(compiled.policy.map(|policy| (on.clone(), shared(policy, rows))));
            }
        }
        all.insert(Vec::new(), shared(policy, rows));
        Policies(all)
    }

    /// The policy a scenario is played under; none where what it switches on makes no policy that can run.
    pub fn of(&self, scenario: &Scenario) -> Option<&Arc<Policy>> {
        self.0.get(&scenario.on)
    }
}

/// A policy as worlds share it: numbered as their new stores will number it, without the texts nobody asks for there.
fn shared(mut policy: Policy, rows: Option<&Arc<RowsAnswered>>) -> Arc<Policy> {
    policy.version = 1;
    policy.files.clear();
    policy.rows_answered = rows.cloned();
    Arc::new(policy)
}
