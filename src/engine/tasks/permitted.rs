//! Acts on work that somebody else holds: the task says who may do them, whoever holds it.

use super::{Refused, Work, rule};
use crate::{
    engine::people,
    model::{Id, Record, command::TaskVerb, work::TaskRun},
    policy::{TaskAct, TaskPermit},
};

impl Work<'_> {
    /// Whether the task lets somebody do this by name.
    pub(super) fn is_let(&self, record: &Record, run: &TaskRun, verb: &TaskVerb, person: &Id) -> Result<bool, Refused> {
        let rules = self.rules_of(&record)?;
        let (Some(task), Some(act)) = (rule(rules, run), act(verb)) else { return Ok(false) };
        match task.allow.permit(act) {
            TaskPermit::To(who) => Ok(people::includes(who, person, &self.frame(record, &[]))?),
            TaskPermit::Yes | TaskPermit::No => Ok(false),
        }
    }
}

/// The act that `allow` speaks of; taking, beginning and ending are the holder's alone.
fn act(verb: &TaskVerb) -> Option<TaskAct> {
    Some(match verb {
        TaskVerb::Transfer { .. } => TaskAct::Transfer,
        TaskVerb::Delegate { .. } => TaskAct::Delegate,
        TaskVerb::GiveBack => TaskAct::GiveBack,
        TaskVerb::Restart { .. } => TaskAct::Restart,
        TaskVerb::Suspend { .. } | TaskVerb::Resume => TaskAct::Suspend,
        TaskVerb::Skip => TaskAct::Skip,
        TaskVerb::Redo => TaskAct::Redo,
        TaskVerb::AddHelp { .. } => TaskAct::AddHelp,
        TaskVerb::Claim | TaskVerb::Start | TaskVerb::Done | TaskVerb::Decline | TaskVerb::Release => return None,
    })
}
