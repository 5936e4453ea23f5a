//! Work on a record: tasks that are made as a token enters a stage, found a holder, done or passed over; items that are
//! checked off; and when a token is ready to go on.
//!
//! What stands in the policy is read here and turned into runs on the record; every change of a run is one event that
//! carries the run as it stands. Approval seats are the chain's, not this room's.

mod act;
mod alter;
mod apart;
mod due;
mod finish;
mod hand;
mod held;
mod hold;
mod items;
mod leave;
mod make;
mod may;
mod order;
mod permitted;
mod piles;
mod ready;
mod take;

pub(super) use held::seat_name;
pub(crate) use held::{PLANNED, held_by, planned};
pub(super) use hold::{Considered, Found};
pub(super) use leave::{cover, stands_in};
pub use leave::{covered_by, leave_of};
pub use may::acts as task_acts;
pub use order::{inbox_order, inbox_shown};
pub(super) use piles::pile;

/// What a record adds for those who look whether somebody works through a pile of a task.
pub(crate) fn piles(
    policy: &crate::policy::Policy,
    record: &crate::model::Record,
) -> Vec<(Id, crate::model::work::Held)> {
    let Some(rules) = policy.rules_of(record) else {
        return Vec::new();
    };
    let seats = piles::of_seats(policy, record);
    let piled = |run: &TaskRun| rule(rules, run).is_some_and(|task| task.begin == crate::policy::Begin::Pile);
    if !record.open_work().any(piled) {
        return seats;
    }
    let tasks = piles::piles(record, piled);
    tasks.into_iter().chain(seats).collect()
}

use super::{Refused, work::Work};
use crate::{
    model::{Body, Id, work::TaskRun},
    policy::{Task, Workflow},
};

impl Work<'_> {
    /// Writes down how a task stands now.
    fn acted(&mut self, id: &Id, act: &str, run: TaskRun, why: Why) -> Result<(), Refused> {
        self.emit(
            id,
            Body::TaskActed { act: act.into(), task: Box::new(run), comment: why.comment, because: why.because },
        )
    }
}

impl Work<'_> {
    /// The same for what has become of a task by itself.
    pub(super) fn acted_because(&mut self, id: &Id, act: &str, run: TaskRun, because: String) -> Result<(), Refused> {
        self.acted(id, act, run, Why::because(because))
    }
}

/// What is written down beside an act.
#[derive(Clone, Debug, Default)]
struct Why {
    comment: Option<String>,
    because: Option<String>,
}

impl Why {
    fn because(text: impl Into<String>) -> Why {
        Why { because: Some(text.into()), comment: None }
    }
}

/// The rule of a run, where the policy still has it.
fn rule<'p>(rules: &'p Workflow, run: &TaskRun) -> Option<&'p Task> {
    rules.stages.get(&run.stage)?.tasks.get(&run.task)
}
