//! Expressions that are asked for somebody's eyes: other records are there as far as they see them, computed fields
//! keep the value they have for everybody.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Sight, seen};
use crate::{
    model::{
        Id, Layout, Record, Value,
        people::Org,
        time::{Calendar, Period},
        work::Leave,
    },
    script::{Context, Fault, Frame, Standing},
};

/// The world as one person sees it.
pub struct Through<'s, 'a> {
    pub(super) sight: &'s Sight<'a>,
}

impl Through<'_, '_> {
    fn only_seen(&self, records: Vec<Arc<Record>>) -> Result<Vec<Arc<Record>>, Fault> {
        records.into_iter().filter_map(|record| seen(self.sight, record).transpose()).collect()
    }
}

impl Context for Through<'_, '_> {
    fn calendar(&self) -> &Calendar {
        self.sight.context.calendar()
    }

    fn org(&self) -> &Org {
        self.sight.context.org()
    }

    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault> {
        self.sight.context.record(id)?.map_or(Ok(None), |record| seen(self.sight, record))
    }

    fn children(&self, id: &str, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        self.only_seen(self.sight.context.children(id, workflow)?)
    }

    fn all_children(&self, id: &str) -> Result<Vec<Arc<Record>>, Fault> {
        self.only_seen(self.sight.context.all_children(id)?)
    }

    fn records(&self, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        self.only_seen(self.sight.context.records(workflow)?)
    }

    fn label(&self, record: &Record, frame: &Frame) -> Result<String, Fault> {
        crate::engine::effects::label_of(self.sight.policy, record, frame)
    }

    fn formula(&self, slot: usize, frame: &Frame) -> Result<Value, Fault> {
        let (Some(record), context) = (frame.record, self.sight.context) else {
            return self.sight.context.formula(slot, frame);
        };
        let Some(whole) = context.record(&record.id)? else {
            return context.formula(slot, frame);
        };
        let rules = self.sight.policy.rules_of(&record);
        if let Some(field) = rules.and_then(|rules| rules.fields.get(slot))
            && self.sight.hidden(&whole)?.contains(&field.id)
        {
            return Ok(Value::None);
        }
        context.formula(slot, &Frame { record: Some(&whole), context, ..*frame })
    }

    fn table(&self, table: &str, arguments: &[Value], output: Option<usize>, frame: &Frame) -> Result<Value, Fault> {
        self.sight.context.table(table, arguments, output, frame)
    }

    fn tiered(&self, tiers: &str, x: Decimal, frame: &Frame) -> Result<Value, Fault> {
        self.sight.context.tiered(tiers, x, frame)
    }

    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.sight.context.function(name, arguments)
    }

    fn columns(&self, kind: &str) -> Option<Arc<Layout>> {
        self.sight.context.columns(kind)
    }

    fn balance(&self, name: &str, asked: Standing, key: &[Value], frame: &Frame) -> Result<Value, Fault> {
        self.sight.context.balance(name, asked, key, frame)
    }

    fn minor_digits(&self) -> u32 {
        self.sight.context.minor_digits()
    }

    fn figure(&self, name: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault> {
        self.sight.context.figure(name, by, period)
    }

    fn leaves(&self, person: &str) -> Result<Vec<Leave>, Fault> {
        self.sight.context.leaves(person)
    }

    fn load(&self, person: &str, workflow: &str) -> Result<usize, Fault> {
        self.sight.context.load(person, workflow)
    }
}
