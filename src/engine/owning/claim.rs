//! Taking a record that nobody owns, giving it back, and not taking it.

use super::{
    super::{Refused, access::not_permitted, tasks::stands_in, work::Work},
    is_of, is_pooled,
};
use crate::{
    model::{
        Body, Code, Id, Record, Refusal, Value,
        work::{Seeking, Sought},
    },
    said,
};

impl Work<'_> {
    /// Somebody takes a record: one that was offered to them, or one of the pool.
    pub fn claim_record(&mut self, id: &Id) -> Result<Id, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("claiming needs a person", "认领须由人来做")))?;
        let record = self.get(id)?;
        self.must_be_had(&record)?;
        match &record.seeking {
            Some(seeking) if seeking.how == Sought::Full => {
                return Err(Refusal::new(
                    Code::Waiting,
                    said!("{id} waits until somebody has room for it", "{id} 在等有余力的人"),
                )
                .with("record", &**id));
            }
            Some(seeking) => {
                if stands_in(self, &person, &seeking.offered, self.moment)?.is_none() && !self.admin {
                    return Err(not_permitted(
                        &person,
                        said!("take {id}: it was offered to others", "接手 {id}：它派给了别人"),
                        None,
                    ));
                }
            }
            None => self.may_claim(&record, &person)?,
        }
        drop(record);
        self.give_to(id, Some(person))?;
        Ok(id.clone())
    }

    fn may_claim(&self, record: &Record, person: &Id) -> Result<(), Refused> {
        let rules = self.rules_of(record)?;
        let Some(pool) = rules.pool.as_ref().filter(|_| is_pooled(self.policy, record)) else {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!("{} has no pool to claim from", "{} 没有可认领的公海", rules.id),
            ));
        };
        if !self.admin && !is_of(pool, person, &self.frame(record, &[]))? {
            return Err(not_permitted(person, said!("claim {}", "认领 {}", record.id), pool.who.as_ref()));
        }
        let locals = [Value::Text(person.clone())];
        let Some(limit) = &pool.claim_limit else { return Ok(()) };
        let limit = limit.value(&self.frame(record, &locals))?.as_number();
        let owns = self.held(person, &record.workflow)?.iter().filter(|held| held.n == 0).count();
        match limit {
            Some(limit) if rust_decimal::Decimal::from(owns) >= limit => Err(Refusal::new(
                Code::Limit,
                said!("{person} holds {owns} of at most {limit} already", "{person} 已有 {owns} 条，最多 {limit} 条"),
            )
            .with("limit", limit.normalize().to_string())),
            _ => Ok(()),
        }
    }

    /// The owner gives it back: to the pool, else it is offered anew, to others first.
    pub fn release_record(&mut self, id: &Id) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(owner) = record.owner().cloned().filter(|_| !record.is_closed()) else {
            return Err(
                Refusal::new(Code::Closed, said!("{id} has ended already", "{id} 已经结束")).with("record", &**id)
            );
        };
        drop(record);
        self.give_to(id, None)?;
        if rules.pool.is_none() {
            self.assign(id, vec![owner])?;
        }
        Ok(id.clone())
    }

    /// Whether somebody may decline a record: it is offered to them.
    pub fn is_offered(&self, target: &Id) -> Result<bool, Refused> {
        let Some(record) = crate::script::Context::record(self, target)? else {
            return Ok(false);
        };
        Ok(match self.person()? {
            Some(person) => stands_in(self, &person, record.offered(), self.moment)?.is_some(),
            None => false,
        })
    }

    /// Who it was offered to does not take it: the others may, or it is offered on.
    pub fn decline_record(&mut self, id: &Id, comment: Option<&str>) -> Result<Id, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("declining needs a person", "谢绝须由人来做")))?;
        let record = self.get(id)?;
        let Some(mut seeking) = record.seeking.clone() else {
            return Ok(id.clone());
        };
        let holder = stands_in(self, &person, &seeking.offered, self.moment)?.unwrap_or(person);
        drop(record);
        if !seeking.refused.contains(&holder) {
            seeking.refused.push(holder.clone());
        }
        seeking.offered.retain(|one| *one != holder);
        let Seeking { offered, refused, .. } = &seeking;
        let (rest, refused) = (offered.len(), refused.clone());
        let because = comment.map(str::to_owned);
        self.emit(id, Body::Sought { seeking: Some(seeking), because })?;
        if rest == 0 {
            self.assign(id, refused)?;
        }
        Ok(id.clone())
    }
}
