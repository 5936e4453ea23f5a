//! Who may do what: creating, changing, moving; what locks keep shut.
//!
//! Defaults of semantics.md, section 1: anyone of the organisation may create, the owner and whoever holds open work on
//! a record (or whom its lock does not bind) may change it, the owner may move it. An administrator passes `who` and
//! locks.

use super::{Refused, people, work::Work};
use crate::{
    model::{Code, Id, Record, Refusal, Value},
    policy::{People, Transition, Workflow},
    script::Frame,
};

impl Work<'_> {
    pub fn is_admin(&self, person: &Id) -> Result<bool, Refused> {
        let admins = &self.policy.manifest.admins;
        Ok(!admins.is_empty() && people::includes(admins, person, &self.bare_frame())?)
    }

    /// A frame in which people are asked who they are: on the day the command is given, whenever it counts.
    fn who_frame<'f>(&'f self, record: &'f Record, locals: &'f [Value]) -> Frame<'f> {
        Frame { today: self.policy.calendar.local_date(self.now), ..self.frame(record, locals) }
    }

    /// The same on no record.
    fn bare_frame(&self) -> Frame<'_> {
        Frame {
            record: None,
            around: None,
            old: None,
            locals: &[],
            actor: &self.actor,
            now: self.moment,
            today: self.policy.calendar.local_date(self.now),
            context: self,
        }
    }

    /// The acting person, who must be one of the organisation; none where the policy acts.
    pub fn person(&self) -> Result<Option<Id>, Refused> {
        let Some(person) = self.actor.person() else {
            return Ok(None);
        };
        match self.policy.org.is_here(person, self.policy.calendar.local_date(self.now)) {
            true => Ok(Some(person.clone())),
            false if self.policy.org.people.contains_key(person) => {
                Err(Refusal::new(Code::NotPermitted, format!("{person} is not with the organisation on this day"))
                    .with("actor", &**person))
            }
            false => Err(Refusal::new(Code::NotPermitted, format!("the organisation has nobody called `{person}`"))
                .with("actor", &**person)),
        }
    }

    pub fn may_create(&self, workflow: &Workflow, record: &Record) -> Result<(), Refused> {
        let person = self.person()?;
        let (Some(person), Some(who), false) = (person, &workflow.new.who, self.trusted) else {
            return Ok(());
        };
        match people::includes(who, &person, &self.who_frame(record, &[]))? {
            true => Ok(()),
            false => Err(not_permitted(&person, &format!("create a {}", workflow.id), Some(who))),
        }
    }

    pub fn may_move(
        &self,
        rules: &Workflow,
        record: &Record,
        transition: &Transition,
        locals: &[Value],
    ) -> Result<(), Refused> {
        let person = self.person()?;
        let (Some(person), false) = (person, self.trusted) else {
            return Ok(());
        };
        let by_itself = transition.by_itself();
        let may = match &transition.who {
            None if by_itself => {
                let message = format!("`{}` is not made by anybody: it happens by itself", transition.id);
                return Err(Refusal::new(Code::NotPermitted, message).with("record", &*record.id));
            }
            None if transition.drawn && self.is_excepted(rules, record)? => true,
            None => record.owner() == Some(&person),
            Some(who) => people::includes(who, &person, &self.who_frame(record, locals))?,
        };
        match may {
            true => Ok(()),
            false => Err(not_permitted(&person, &format!("do `{}`", transition.id), transition.who.as_ref())
                .with("record", &*record.id)),
        }
    }

    pub fn may_change(&self, record: &Record) -> Result<(), Refused> {
        let person = self.person()?;
        let (Some(person), false) = (person, self.trusted) else {
            return Ok(());
        };
        if record.owner() == Some(&person) {
            return Ok(());
        }
        let frame = self.who_frame(record, &[]);
        let rules = self.policy.workflow(&record.workflow);
        let stages = record.stages().filter_map(|stage| rules?.stages.get(stage));
        let chains = record.running().filter_map(|run| self.policy.chains.get(&run.chain));
        for granted in stages.map(|stage| &stage.editable_by).chain(chains.map(|chain| &chain.editable_by)) {
            if people::includes(granted, &person, &frame)? {
                return Ok(());
            }
        }
        let waiting = people::waiting_in(self.policy, record, &frame)?;
        match waiting.people().contains(&person) {
            true => Ok(()),
            false => Err(not_permitted(&person, "change it: only its owner and whoever holds work on it may", None)
                .with("record", &*record.id)),
        }
    }

    /// Whether these fields may be edited where the record stands.
    pub fn may_edit(&self, workflow: &Workflow, record: &Record, fields: &[Id]) -> Result<(), Refused> {
        if self.trusted {
            return Ok(());
        }
        let Some(person) = self.person()? else {
            return Ok(());
        };
        let frame = self.who_frame(record, &[]);
        for stage in record.stages().filter_map(|stage| workflow.stages.get(stage)) {
            let shut = stage.locked || !stage.editable.is_empty();
            if shut && !people::includes(&stage.editable_by, &person, &frame)? {
                open_only(&stage.editable, fields, || format!("{} is locked in stage `{}`", record.id, stage.id))?;
            }
        }
        for run in record.running() {
            let Some(chain) = self.policy.chains.get(&run.chain).filter(|chain| chain.locked) else {
                continue;
            };
            // What is back with who asked is theirs to change.
            if run.back.is_some() && run.requester.as_ref() == Some(&person) {
                continue;
            }
            let approver = chain.approver_edits && run.open_seats().any(|(_, seat)| seat.holders.contains(&person));
            if !approver && !people::includes(&chain.editable_by, &person, &frame)? {
                open_only(&chain.editable, fields, || {
                    format!("{} is locked while approval `{}` runs", record.id, chain.id)
                })?;
            }
        }
        Ok(())
    }
}

fn open_only(open: &[Id], fields: &[Id], message: impl FnOnce() -> String) -> Result<(), Refused> {
    let shut: Vec<&str> = fields.iter().filter(|field| !open.contains(field)).map(|field| &**field).collect();
    match shut.is_empty() {
        true => Ok(()),
        false => Err(Refusal::new(Code::Locked, message()).with("fields", shut)),
    }
}

/// The refusal of who may not, with whom the rule names.
pub(super) fn not_permitted(person: &str, what: &str, who: Option<&People>) -> Refused {
    let may: Vec<&str> = who.map_or(vec!["owner"], |who| who.iter().map(|place| &*place.text).collect());
    Refusal::new(Code::NotPermitted, format!("{person} may not {what}")).with("actor", person).with("who", may)
}
