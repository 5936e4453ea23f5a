//! Checking items off.

use super::{Refused, Work};
use crate::{
    engine::{access::not_permitted, people},
    model::{Body, Code, Id, Refusal},
};

impl Work<'_> {
    /// Checks an item off where the record stands, or undoes that.
    pub fn check_off(&mut self, id: &Id, name: &Id, done: bool) -> Result<Id, Refused> {
        let record = self.get(id)?;
        if record.is_closed() {
            return Err(Refusal::new(Code::Closed, format!("{id} has ended already")).with("record", &**id));
        }
        let rules = self.workflow(&record.workflow)?;
        let mut known: Vec<&str> = Vec::new();
        for token in &record.tokens {
            let Some(stage) = rules.stages.get(&token.stage) else { continue };
            let named = |text: &str| text == &**name;
            let item = stage.checklist.iter().find(|item| named(&item.id) || named(&item.title));
            let Some(item) = item else {
                known.extend(stage.checklist.iter().map(|item| &*item.id));
                continue;
            };
            match (self.person()?, &item.who) {
                (Some(person), Some(who))
                    if !self.trusted && !people::includes(who, &person, &self.frame(&record, &[]))? =>
                {
                    return Err(not_permitted(&person, &format!("check off `{}`", item.title), Some(who)));
                }
                (Some(_), None) => self.may_change(&record)?,
                _ => {}
            }
            if super::ready::is_checked(&record, token, item) == done {
                return Ok(id.clone());
            }
            let body = Body::ItemChecked { token: token.id, stage: stage.id.clone(), item: item.id.clone(), done };
            drop(record);
            self.emit(id, body)?;
            return Ok(id.clone());
        }
        Err(match rules.stages.values().any(|stage| stage.checklist.iter().any(|item| item.id == *name)) {
            true => Refusal::new(Code::NotInStage, format!("`{name}` is not checked off where {id} stands")),
            false => {
                Refusal::new(Code::NotFound, format!("{id} has no item `{name}` where it stands")).with("items", known)
            }
        }
        .with("record", &**id))
    }
}
