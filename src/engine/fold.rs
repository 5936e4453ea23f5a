//! Folding: how one event changes a record.
//!
//! It never refuses and never asks a rule: what happened, happened. It needs of the policy only the layout in which the
//! fields are to stand, so that any history can be replayed under any later policy.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::{
    Actor, Body, Id, Layout, Record, Value,
    record::{Account, Fields, Hold, Linked, Queued, Stay, Timer, Token, edge_key},
    time::Timestamp,
    work::{Checked, TaskRun},
};

/// What an event says besides its body.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// The record's id.
    pub id: &'a Id,
    /// The business time it counts at.
    pub moment: Timestamp,
    /// Who did it.
    pub actor: &'a Actor,
    /// The policy version that decided it.
    pub policy: u64,
}

/// The record after the event; none where the event needs a record that is not there (a damaged history).
pub fn fold(
    record: Option<Record>,
    stamp: Stamp,
    body: &Body,
    layout: impl FnOnce(&str) -> Arc<Layout>,
) -> Option<Record> {
    let mut record = match record {
        Some(record) => record,
        None => begun(stamp, body, layout)?,
    };
    fold_on(&mut record, stamp, body);
    Some(record)
}

/// The record that an event begins, before the event itself is folded.
fn begun(stamp: Stamp, body: &Body, layout: impl FnOnce(&str) -> Arc<Layout>) -> Option<Record> {
    match body {
        Body::Created { workflow, fields, parent, pipeline, .. } => {
            let mut values = Fields::empty(layout(workflow));
            fields.iter().for_each(|(name, value)| values.set(name, value.clone()));
            let (at, by) = (stamp.moment, stamp.actor.clone());
            let mut made = Record::new(stamp.id.clone(), workflow.clone(), stamp.policy, at, by, values);
            made.parent = parent.clone();
            made.pipeline = pipeline.clone();
            Some(made)
        }
        _ => None,
    }
}

/// Folds an event into the record it belongs to, in place.
pub fn fold_on(record: &mut Record, stamp: Stamp, body: &Body) {
    change(record, stamp, body);
    record.policy = stamp.policy;
    record.changed_at = record.changed_at.max(stamp.moment);
    if counts(body) {
        record.version += 1;
    }
}

/// Whether an event raises the record's version: what people and rules did to it, not what follows of itself.
fn counts(body: &Body) -> bool {
    matches!(
        body,
        Body::Created { .. }
            | Body::Changed { .. }
            | Body::Moved { .. }
            | Body::Submitted { .. }
            | Body::Decided { .. }
            | Body::ChainEnded { .. }
            | Body::Commented { .. }
            | Body::Linked { .. }
            | Body::TaskActed { .. }
            | Body::ItemChecked { .. }
            | Body::Returned { .. }
            | Body::Resubmitted { .. }
            | Body::Abstained { .. }
            | Body::TakenBack { .. }
            | Body::Lent { .. }
            | Body::GivenBack { .. }
            | Body::Claimed { .. }
            | Body::Released { .. }
            | Body::SignerRemoved { .. }
            | Body::CallAnswered { .. }
            | Body::CallFailed { .. }
    )
}

