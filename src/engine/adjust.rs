//! Targets that are changed: by an effect, by a command. What a target is made of the figures know; they say through the
//! view whether it can be changed so, and what it was.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{Refused, effects::given_on, people, work::Work};
use crate::{
    model::{Body, Code, Id, Refusal, Type, Value, command::With, number, target::Adjustment, time::Period},
    policy::{Adjust, Given, Target},
    said,
    script::Frame,
};

/// A target's change as a command gives it.
pub(super) struct Asked<'c> {
    pub target: &'c Id,
    pub by: &'c With,
    pub period: Option<&'c str>,
    pub value: &'c Json,
    pub spread: bool,
    pub reason: Option<&'c str>,
}

impl Work<'_> {
    /// Changes a target because of a record.
    pub fn adjust(&mut self, id: &Id, adjust: &Adjust, locals: &[Value]) -> Result<(), Refused> {
        let record = self.get(id)?;
        let change = self.change_by(adjust, &self.frame(&record, locals))?;
        drop(record);
        change.map_or(Ok(()), |change| self.changes(Some(id), change))
    }

    /// Changes a target because of no record.
    pub fn adjust_alone(&mut self, adjust: &Adjust, locals: &[Value]) -> Result<(), Refused> {
        let change = self.change_by(adjust, &self.bare(locals))?;
        change.map_or(Ok(()), |change| self.changes(None, change))
    }

    /// Somebody changes a target by command: an administrator, or whom the policy names, with the reason.
    pub fn adjust_target(&mut self, asked: &Asked) -> Result<(), Refused> {
        let target = self.target(asked.target)?;
        if let Some(actor) = self.person()?
            && !self.admin
            && !people::includes(&target.who, &actor, &self.bare(&[]))?
        {
            let title = &target.title;
            let may = self.policy.manifest.admins.iter().chain(&target.who).map(|place| &*place.text);
            let may: Vec<&str> = may.collect();
            let refused = super::access::not_permitted(&actor, said!("change {title}", "调整{title}"), None);
            return Err(refused.with("who", may));
        }
        let reason = asked.reason.map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_none() {
            let message = ("a target is changed with its reason", "调整目标要写明原因");
            return Err(Refusal::new(Code::MissingFields, message).with("fields", vec!["reason"]));
        }
        let mut by = BTreeMap::new();
        for (id, raw) in asked.by {
            let ty = self.policy.dimension(&target.kpi, id).unwrap_or(&Type::Any);
            let value = self.read_value(ty, raw)?.map_err(|wrong| super::read::invalid(vec![(id.clone(), wrong)]))?;
            by.insert(id.clone(), value);
        }
        let ty = self.policy.figure_type(&target.kpi).unwrap_or(&Type::Number);
        let value = self.read_value(ty, asked.value)?;
        let value = value.map_err(|wrong| super::read::invalid(vec![("value".into(), wrong)]))?;
        let change = Adjustment {
            target: target.id.clone(),
            by,
            period: asked.period.map(|text| self.period_named(text)).transpose()?,
            value: number_of(&value)?,
            before: Decimal::ZERO,
            spread: asked.spread,
            reason: reason.map(str::to_owned),
        };
        self.changes(None, change)
    }

    fn target(&self, id: &Id) -> Result<&Target, Refused> {
        self.policy.targets.get(id).ok_or_else(|| {
            let near = crate::model::near::nearest(id, self.policy.targets.keys().map(|known| &**known));
            let message = match near {
                Some(near) => {
                    said!("there is no target `{id}`; did you mean `{near}`?", "没有目标 `{id}`；是否指 `{near}`？")
                }
                None => said!("there is no target `{id}`", "没有目标 `{id}`"),
            };
            Refusal::new(Code::NotFound, message).with("target", &**id)
        })
    }

    /// The change an effect says; none where its condition does not hold.
    fn change_by(&self, adjust: &Adjust, frame: &Frame) -> Result<Option<Adjustment>, Refused> {
        if let Some(when) = &adjust.when
            && when.holds(frame)? != Some(true)
        {
            return Ok(None);
        }
        let needed = |given: &Given, key: &str| -> Result<Value, Refused> {
            match given_on(given, frame)? {
                value if value.is_blank() => Err(empty(key)),
                value => Ok(value),
            }
        };
        let id: Id = needed(&adjust.target, "target")?.to_string().into();
        let target = self.target(&id)?;
        let mut by = BTreeMap::new();
        for (dimension, given) in &adjust.by {
            let value = needed(given, dimension)?;
            let value = match self.policy.dimension(&target.kpi, dimension) {
                Some(ty) => self.fit(dimension, ty, value)?,
                None => value,
            };
            by.insert(dimension.clone(), value);
        }
        let period = adjust.period.as_ref().map(|given| needed(given, "period")).transpose()?;
        let reason = adjust.reason.as_ref().map(|given| given_on(given, frame)).transpose()?;
        Ok(Some(Adjustment {
            target: target.id.clone(),
            by,
            period: period.map(|period| self.period_named(&period.to_string())).transpose()?,
            value: number_of(&needed(&adjust.value, "value")?)?,
            before: Decimal::ZERO,
            spread: adjust.spread,
            reason: reason.filter(|reason| !reason.is_blank()).map(|reason| reason.to_string()),
        }))
    }

    /// The name of a period that means the same on every day.
    fn period_named(&self, text: &str) -> Result<String, Refused> {
        let fiscal = self.policy.manifest.fiscal_year_starts;
        Period::parse(text, self.today(), fiscal).map(|period| period.name()).map_err(|error| {
            let error = error.said();
            Refusal::new(Code::InvalidValue, said!("`period`: {error}", "`period`：{error}"; error))
                .with("fields", vec!["period"])
        })
    }

    /// Writes a change down, if it is one.
    fn changes(&mut self, record: Option<&Id>, mut change: Adjustment) -> Result<(), Refused> {
        change.before = self.view.adjusts(&self.adjusted(), &change)?.normalize();
        change.value = change.value.normalize();
        if change.before == change.value {
            return Ok(());
        }
        let stated = self.policy.stated(&change.target).unwrap_or_default();
        let body = Body::TargetChanged { change, stated };
        match record {
            Some(id) => self.emit(id, body),
            None => {
                self.emit_wide(body);
                Ok(())
            }
        }
    }
}

fn number_of(value: &Value) -> Result<Decimal, Refused> {
    let parsed = || value.as_text().and_then(|text| number::parse(text));
    value.as_number().or_else(parsed).ok_or_else(|| {
        Refusal::new(Code::InvalidValue, said!("`{value}` is no value of a target", "`{value}` 不能作为目标值"))
            .with("fields", vec!["value"])
    })
}

/// What a change needs and does not have: nothing narrows it by chance.
fn empty(key: &str) -> Refused {
    let message = said!("`{key}` of the change of a target is empty", "目标调整的 `{key}` 为空");
    Refusal::new(Code::MissingFields, message).with("fields", vec![key])
}
