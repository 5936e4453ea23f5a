//! Results: what scorecards and incentives come to, for each of those they are for, period by period.
//!
//! Both are kinds of record (`policy::made`). When a period is over a record is made for each of them ([`Rated`]); while
//! it is a draft people may speak in it; when it closes it is worked out once, handed to its chain or fixed, and what
//! follows from it follows. Until then anybody who may asks what it would come to now ([`standing`]). The figures are
//! the view's to say; here they are weighed.

mod begin;
mod pay;
mod pool;
mod score;
mod standing;

pub use begin::Rated;
pub(super) use begin::begun;
pub use standing::{Standing, result_period, standing};

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Refused, index,
    view::{Measured, View},
    work::Work,
};
use crate::{
    model::{
        Id, Record, Value,
        time::{Date, Period},
    },
    policy::{Counted, Paid, Policy, Transition, made},
    script::{Fault, FaultKind, Outcome},
};

impl Work<'_> {
    /// Works a result out where a transition closes it; any other record is left alone.
    pub(super) fn work_out(&mut self, id: &Id, transition: &Transition) -> Result<(), Refused> {
        if !matches!(&*transition.id, made::FIX | made::SETTLE) {
            return Ok(());
        }
        let record = self.get(id)?;
        let policy = self.policy;
        let worked = if let Some(card) = policy.scorecards.get(&record.workflow) {
            score::worked_out(self, card, &record)?
        } else if let Some(incentive) = policy.incentives.get(&record.workflow) {
            drop(record);
            return pay::work_out(self, incentive, id);
        } else {
            return Ok(());
        };
        drop(record);
        self.change(id, worked)
    }

    /// What follows once a result is fixed: nothing of any other record.
    pub(super) fn results_follow(&mut self, id: &Id, stage: &Id) -> Result<(), Refused> {
        if &**stage != made::FIXED {
            return Ok(());
        }
        let kind = self.get(id)?.workflow.clone();
        let policy = self.policy;
        match (policy.scorecards.get(&kind), policy.incentives.get(&kind)) {
            (Some(card), _) => score::follow(self, card, id),
            (None, Some(incentive)) => pay::note_corrections(self, incentive, id),
            (None, None) => Ok(()),
        }
    }

    /// A figure of one of those it is counted for; nothing where it is not known whose.
    fn measured_of(&self, counted: &Counted, whose: Option<&Id>, period: &Period) -> Result<Measured, Fault> {
        let Some(whose) = whose else { return Ok(Measured::default()) };
        let only = [(counted.by.clone(), self.with_those_below(whose))];
        Ok(self
            .view
            .measured(&counted.figure, None, &only, period)?
            .pop()
            .map(|(_, measured)| measured)
            .unwrap_or_default())
    }

    /// Of a unit itself and those below it, of anything else itself.
    fn with_those_below(&self, whose: &Id) -> Value {
        let org = &self.policy.org;
        if !org.units.contains_key(whose) {
            return Value::Text(whose.clone());
        }
        let below = org.units.keys().filter(|unit| org.line_of(Some(unit)).any(|(above, _)| above == whose));
        let mut all: Vec<Value> = vec![Value::Text(whose.clone())];
        all.extend(below.filter(|unit| *unit != whose).cloned().map(Value::Text));
        match all.len() {
            1 => Value::Text(whose.clone()),
            _ => Value::List(all.into()),
        }
    }

    /// The share of a period's business days that are wholly gone.
    fn elapsed(&self, period: &Period) -> Value {
        let calendar = &self.policy.calendar;
        let days = calendar.business_days_between(period.start, period.end);
        let gone = calendar.business_days_between(period.start, self.today().clamp(period.start, period.end));
        Decimal::from(gone).checked_div(Decimal::from(days)).map_or(Value::None, Value::Number)
    }

    /// The locals of `policy::locals::score`.
    fn score_locals(&self, measured: &Measured, period: &Period, person: Option<&Id>) -> Vec<Value> {
        let Measured { value, target, attainment } = measured.clone();
        let person = person.map_or(Value::None, |person| Value::Text(person.clone()));
        vec![value, target, attainment, self.elapsed(period), Value::text(period.name()), person]
    }

    /// The words of a line in the language of the policy.
    fn in_own_words(&self, said: &crate::model::Said) -> Value {
        let lang = crate::model::Lang::of(&self.policy.manifest.locale).unwrap_or_default();
        Value::text(said.text(lang))
    }
}

/// What was fixed for somebody, a unit or a record in a period; none where nothing is. Of a pool the one of their unit.
pub(super) fn fixed(
    policy: &Policy,
    view: &dyn View,
    (name, whose, period): (&str, &str, &str),
    what: Outcome,
    today: Date,
) -> Result<Value, Fault> {
    let (Some(_), Some(rules)) = (result_period(policy, name), policy.workflow(name)) else { return Ok(Value::None) };
    let read = Period::parse(period, today, policy.manifest.fiscal_year_starts);
    let period = read.map_err(|error| Fault::new(FaultKind::Argument, error.said()))?;
    let unit = policy.org.people.get(whose).and_then(|person| person.unit.clone());
    let (whose, pooled) =
        (Some(Id::from(whose)), policy.incentives.get(name).is_some_and(|i| matches!(i.paid, Paid::Units)));
    let whom = match pooled {
        true => Rated { owner: whose, rated: unit },
        false => Rated { owner: whose, rated: None },
    };
    let index = index::unique_index(rules, made::KEY);
    let record = match view.find(&index, &whom.key(&period, true))? {
        Some(id) => view.record(&id)?,
        None => None,
    };
    let Some(record) = record.filter(|record| record.outcome.as_deref() == Some(made::FIXED)) else {
        return Ok(Value::None);
    };
    let field = match what {
        Outcome::Score => made::SCORE,
        Outcome::Grade => made::GRADE,
        Outcome::Amount => made::AMOUNT,
    };
    Ok(record.fields.get(field).cloned().unwrap_or_default())
}

/// The period a result is for.
fn period_of(work: &Work<'_>, record: &Record) -> Result<Period, Refused> {
    let name = record.fields.get(made::PERIOD).map(ToString::to_string).unwrap_or_default();
    let read = Period::parse(&name, work.today(), work.policy.manifest.fiscal_year_starts);
    Ok(read.map_err(|error| Fault::new(FaultKind::Argument, error.said()))?)
}

fn number(value: &Value) -> Option<Decimal> {
    value.as_number()
}

/// A row of lines.
fn row<const N: usize>(columns: [(&str, Value); N]) -> Value {
    let filled = columns.into_iter().filter(|(_, value)| !value.is_none());
    let values: BTreeMap<Id, Value> = filled.map(|(name, value)| (Id::from(name), value)).collect();
    Value::Row(crate::model::Row::new("".into(), values).into())
}
