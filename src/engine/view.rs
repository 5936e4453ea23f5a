//! What the engine may see of the records: the desk's state, or a test's.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::Refused;
use crate::{
    model::{
        Actor, Id, Layout, Record, Value,
        people::Org,
        target::Adjustment,
        time::{Calendar, Date, Period, Timestamp},
        work::{Held, Leave},
    },
    policy::Policy,
    script::{Context, Fault, FaultKind, Frame, Outcome, Standing},
};

/// The records and figures as they stand before a command.
pub trait View {
    /// A record, laid out by the policy in force.
    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault>;
    /// The records a record's steps have made, oldest first.
    fn children(&self, id: &str) -> Result<Vec<Id>, Fault>;
    /// The records of a workflow, oldest first.
    fn of_workflow(&self, workflow: &str) -> Result<Vec<Id>, Fault>;
    /// The record that holds a key in an index (see [`super::index_entries`]).
    fn find(&self, index: &str, key: &str) -> Result<Option<Id>, Fault>;
    /// All records that hold a key in an index.
    fn holders(&self, index: &str, key: &str) -> Result<Vec<Id>, Fault>;
    /// The last number given in a sequence; 0 where none was.
    fn last_number(&self, sequence: &str) -> Result<u64, Fault>;
    /// When somebody is away, by the beginning.
    fn leaves(&self, person: &str) -> Result<Vec<Leave>, Fault>;
    /// What somebody holds in a workflow: records they own, open work.
    fn held(&self, person: &str, workflow: &str) -> Result<Vec<Held>, Fault>;
    /// A figure.
    fn figure(&self, name: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault>;
    /// What a part of a target should be, as changed so far and by `more`; refused where it can't be changed so.
    fn adjusts(&self, more: &[Adjustment], change: &Adjustment) -> Result<Decimal, Refused>;
    /// A figure in a period with what it should be, by a dimension or as a whole, with dimensions held to one value or,
    /// for a list, any of its values (targets are those of the first). A stock is as it stands now.
    fn measured(
        &self,
        figure: &str,
        by: Option<&Id>,
        only: &[(Id, Value)],
        period: &Period,
    ) -> Result<Vec<(Value, Measured)>, Fault>;
    /// Whether an event has come in under a key.
    fn has_come(&self, event: &str, key: &str) -> Result<bool, Fault>;
}

/// A figure with what it should be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The figure.
    pub value: Value,
    /// What it should be; none where nothing says so.
    pub target: Value,
    /// How much of the target is reached, as a fraction.
    pub attainment: Value,
}

/// A policy and a view as expressions look through them: for whoever only reads.
#[derive(Clone, Copy)]
pub struct Glass<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The records.
    pub view: &'a dyn View,
}

impl<'a> Glass<'a> {
    /// A frame on a record at a moment, with nobody acting.
    pub fn frame(&'a self, record: Option<&'a Record>, locals: &'a [Value], now: Timestamp) -> Frame<'a> {
        Frame {
            record,
            around: None,
            old: None,
            locals,
            actor: &Actor::Policy,
            now,
            today: self.policy.calendar.local_date(now),
            context: self,
        }
    }
}

impl Context for Glass<'_> {
    fn calendar(&self) -> &Calendar {
        &self.policy.calendar
    }

    fn org(&self) -> &Org {
        &self.policy.org
    }

    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault> {
        self.view.record(id)
    }

    fn children(&self, id: &str, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        gather(self, self.view.children(id)?, workflow)
    }

    fn all_children(&self, id: &str) -> Result<Vec<Arc<Record>>, Fault> {
        self.view.children(id)?.into_iter().filter_map(|id| self.view.record(&id).transpose()).collect()
    }

    fn columns(&self, kind: &str) -> Option<Arc<Layout>> {
        self.policy.lines(kind).map(|lines| lines.layout.clone())
    }

    fn minor_digits(&self) -> u32 {
        self.policy.manifest.minor_digits
    }

    fn balance(&self, name: &str, asked: Standing, key: &[Value], frame: &Frame) -> Result<Value, Fault> {
        let find = |entry: super::Entry| Ok(self.view.find(&entry.index, &entry.key)?);
        super::balance::standing(self.policy, name, asked, key, frame, &find)
    }

    fn records(&self, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        gather(self, self.view.of_workflow(workflow)?, workflow)
    }

    fn label(&self, record: &Record, frame: &Frame) -> Result<String, Fault> {
        super::effects::label_of(self.policy, record, frame)
    }

    fn formula(&self, slot: usize, frame: &Frame) -> Result<Value, Fault> {
        formula(self.policy, slot, frame)
    }

    fn table(&self, table: &str, arguments: &[Value], output: Option<usize>, frame: &Frame) -> Result<Value, Fault> {
        super::table::answer(self.policy, table, arguments, output, frame)
    }

    fn tiered(&self, tiers: &str, x: Decimal, frame: &Frame) -> Result<Value, Fault> {
        super::table::tiered(self.policy, tiers, x, frame)
    }

    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.policy.functions.call(name, arguments)
    }

    fn figure(&self, name: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault> {
        self.view.figure(name, by, period)
    }

    fn result(&self, name: &str, whose: &str, period: &str, what: Outcome, today: Date) -> Result<Value, Fault> {
        super::results::fixed(self.policy, self.view, (name, whose, period), what, today)
    }

    fn leaves(&self, person: &str) -> Result<Vec<Leave>, Fault> {
        self.view.leaves(person)
    }

    fn load(&self, person: &str, workflow: &str) -> Result<usize, Fault> {
        Ok(self.view.held(person, workflow)?.len())
    }
}

/// The records of these ids that belong to a workflow.
pub(super) fn gather(context: &dyn Context, ids: Vec<Id>, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(record) = context.record(&id)?
            && &*record.workflow == workflow
        {
            found.push(record);
        }
    }
    Ok(found)
}

/// The value of a computed field of the frame's record.
pub(super) fn formula(policy: &Policy, slot: usize, frame: &Frame) -> Result<Value, Fault> {
    let missing =
        || Fault::new(FaultKind::Missing, ("a computed field that this policy does not have", "本政策没有的计算字段"));
    let record = frame.record.ok_or_else(missing)?;
    if let Some(lines) = policy.lines(&record.workflow) {
        return super::rows::column(policy, lines, slot, frame);
    }
    let field = policy.rules_of(record).and_then(|workflow| workflow.fields.get(slot)).ok_or_else(missing)?;
    let is_frozen = field.freeze.as_ref().is_some_and(|stage| record.stays.iter().any(|stay| stay.stage == *stage));
    if is_frozen {
        return Ok(record.fields.at(slot).clone());
    }
    let formula = field.formula.as_ref().ok_or_else(missing)?;
    formula.value(&Frame { locals: &[], around: None, ..*frame })
}
