//! A record that is kept nowhere: what values would make, for whoever looks before asking (an import's `reject`).

use super::{Refused, View, work::Work};
use crate::{
    model::{Actor, Code, Record, command::With, record::Fields, time::Timestamp},
    policy::Policy,
};

/// A record of these values and nothing else: no defaults, no stage. A value that does not fit its field, or names what
/// does not exist, leaves the field empty.
pub fn draft(
    policy: &Policy,
    view: &dyn View,
    actor: &Actor,
    now: Timestamp,
    workflow: &str,
    with: &With,
) -> Result<Record, Refused> {
    let work = Work::quiet(policy, view, actor.clone(), now);
    let rules = work.workflow(workflow)?;
    let mut fields = Fields::empty(rules.layout.clone());
    for (name, raw) in with {
        match work.read_fields(rules, &With::from([(name.clone(), raw.clone())])) {
            Ok(given) => given.into_iter().for_each(|(name, value)| fields.set(&name, value)),
            Err(refusal) if refusal.code == Code::InvalidValue => {}
            Err(refusal) => return Err(refusal),
        }
    }
    let mut draft = Record::new("".into(), rules.id.clone(), policy.version, now, actor.clone(), fields);
    draft.pipeline = rules.pipeline.clone();
    Ok(draft)
}
