//! Owning: who a record belongs to where its creator does not simply keep it. `[assign]` looks for an owner, `[pool]`
//! takes what nobody is to own and gives it to who claims it, and what somebody leaves behind goes to others.
//!
//! The owner is a field like others and changes by the events of fields; what is written down beside is only how an
//! owner is looked for. Tasks and seats find their holders elsewhere.

mod assign;
mod claim;
mod gone;
mod recycle;

use super::{Refused, people, tasks::stands_in, work::Work};
use crate::{
    model::{Code, Id, Record, Refusal, Value, command::SeatAct, record::split_task},
    policy::{Policy, Pool, Workflow},
    said,
    script::{Fault, Frame},
};

/// Whether a record without owner has been put to somebody: it was offered to them, or lies in a pool they may claim
/// from. It is there for them whatever `[access]` says.
pub(super) fn is_put_to(
    policy: &Policy,
    rules: &Workflow,
    record: &Record,
    person: &Id,
    frame: &Frame,
) -> Result<bool, Fault> {
    if stands_in(frame.context, person, record.offered(), frame.now)?.is_some() {
        return Ok(true);
    }
    let pool = rules.pool.as_ref().filter(|_| is_pooled(policy, record));
    match pool.filter(|pool| pool.who.is_some()) {
        Some(pool) => is_of(pool, person, frame),
        None => Ok(false),
    }
}

/// Whether somebody is of those who may claim from a pool.
fn is_of(pool: &Pool, person: &Id, frame: &Frame) -> Result<bool, Fault> {
    let of_them = pool.who.as_ref().map_or(Ok(true), |who| people::includes(who, person, frame))?;
    Ok(of_them && people::fits(pool.fits.as_ref(), 0, person, frame)?)
}

/// Whether a record lies in the pool of its workflow.
pub(super) fn is_pooled(policy: &Policy, record: &Record) -> bool {
    let has_pool = policy.rules_of(record).is_some_and(|rules| rules.pool.is_some());
    has_pool && record.owner().is_none() && record.seeking.is_none() && !record.is_closed()
}

impl Work<'_> {
    /// Whether `claim`, `release` or `decline` means the record itself and not a seat or task on it.
    pub fn means_record(&self, target: &Id, named: bool, act: &SeatAct) -> Result<bool, Refused> {
        if named || split_task(target).is_some() {
            return Ok(false);
        }
        let record = self.get(target)?;
        let rules = self.rules_of(&record)?;
        let Some(person) = self.person()?.filter(|_| rules.pool.is_some() || rules.assign.is_some()) else {
            return Ok(false);
        };
        let to_take =
            is_pooled(self.policy, &record) || stands_in(self, &person, record.offered(), self.moment)?.is_some();
        if *act == SeatAct::Claim && to_take {
            return Ok(true);
        }
        let seats = record.running().flat_map(|run| run.open_seats()).map(|(_, seat)| &seat.holders[..]);
        let tasks = record.open_work().map(|run| run.holders(&record));
        for holders in seats.chain(tasks) {
            if stands_in(self, &person, holders, self.moment)?.is_some() {
                return Ok(false);
            }
        }
        Ok(match act {
            SeatAct::Claim => true,
            SeatAct::Release => record.owner() == Some(&person),
            _ => false,
        })
    }

    /// The record changes hands.
    fn give_to(&mut self, id: &Id, owner: Option<Id>) -> Result<(), Refused> {
        let owner = owner.map_or(Value::None, Value::Text);
        self.change(id, [("owner".into(), owner)].into())
    }

    /// What is nobody's and looked for by nobody lies in the pool, or is not to be had.
    fn must_be_had(&self, record: &Record) -> Result<(), Refused> {
        let id = &record.id;
        match record.owner() {
            _ if record.is_closed() => {
                Err(Refusal::new(Code::Closed, said!("{id} has ended already", "{id} 已经结束")))
            }
            Some(owner) => {
                Err(Refusal::new(Code::Conflict, said!("{id} is {owner}'s already", "{id} 的负责人已是 {owner}"))
                    .with("owner", &**owner))
            }
            None => Ok(()),
        }
        .map_err(|refusal| refusal.with("record", &**id))
    }
}
