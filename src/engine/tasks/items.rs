//! Checking items off.

use super::{Refused, Work, ready::is_checked};
use crate::{
    engine::{access::not_permitted, people},
    model::{Body, Code, Id, Record, Refusal, record::Token},
    policy::{Item, Workflow},
    said,
};

impl Work<'_> {
    /// Checks an item off where the record stands, or undoes that. Where several paths stand in its stage it is the
    /// oldest one's that is not so yet.
    pub fn check_off(&mut self, id: &Id, name: &Id, done: bool) -> Result<Id, Refused> {
        let record = self.get(id)?;
        if record.is_closed() {
            return Err(
                Refusal::new(Code::Closed, said!("{id} has ended already", "{id} 已经结束")).with("record", &**id)
            );
        }
        let rules = self.rules_of(&record)?;
        let places = places(rules, &record, name);
        let Some((_, item)) = places.first() else { return Err(not_there(rules, &record, name)) };
        self.may_check(&record, item)?;
        let open = places.iter().find(|(token, item)| is_checked(&record, token, item) != done);
        let body = open.map(|(token, item)| Body::ItemChecked {
            token: token.id,
            stage: token.stage.clone(),
            item: item.id.clone(),
            done,
        });
        drop(places);
        drop(record);
        if let Some(body) = body {
            self.emit(id, body)?;
        }
        Ok(id.clone())
    }

    fn may_check(&self, record: &Record, item: &Item) -> Result<(), Refused> {
        let Some(person) = self.person()? else { return Ok(()) };
        match &item.who {
            None => self.may_change(record),
            Some(who) if !self.trusted && !people::includes(who, &person, &self.frame(record, &[]))? => {
                Err(not_permitted(&person, said!("check off `{}`", "勾选 `{}`", item.title), Some(who)))
            }
            Some(_) => Ok(()),
        }
    }
}

/// The tokens that stand where there is such an item, oldest first.
fn places<'r>(rules: &'r Workflow, record: &'r Record, name: &Id) -> Vec<(&'r Token, &'r Item)> {
    let named = |item: &&Item| item.id == *name || item.title == **name;
    let item = |token: &'r Token| rules.stages.get(&token.stage)?.checklist.iter().find(named);
    record.tokens.iter().filter_map(|token| Some((token, item(token)?))).collect()
}

fn not_there(rules: &Workflow, record: &Record, name: &Id) -> Refused {
    let id = &record.id;
    let refusal = match rules.stages.values().any(|stage| stage.checklist.iter().any(|item| item.id == *name)) {
        true => Refusal::new(
            Code::NotInStage,
            said!("`{name}` is not checked off where {id} stands", "{id} 所在之处不勾选 `{name}`"),
        ),
        false => {
            let here = record.stages().filter_map(|stage| rules.stages.get(stage));
            let known: Vec<&str> = here.flat_map(|stage| &stage.checklist).map(|item| &*item.id).collect();
            Refusal::new(
                Code::NotFound,
                said!("{id} has no item `{name}` where it stands", "{id} 所在之处没有清单项 `{name}`"),
            )
            .with("items", known)
        }
    };
    refusal.with("record", &**id)
}
