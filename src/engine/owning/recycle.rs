//! `[pool] recycle`: records that change hands by themselves: back to the pool, or to others.

use super::super::{Refused, people, tasks::cover, work::Work};
use crate::{
    model::{Body, Id, Record, Value},
    policy::{Pool, Recycle},
    script::Fault,
};

/// The name under which one command notes that a record has changed hands by itself.
const RECYCLED: &str = "~recycled";

impl Work<'_> {
    /// Lets a record change hands where an entry of `recycle` says so, at most once per command; whether it did.
    pub fn recycle(&mut self, id: &Id) -> Result<bool, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(pool) = rules.pool.as_ref().filter(|_| record.owner().is_some() && !record.is_closed()) else {
            return Ok(false);
        };
        if self.has_reacted(id, &RECYCLED.into()) || self.is_protected(pool, &record)? {
            return Ok(false);
        }
        let Some((entry, to)) = self.first_due(pool, &record)? else {
            return Ok(false);
        };
        drop(record);
        self.note_reaction(id, &RECYCLED.into());
        self.give_to(id, to)?;
        self.emit(id, Body::Recycled { entry })?;
        for notice in &pool.notify {
            self.notify(id, notice, &[])?;
        }
        Ok(true)
    }

    /// Whether it was claimed so lately that nobody may take it away.
    fn is_protected(&self, pool: &Pool, record: &Record) -> Result<bool, Refused> {
        let (Some(protect), Some(claimed)) = (&pool.protect, record.claimed) else {
            return Ok(false);
        };
        let until = match protect.value(&self.frame(record, &[]))? {
            Value::Duration(length) => super::super::timers::add(&self.frame(record, &[]), claimed, &length)?,
            _ => return Ok(false),
        };
        Ok(self.moment < until)
    }

    /// The first entry that holds and leads to somebody else.
    fn first_due(&self, pool: &Pool, record: &Record) -> Result<Option<(u32, Option<Id>)>, Fault> {
        let frame = self.frame(record, &[]);
        for (n, entry) in (0..).zip(&pool.recycle) {
            // Who came by it through an entry keeps it, though the entry still holds: it does not go up the line.
            let kept = record.recycled == Some(n) && !entry.to.is_empty();
            if kept || entry.when.holds(&frame)? != Some(true) {
                continue;
            }
            if entry.to.is_empty() {
                return Ok(Some((n, None)));
            }
            if let Some(next) = self.next_owner(entry, record)? {
                return Ok(Some((n, Some(next))));
            }
        }
        Ok(None)
    }

    /// The first of those an entry names who is there and does not own it yet.
    fn next_owner(&self, entry: &Recycle, record: &Record) -> Result<Option<Id>, Fault> {
        for person in people::resolve_all(&entry.to, &self.frame(record, &[]))? {
            if record.owner() != Some(&person) && cover(self, &person, self.moment)?.is_some() {
                return Ok(Some(person));
            }
        }
        Ok(None)
    }
}
