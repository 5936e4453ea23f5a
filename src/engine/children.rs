//! Joins over linked records: how many have arrived, which are taken, what becomes of the rest.
//!
//! The join stands on one token of the record above. It looks at the records below it that it has not used up yet;
//! cancelled ones do not count, and none at all never fires. Joins over stages are in the room of the net.

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Refused, marks, moves, work::Work};
use crate::{
    model::{Body, Code, Id, Record, Refusal, Type, Value, time::Timestamp},
    policy::{Arrivals, Enough, Join, Rest, Transition},
    said,
    script::{Context, Expr, Frame, standing_on},
};

/// The outcome of what is called off.
const CANCELLED: &str = "cancelled";

/// What a join over linked records takes where it fires.
#[derive(Debug)]
pub(super) struct Taken {
    /// Those it takes, in the order they arrived.
    pub taken: Vec<Id>,
    /// The others that are used up with them.
    pub rest: Vec<Id>,
}

/// A linked record as a join sees it.
struct Linked {
    record: Arc<Record>,
    /// The place of its kind among those the join names.
    kind: usize,
    /// When it arrived; none: it has not.
    arrived: Option<Timestamp>,
}

impl<'a> Work<'a> {
    /// What a join over linked records takes as they stand; none: it does not fire.
    pub(super) fn arrived(&self, record: &Record, transition: &Transition) -> Result<Option<Taken>, Refused> {
        let Some(join) = &transition.join else { return Ok(None) };
        let all = self.linked_to(record, transition, join)?;
        if self.is_held(record, transition, join)? {
            return Ok(None);
        }
        let mut arrived: Vec<&Linked> = all.iter().filter(|one| one.arrived.is_some()).collect();
        arrived.sort_by_key(|one| one.arrived);
        let taken = match join.matching.is_empty() {
            false => self.matched(record, join, &arrived)?,
            true => {
                let many = self.enough_children(record, transition, join, &arrived, all.len())?;
                arrived.iter().take(many).map(|one| one.record.id.clone()).collect()
            }
        };
        if taken.is_empty() {
            return Ok(None);
        }
        let uses_all = join.every.is_none() && join.matching.is_empty();
        let rest = all.iter().map(|one| &one.record.id).filter(|id| uses_all && !taken.contains(id)).cloned().collect();
        Ok(Some(Taken { taken, rest }))
    }

    /// How it stands with a join, for who asks why it waits: how many have arrived, how many there are.
    pub(super) fn standing_at(&self, record: &Record, transition: &Transition) -> Result<(usize, usize), Refused> {
        let Some(join) = &transition.join else { return Ok((0, 0)) };
        let all = self.linked_to(record, transition, join)?;
        Ok((all.iter().filter(|one| one.arrived.is_some()).count(), all.len()))
    }

    /// The records below one that a join counts, oldest first.
    fn linked_to(&self, record: &Record, transition: &Transition, join: &Join) -> Result<Vec<Linked>, Refused> {
        let Arrivals::Children { workflows, reaches } = &join.of else { return Ok(Vec::new()) };
        let used = record.taken.get(&transition.key());
        let mut all = Vec::new();
        for (kind, (workflow, marks)) in workflows.iter().zip(reaches).enumerate() {
            for child in self.children(&record.id, workflow)? {
                let counts = child.outcome.as_deref() != Some(CANCELLED);
                if counts && used.is_none_or(|used| !used.contains_key(&child.id)) {
                    let there = marks::times(self.policy, &child, marks) > 0;
                    let arrived = there.then(|| marks::since(self.policy, &child, marks));
                    all.push(Linked { record: child, kind, arrived });
                }
            }
        }
        Ok(all)
    }

    /// How many of those that have arrived are enough, as many as it takes; 0 where they are not.
    fn enough_children(
        &self,
        record: &Record,
        transition: &Transition,
        join: &Join,
        arrived: &[&Linked],
        all: usize,
    ) -> Result<usize, Refused> {
        let here = arrived.len();
        let many = match (join.every, &join.need) {
            (Some(every), _) => every as usize,
            (None, Enough::All) => all,
            (None, Enough::Count(count)) => *count as usize,
            (None, Enough::Share(share)) => (Decimal::from(all) * share).ceil().to_usize().unwrap_or(usize::MAX).max(1),
            (None, Enough::When(when)) => match self.is_enough(record, transition, when, arrived)? {
                true => here,
                false => usize::MAX,
            },
        };
        Ok(if (1..=here).contains(&many) { many } else { 0 })
    }

