//! Which rules of a policy look at the records of other workflows, by whose records they are: gathered once, so that a
//! change of a record costs the same however many workflows there are.

use std::collections::BTreeMap;

use super::{Duplicate, On, Policy, Transition};
use crate::model::Id;

/// The rules that look at other workflows' records.
#[derive(Debug, Default)]
pub(super) struct Onlookers {
    /// Edges that wait for what records of a workflow reach: file, transition, edge.
    waiting: BTreeMap<Id, Vec<(Id, Id, usize)>>,
    /// The workflows with a rule on doubles of a workflow's records.
    doubles: BTreeMap<Id, Vec<Id>>,
}

impl Onlookers {
    fn of(policy: &Policy) -> Onlookers {
        let mut found = Onlookers::default();
        for flow in policy.flows() {
            for transition in flow.transitions.values() {
                for (n, edge) in transition.edges().iter().enumerate() {
                    if let Some(On::Record { workflow, .. }) = edge.on.as_deref() {
                        let place = (flow.name().clone(), transition.id.clone(), n);
                        found.waiting.entry(workflow.clone()).or_default().push(place);
                    }
                }
            }
        }
        for workflow in policy.workflows.values() {
            for rule in workflow.duplicates.iter() {
                let those = found.doubles.entry(rule.of.clone()).or_default();
                if !those.contains(&workflow.id) {
                    those.push(workflow.id.clone());
                }
            }
        }
        found
    }
}

impl Policy {
    fn onlookers(&self) -> &Onlookers {
        self.onlookers.0.get_or_init(|| Onlookers::of(self))
    }

    /// What edges anywhere wait for records of a workflow to reach.
    pub fn waiting_for<'a>(&'a self, workflow: &str) -> impl Iterator<Item = &'a On> {
        let places = self.onlookers().waiting.get(workflow).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|(flow, transition, edge)| {
            let transition: &Transition = self.workflow(flow)?.transitions.get(transition)?;
            transition.edges().get(*edge)?.on.as_deref()
        })
    }

    /// The rules on doubles of a workflow's records.
    pub fn doubles_of<'a>(&'a self, workflow: &'a str) -> impl Iterator<Item = &'a Duplicate> {
        let those = self.onlookers().doubles.get(workflow).map(Vec::as_slice).unwrap_or_default();
        let rules = those.iter().filter_map(|id| self.workflows.get(id)).flat_map(|rules| rules.duplicates.iter());
        rules.filter(move |rule| *rule.of == *workflow)
    }
}

/// Kept beside a policy; gathered when it is first asked for.
#[derive(Debug, Default)]
pub struct Gathered(std::sync::OnceLock<Onlookers>);