fn change(record: &mut Record, stamp: Stamp, body: &Body) {
    match body {
        Body::Changed { fields } => {
            if let Some(owner) = fields.get("owner") {
                owned(record, stamp, owner);
            }
            for (name, value) in fields {
                record.fields.set(name, value.clone());
                record.changes.insert(name.clone(), stamp.moment);
            }
        }
        Body::Moved { transition, token, to, edge, .. } => {
            if let Some(person) = stamp.actor.person() {
                let movers = record.movers.entry(transition.clone()).or_default();
                if !movers.contains(person) {
                    movers.push(person.clone());
                }
            }
            *record.fired.entry(transition.clone()).or_default() += 1;
            // What acts without moving by a timer acts once per stay.
            if let (None, Some(token)) = (to, record.tokens.iter_mut().find(|t| t.id == *token)) {
                let key = edge_key(transition, *edge);
                let own = |timer: &&mut Timer| {
                    let name = timer.name.strip_prefix("after:").or(timer.name.strip_prefix("at:"));
                    name == Some(&*key)
                };
                token.timers.iter_mut().filter(own).for_each(|timer| timer.acted = true);
            }
        }
        Body::Joined { join, token, others, rounds, late } => {
            let taken = |one: &Token| one.id == *token || others.contains(&one.id);
            let mut common: Option<Vec<Id>> = None;
            for one in record.tokens.iter().filter(|one| taken(one)) {
                common = Some(match common {
                    None => one.late.clone(),
                    Some(known) => known.into_iter().filter(|join| one.late.contains(join)).collect(),
                });
            }
            for other in others {
                leave(record, *other, stamp.moment);
            }
            record.tokens.retain(|one| !others.contains(&one.id));
            for one in &mut record.tokens {
                if one.id == *token {
                    one.rounds = rounds.clone();
                    one.late = common.clone().unwrap_or_default();
                } else if late.contains(&one.id) && !one.late.contains(join) {
                    one.late.push(join.clone());
                }
            }
        }
        Body::Queued { token, transition, lock, place } => {
            if let Some(token) = record.tokens.iter_mut().find(|t| t.id == *token) {
                let (transition, lock) = (transition.clone(), lock.clone());
                token.queued = Some(Queued { transition, lock, since: stamp.moment, place: *place });
            }
        }
        Body::TimerSet { token, timer, due } => {
            if let Some(token) = record.tokens.iter_mut().find(|t| t.id == *token) {
                let place = token.timers.iter().position(|known| known.name == *timer);
                match (place, due) {
                    (Some(place), Some(due)) => token.timers[place] = Timer::new(timer, *due),
                    (Some(place), None) => _ = token.timers.remove(place),
                    (None, Some(due)) => token.timers.push(Timer::new(timer, *due)),
                    (None, None) => {}
                }
            }
        }
        Body::Entered { token, stage, timers, since, rounds, late, lock } => {
            leave(record, *token, stamp.moment);
            super::clocks::fold_entry(record, *token, Some(stage));
            super::calls::left(record, *token);
            record.tokens_put = record.tokens_put.max(*token);
            let entered = since.unwrap_or(stamp.moment);
            let entered = Token {
                id: *token,
                stage: stage.clone(),
                entered,
                timers: timers.clone(),
                rounds: rounds.clone(),
                late: late.clone(),
                lock: lock.clone(),
                queued: None,
            };
            match record.tokens.iter_mut().find(|t| t.id == *token) {
                Some(there) => *there = entered,
                None => record.tokens.push(entered),
            }
            // Items begin again with every entry; coming back is none.
            record.checked.retain(|checked| checked.token != *token);
            if since.is_some() {
                let before = super::chain::checked_before(record, *token, stage);
                record.checked.extend(before);
            }
            record.outcome = None;
            record.stays.push(Stay { stage: stage.clone(), token: *token, entered: stamp.moment, left: None });
        }
        Body::Removed { token, .. } => {
            leave(record, *token, stamp.moment);
            record.resting.retain(|one| one.token != *token);
            super::calls::left(record, *token);
            record.tokens.retain(|t| t.id != *token);
        }
        Body::Closed { outcome } => record.outcome = Some(outcome.clone()),
        Body::TaskActed { task, .. } => {
            record.tasks = record.tasks.max(task.n);
            match record.work.iter_mut().find(|run| run.n == task.n) {
                Some(run) => *run = TaskRun::clone(task),
                None => record.work.push(TaskRun::clone(task)),
            }
        }
        Body::ItemChecked { token, stage, item, done } => {
            record.checked.retain(|checked| checked.token != *token || checked.item != *item);
            if *done {
                record.checked.push(Checked {
                    token: *token,
                    stage: stage.clone(),
                    item: item.clone(),
                    by: stamp.actor.person().cloned(),
                    at: stamp.moment,
                });
            }
        }
        Body::TimerFired { token, task, timer, .. } => {
            let timers = match (token, task) {
                (Some(token), _) => record.tokens.iter_mut().find(|t| t.id == *token).map(|t| &mut t.timers),
                (None, Some(task)) => match record.work.iter_mut().find(|run| run.n == *task) {
                    Some(run) => Some(&mut run.timers),
                    None => match record.calls.iter_mut().find(|call| call.n == *task) {
                        Some(call) => Some(&mut call.timers),
                        None => super::chain::seat_mut(record, *task).map(|seat| &mut seat.timers),
                    },
                },
                // What stands on no token is a clock's.
                (None, None) => {
                    record.clocks.iter_mut().map(|run| &mut run.timers).find(|all| all.iter().any(|t| t.name == *timer))
                }
            };
            if let Some(timer) = timers.and_then(|timers| timers.iter_mut().find(|t| t.name == *timer)) {
                timer.fired = true;
            }
        }
        Body::StayClocked { token, stage, timers } => super::clocks::fold_stay(record, *token, stage, timers),
        Body::Clocked { run, .. } => {
            record.clocks.retain(|one| one.clock != run.clock);
            if !run.timers.is_empty() {
                record.clocks.push(run.clone());
                record.clocks.sort_by_key(|run| run.place);
            }
        }
        Body::Sought { seeking, .. } => record.seeking = seeking.clone(),
        Body::Recycled { entry } => record.recycled = Some(*entry),
        Body::Attached { parent } => record.parent = parent.clone(),
        Body::Held { balance, account, reserved, waits } => {
            let known = record.holds.iter_mut().find(|hold| hold.balance == *balance && hold.account == *account);
            match known {
                Some(hold) => {
                    hold.reserved += *reserved;
                    hold.waits += *waits;
                }
                None => record.holds.push(Hold {
                    balance: balance.clone(),
                    account: account.clone(),
                    reserved: *reserved,
                    waits: *waits,
                }),
            }
            record.holds.retain(|hold| !hold.reserved.is_zero() || !hold.waits.is_zero());
        }
        Body::Taken { balance, by, reserved, waits } => {
            let account = record.accounts.entry(balance.clone()).or_default();
            account.reserved += *reserved;
            queue(account, by, *waits);
            if account.reserved.is_zero() && account.queue.is_empty() {
                record.accounts.remove(balance);
            }
        }
        Body::Linked { to } => {
            let by = stamp.actor.person().cloned();
            record.links.push(Linked { to: to.clone(), by, at: stamp.moment });
        }
        Body::MarkTaken { .. } | Body::ChildrenTaken { .. } => super::marks::fold(record, body),
        Body::Called { .. } | Body::CallAnswered { .. } | Body::CallFailed { .. } => {
            super::calls::fold(record, stamp.moment, body);
        }
        Body::Created { .. }
        | Body::Sent { .. }
        | Body::EventCame { .. }
        | Body::EventMet { .. }
        | Body::EventKept { .. }
        | Body::EventDropped { .. }
        | Body::Commented { .. }
        | Body::Noticed { .. }
        | Body::Turned { .. }
        | Body::TargetChanged { .. }
        | Body::TargetRestated { .. }
        | Body::LeaveSet { .. }
        | Body::LeaveCleared { .. }
        | Body::Warned { .. }
        | Body::Scheduled { .. }
        | Body::Occurred { .. }
        | Body::OccurrenceRefused { .. }
        | Body::PolicyTaken { .. }
        | Body::PolicyRejected { .. }
        | Body::Answered { .. } => {}
        _ => _ = super::chain::fold(record, stamp, body),
    }
}

/// The record comes to another owner, or to none: whoever takes what nobody owns has claimed it.
fn owned(record: &mut Record, stamp: Stamp, owner: &Value) {
    let takes = record.owner().is_none() && owner.as_text().is_some_and(|owner| stamp.actor.person() == Some(owner));
    record.claimed = takes.then_some(stamp.moment);
    record.recycled = None;
    if !owner.is_none() {
        record.seeking = None;
    }
}

/// Somebody joins the queue at an account, or leaves it: what was asked for first goes first.
fn queue(account: &mut Account, by: &Id, waits: Decimal) {
    if waits.is_sign_positive() && !waits.is_zero() {
        account.queue.push((by.clone(), waits));
        return;
    }
    let mut left = -waits;
    for (who, amount) in account.queue.iter_mut().filter(|(who, _)| who == by) {
        debug_assert_eq!(who, by);
        let gone = left.min(*amount);
        *amount -= gone;
        left -= gone;
    }
    account.queue.retain(|(_, amount)| !amount.is_zero());
}

fn leave(record: &mut Record, token: u32, at: Timestamp) {
    if let Some(stay) = record.stays.iter_mut().rev().find(|stay| stay.token == token && stay.left.is_none()) {
        stay.left = Some(at);
    }
}