    /// Whether an expression takes those that have arrived for enough.
    fn is_enough(
        &self,
        record: &Record,
        transition: &Transition,
        when: &Expr,
        arrived: &[&Linked],
    ) -> Result<bool, Refused> {
        let ids = arrived.iter().map(|one| Value::Text(one.record.id.clone()));
        let mut locals = moves::locals(transition, None, &BTreeMap::new());
        locals.push(Value::List(ids.collect()));
        Ok(when.holds(&self.frame(record, &locals))? == Some(true))
    }

    /// One of each kind, all with the same value; the first that are complete, by arrival.
    fn matched(&self, record: &Record, join: &Join, arrived: &[&Linked]) -> Result<Vec<Id>, Refused> {
        let frame = self.frame(record, &[]);
        let mut groups: Vec<(Value, Vec<Option<Id>>)> = Vec::new();
        for one in arrived {
            let Some(by) = join.matching.get(one.kind) else { continue };
            let (ty, row) = (Type::Rows(one.record.workflow.clone()), Value::Text(one.record.id.clone()));
            let value = standing_on(&ty, &row, &frame, &mut |inside: &Frame| by.value(inside))?;
            if value.is_none() {
                continue;
            }
            let place = groups.iter().position(|(known, _)| *known == value);
            let place = place.unwrap_or_else(|| {
                groups.push((value, vec![None; join.matching.len()]));
                groups.len() - 1
            });
            let slot = &mut groups[place].1[one.kind];
            // The oldest of a kind goes first.
            slot.get_or_insert_with(|| one.record.id.clone());
        }
        let complete = groups.into_iter().find(|(_, group)| group.iter().all(Option::is_some));
        Ok(complete.map(|(_, group)| group.into_iter().flatten().collect()).unwrap_or_default())
    }

    /// Whether what was left over at the last firing still holds the join back: it has neither arrived nor ended.
    fn is_held(&self, record: &Record, transition: &Transition, join: &Join) -> Result<bool, Refused> {
        let Arrivals::Children { workflows, reaches } = &join.of else { return Ok(false) };
        if join.rest != Rest::Hold {
            return Ok(false);
        }
        let late = record.taken.get(&transition.key()).into_iter().flatten().filter(|(_, times)| **times == 0);
        for (id, _) in late {
            let Some(other) = Context::record(self, id)? else { continue };
            let kind = workflows.iter().position(|workflow| *workflow == other.workflow);
            let there = kind.is_some_and(|kind| marks::times(self.policy, &other, &reaches[kind]) > 0);
            if !there && !other.is_closed() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Uses up what a join over linked records takes as its transition sets out; refused while it does not fire.
    pub fn use_up_children(&mut self, id: &Id, transition: &Transition) -> Result<(), Refused> {
        let Some(join) = transition.join.as_ref().filter(|join| matches!(join.of, Arrivals::Children { .. })) else {
            return Ok(());
        };
        let record = self.get(id)?;
        let Some(Taken { taken, rest }) = self.arrived(&record, transition)? else {
            return Err(self.not_enough(&record, transition)?);
        };
        drop(record);
        let open = rest.clone();
        self.emit(id, Body::ChildrenTaken { transition: transition.key(), taken, rest })?;
        if join.rest == Rest::Cancel {
            for other in open {
                self.cancel_one(&other)?;
            }
        }
        Ok(())
    }

    /// Why a join over linked records does not fire.
    pub(super) fn not_enough(&self, record: &Record, transition: &Transition) -> Result<Refused, Refused> {
        let (arrived, all) = self.standing_at(record, transition)?;
        let message = said!(
            "`{}` waits for linked records: {arrived} of {all} are there",
            "`{}` 在等关联记录：{all} 条中到了 {arrived} 条",
            transition.id
        );
        Ok(Refusal::new(Code::Waiting, message).with("arrived", arrived).with("all", all))
    }
}
