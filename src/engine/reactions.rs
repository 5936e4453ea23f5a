//! Reactions: what follows a change in the same commit, once per record and command; and doubles.

use super::{Glass, Refused, index, people, work::Work};
use crate::{
    model::{Code, Id, Record, Refusal, Said, Value},
    policy::{Double, Duplicate, Occasion, Workflow},
    said,
    script::{Context, Fault, functions},
};

impl Work<'_> {
    /// Lets everything settle: reactions, balances, automatic transitions, until nothing more follows.
    pub fn come_to_rest(&mut self) -> Result<(), Refused> {
        loop {
            let before = self.count();
            self.react()?;
            self.free_what_ended()?;
            self.serve()?;
            self.rest()?;
            if self.count() == before {
                return Ok(());
            }
        }
    }

    fn react(&mut self) -> Result<(), Refused> {
        for id in self.touched_and_above()? {
            let rules = match self.policy.rules_of(&*self.get(&id)?) {
                Some(rules) if !rules.reactions.is_empty() => rules,
                _ => continue,
            };
            for reaction in &rules.reactions {
                if self.has_reacted(&id, &reaction.id) || !self.occurs(rules, &id, &reaction.on)? {
                    continue;
                }
                let record = self.get(&id)?;
                if let Some(when) = &reaction.when
                    && when.holds(&self.frame(&record, &[]))? != Some(true)
                {
                    continue;
                }
                drop(record);
                self.note_reaction(&id, &reaction.id);
                self.apply(&id, &reaction.effects, &[])?;
            }
        }
        Ok(())
    }

    /// What this command has touched, and the records above it, whose roll-ups may have changed.
    fn touched_and_above(&self) -> Result<Vec<Id>, Refused> {
        let mut all = self.touched_ids();
        let mut n = 0;
        while let Some(id) = all.get(n).cloned() {
            if let Some(parent) = self.get(&id)?.parent.clone()
                && !all.contains(&parent)
                && self.record(&parent)?.is_some()
            {
                all.push(parent);
            }
            n += 1;
        }
        Ok(all)
    }

    /// Whether one of these has happened to a record; where none is named, anything.
    pub fn occurs(&self, rules: &Workflow, id: &Id, on: &[Occasion]) -> Result<bool, Refused> {
        let occasions = self.touched(id).map_or(&[][..], |touched| &touched.occasions);
        if on.is_empty() {
            return Ok(!occasions.is_empty());
        }
        for one in on {
            let happened = match one {
                Occasion::ChangeOf(field) if rules.field(field).is_some_and(|field| field.is_computed()) => {
                    self.has_changed(rules, id, field)?
                }
                other => occasions.contains(other),
            };
            if happened {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a computed field has another value than before the command, whatever the cause.
    fn has_changed(&self, rules: &Workflow, id: &Id, field: &str) -> Result<bool, Fault> {
        let Some(slot) = rules.layout.slot(field) else { return Ok(false) };
        let Some(now) = self.record(id)? else { return Ok(false) };
        let Some(before) = self.view.record(id)? else {
            let value = self.formula(slot, &self.frame(&now, &[]))?;
            return Ok(!value.is_none());
        };
        let glass = Glass { policy: self.policy, view: self.view };
        let was = glass.formula(slot, &glass.frame(Some(&before), &[], self.moment))?;
        Ok(was != self.formula(slot, &self.frame(&now, &[]))?)
    }

    /// Records that are the same as one this command has made or changed are refused, or told of.
    pub fn doubles(&mut self) -> Result<(), Refused> {
        if self.overriding.is_some() {
            return Ok(());
        }
        for id in self.touched_ids() {
            let Some(touched) = self.touched(&id).filter(|touched| !touched.occasions.is_empty()) else { continue };
            let (record, rules) = (touched.now.clone(), self.rules_of(&touched.now)?);
            for rule in rules.duplicates.iter() {
                let asked = match rule.on.is_empty() {
                    true => {
                        let named = rule.same.iter().chain(rule.like.iter().map(|(field, _)| field));
                        let named = named.map(|field| Occasion::ChangeOf(field.clone()));
                        self.occurs(rules, &id, &named.chain([Occasion::Create]).collect::<Vec<_>>())?
                    }
                    false => self.occurs(rules, &id, &rule.on)?,
                };
                if !asked {
                    continue;
                }
                let Some(other) = self.double_of(rule, &record)? else { continue };
                let locals = [Value::Text(other.clone())];
                let seen = self.reader_sees(&other)?;
                let message = match (&rule.otherwise, seen) {
                    (Some(otherwise), _) => {
                        Said::own(self.said(&record, &locals, |frame| Ok(otherwise.render(frame)?))?)
                    }
                    (None, true) => said!("{other} is the same already", "{other} 已是同一条"),
                    (None, false) => Said::new("the same is there already", "已有同一条"),
                };
                match (rule.then, self.actor.person().cloned()) {
                    (Double::Warn, Some(person)) => self.note_notice(&id, vec![person], message.into()),
                    (Double::Warn, None) => {}
                    (Double::Refuse | Double::Merge, _) => return Err(doubled(rule, seen.then_some(&other), message)),
                }
            }
        }
        Ok(())
    }

    /// The record into which a new one would be merged, with what is missing there.
    pub fn merges_into(&mut self, rules: &Workflow, draft: &Record) -> Result<Option<Id>, Refused> {
        for rule in rules.duplicates.iter().filter(|rule| rule.then == Double::Merge && rule.of == rules.id) {
            let Some(other) = self.double_of(rule, draft)? else { continue };
            let there = self.get(&other)?;
            let missing = draft
                .fields
                .filled()
                .filter(|(name, value)| !value.is_blank() && there.fields.get(name).is_none_or(Value::is_blank));
            let missing = missing.map(|(name, value)| (name.clone(), value.clone())).collect();
            drop(there);
            self.change(&other, missing)?;
            return Ok(Some(other));
        }
        Ok(None)
    }

    /// The first record that a rule takes for the same.
    fn double_of(&self, rule: &Duplicate, record: &Record) -> Result<Option<Id>, Refused> {
        if let Some(person) = self.actor.person()
            && people::includes(&rule.except, person, &self.frame(record, &[]))?
        {
            return Ok(None);
        }
        let value = |field: &Id| record.fields.get(field).filter(|value| !value.is_blank());
        if rule.same.iter().chain(rule.like.iter().map(|(field, _)| field)).any(|field| value(field).is_none()) {
            return Ok(None);
        }
        let candidates: Vec<Id> = match index::duplicate_entry(rule, record) {
            Some(entry) => {
                let mut all = self.view.holders(&entry.index, &entry.key)?;
                let touched = self
                    .touched_ids()
                    .into_iter()
                    .filter(|id| self.touched(id).is_some_and(|touched| touched.now.workflow == rule.of));
                all.extend(touched);
                all
            }
            // Likeness alone has no index: all are looked at.
            None => Context::records(self, &rule.of)?.iter().map(|other| other.id.clone()).collect(),
        };
        let mut seen: Vec<Id> = vec![record.id.clone()];
        for id in candidates {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id.clone());
            let Some(other) = self.record(&id)? else { continue };
            let plain = |record: &Record, field: &Id| {
                functions::plain(&record.fields.get(field).map_or(String::new(), Value::to_string))
            };
            let same = rule.same.iter().all(|field| plain(record, field) == plain(&other, field));
            let like = rule.like.iter().all(|(field, least)| {
                let text = |record: &Record| record.fields.get(field).map_or(String::new(), Value::to_string);
                functions::alike(&text(record), &text(&other)) >= *least
            });
            if !same || !like {
                continue;
            }
            let locals = [Value::Text(id.clone())];
            let frame = self.frame(record, &locals);
            let mut holds = true;
            for condition in [&rule.when, &rule.among].into_iter().flatten() {
                holds &= condition.holds(&frame)? == Some(true);
            }
            if holds {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

fn doubled(rule: &Duplicate, other: Option<&Id>, message: Said) -> Refused {
    let fields: Vec<&str> = rule.same.iter().chain(rule.like.iter().map(|(field, _)| field)).map(|id| &**id).collect();
    let refusal = Refusal::new(Code::Duplicate, message).with("fields", fields).with("duplicate", &*rule.id);
    match other {
        Some(other) => refusal.with("other", &**other),
        None => refusal,
    }
}
