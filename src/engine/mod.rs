//! Floor 4: deciding which events follow when a command meets a record, and folding events into records.
//!
//! Pure. [`decide`] sees the policy, a [`View`] of the records and a command, and answers with events or a refusal; the
//! moment and the actor arrive with the command. Clocks, the store, files, sockets, threads, randomness and unordered
//! maps stay outside. Nothing here names a stage, role or threshold of anybody's sale.

mod access;
mod adjust;
mod balance;
mod calls;
mod chain;
mod children;
mod clocks;
mod create;
mod draft;
mod duty;
mod effects;
mod elsewhere;
mod explain;
mod fold;
mod import;
mod index;
mod lookup;
mod marks;
mod moves;
mod outside;
mod owning;
mod people;
mod reactions;
mod read;
mod results;
mod rows;
mod rules;
mod schedules;
mod sight;
mod standstill;
mod table;
mod tasks;
mod telling;
mod timers;
mod view;
mod work;

pub use clocks::{has_clocks, set_clocks};
pub use draft::draft;
pub(crate) use duty::done_in_general;
pub use explain::{Check, Way, Why, fields, label, why};
pub use fold::{Stamp, fold, fold_on};
pub use index::{Entry, index_entries};
pub(crate) use lookup::{lookups, watches};
pub use marks::{heed, heeders, heeds};
pub(crate) use moves::LINE;
pub use outside::{Met, begin, begun_by, comes_in, is_over, kept_for, kept_names, leave_over, may_keep, meet, takers};
pub use people::{Waiting, moves_for, waiting};
pub(crate) use people::{resolve, waiting_by_right};
pub use results::{Rated, Standing, result_period, standing};
pub use schedules::{For, all_for, occur};
pub use sight::{Sight, Through};
pub use standstill::{Wait, WaitKind, is_stuck, waits};
pub use table::{CellSeen, Evaluation, Kind as Asked, RowSeen, StepSeen, evaluate};
pub(crate) use tasks::{PLANNED, held_by, piles, planned};
pub use tasks::{covered_by, inbox_order, inbox_shown, leave_of, task_acts};
pub use timers::{Due, due_timers};
pub use view::{Glass, Measured, View};

use std::sync::Arc;

use crate::{
    model::{
        Act, Actor, Command, Id, Record, Refusal,
        command::{SeatAct, TaskVerb},
        event::Draft,
        time::Timestamp,
    },
    policy::Policy,
};
use work::Work;

/// What a refused command answers with.
pub type Refused = Box<Refusal>;

/// What a command led to.
#[derive(Debug, Default)]
pub struct Decision {
    /// The events, in order. Empty where nothing was left to do.
    pub events: Vec<Draft>,
    /// The record that was meant.
    pub record: Option<Id>,
    /// The records as the events leave them, where that is known: what folding the events would come to.
    pub left: Vec<Arc<Record>>,
}

/// Answers a command with the events that follow, or with the reason why not.
pub fn decide(
    policy: &Policy,
    view: &dyn View,
    actor: &Actor,
    now: Timestamp,
    command: &Command,
) -> Result<Decision, Refused> {
    let mut work = Work::begin(policy, view, actor.clone(), now, command)?;
    let record = match &command.act {
        Act::New { workflow, with } => Some(work.new_record(workflow, with)?),
        Act::Set { record, with } => Some(work.set(record, with)?),
        Act::Move { record, to, with, at, .. } => Some(work.move_record(record, to, with, at.as_deref())?),
        Act::Decide { task, step, yes, comment, with, .. } => {
            work.decision_apart(task, step.as_deref())?;
            Some(work.decide_seat(task, step.as_deref(), *yes, comment.as_deref(), with)?)
        }
        Act::Seat { task, step, act, .. } if work.means_record(task, step.is_some(), act)? => Some(match act {
            SeatAct::Release => work.release_record(task)?,
            _ => work.claim_record(task)?,
        }),
        Act::Task { task, name: None, act: TaskVerb::Decline, comment, .. } if work.is_offered(task)? => {
            Some(work.decline_record(task, comment.as_deref())?)
        }
        Act::Task { task, name, act: TaskVerb::Decline, comment, .. } if work.is_seat(task, name.as_deref())? => {
            Some(work.decline_seat(task, name.as_deref(), comment.as_deref())?)
        }
        Act::Seat { task, step, act, comment } => {
            if let Some(verb) = act.of_task()
                && work.is_task(task, step.as_ref())?
            {
                let name = step.as_ref();
                let record = work.task(task, name, &verb, &Default::default(), comment.as_deref())?;
                let (events, left) = work.finish_with_records()?;
                return Ok(Decision { events, record: Some(record), left });
            }
            Some(work.act_on_seat(task, step.as_deref(), act, comment.as_deref())?)
        }
        Act::Task { task, name, act, with, comment } => {
            Some(work.task(task, name.as_ref(), act, with, comment.as_deref())?)
        }
        Act::CheckOff { record, item, done } => Some(work.check_off(record, item, *done)?),
        Act::Leave { person, from, until, stand_in } => {
            work.set_leave(person, from.as_deref(), until.as_deref(), stand_in.as_ref())?;
            None
        }
        Act::Back { person, from } => {
            work.clear_leave(person, from.as_deref())?;
            None
        }
        Act::Adjust { target, by, period, value, spread, reason } => {
            let (period, reason, spread) = (period.as_deref(), reason.as_deref(), *spread);
            work.adjust_target(&adjust::Asked { target, by, period, value, spread, reason })?;
            None
        }
        Act::Withdraw { record, comment } => Some(work.withdraw(record, comment.as_deref())?),
        Act::Comment { record, text } => Some(work.comment(record, text)?),
        Act::Link { record, to } => Some(work.link(record, to)?),
        Act::Cancel { record, comment } => Some(work.cancel(record, comment.as_deref())?),
        Act::Event { event, with, key } => {
            work.event_comes(event, with, key.as_deref())?;
            None
        }
        Act::Answer { call, with, failed } => Some(work.answer_call(call, with, failed.as_deref())?),
        Act::Import(row) => Some(work.import(row)?),
        Act::Due { record, token, task, timer, due } => {
            return timers::due(policy, view, now, record, (*token, *task), timer, *due);
        }
    };
    let (events, left) = work.finish_with_records()?;
    Ok(Decision { events, record, left })
}

/// The events that follow by themselves on a record because something it looks at has changed: a record it refers to, a
/// child, a figure, the day, the policy.
pub fn settle(policy: &Policy, view: &dyn View, now: Timestamp, record: &Id) -> Result<Vec<Draft>, Refused> {
    moves::settle(policy, view, now, record)
}
