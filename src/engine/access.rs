//! Who may do what: creating, changing, moving; what locks and `[access]` keep shut.
//!
//! Defaults of semantics.md, section 1: anyone of the organisation may create, the owner and whoever holds open work on
//! a record (or whom its lock does not bind) may change it, the owner may move it. An administrator passes `who` and
//! locks.

use super::{Refused, Sight, people, sight, tasks::stands_in, work::Work};
use crate::{
    model::{Code, Id, Record, Refusal, Said, Value, record::split_task},
    policy::{People, Transition, Workflow},
    said,
    script::{Fault, Frame},
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
        Frame { today: self.policy.calendar.local_date(self.now), ..self.bare(&[]) }
    }

    /// The acting person, who must be one of the organisation; none where the policy acts.
    pub fn person(&self) -> Result<Option<Id>, Refused> {
        let Some(person) = self.actor.person() else {
            return Ok(None);
        };
        match self.policy.org.is_here(person, self.policy.calendar.local_date(self.now)) {
            true => Ok(Some(person.clone())),
            false if self.policy.org.people.contains_key(person) => Err(Refusal::new(
                Code::NotPermitted,
                said!("{person} is not with the organisation on this day", "{person} 当天不在组织中"),
            )
            .with("actor", &**person)),
            false => Err(Refusal::new(
                Code::NotPermitted,
                said!("the organisation has nobody called `{person}`", "组织中没有 `{person}`"),
            )
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
            false => Err(not_permitted(&person, said!("create a {}", "新建 {}", workflow.id), Some(who))),
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
                let message = said!(
                    "`{}` is not made by anybody: it happens by itself",
                    "`{}` 会自动发生，不由任何人来做",
                    transition.id
                );
                return Err(Refusal::new(Code::NotPermitted, message).with("record", &*record.id));
            }
            None if transition.drawn && self.is_excepted(rules, record)? => true,
            None => record.owner() == Some(&person),
            Some(who) => people::includes(who, &person, &self.who_frame(record, locals))?,
        };
        match may {
            true => Ok(()),
            false => Err(not_permitted(&person, said!("do `{}`", "执行 `{}`", transition.id), transition.who.as_ref())
                .with("record", &*record.id)),
        }
    }

    pub fn may_change(&self, record: &Record) -> Result<(), Refused> {
        let person = self.person()?;
        let (Some(person), false) = (person, self.trusted) else {
            return Ok(());
        };
        let frame = self.who_frame(record, &[]);
        let rules = self.policy.rules_of(record);
        let change = rules.and_then(|rules| rules.access.change.as_ref());
        if let Some(change) = change
            && sight::passes(self.policy, change, &person, &frame, record)?
        {
            return Ok(());
        }
        let stages = record.stages().filter_map(|stage| rules?.stages.get(stage));
        let chains = record.running().filter_map(|run| self.policy.chain(&run.chain, &record.workflow));
        for granted in stages.map(|stage| &stage.editable_by).chain(chains.map(|chain| &chain.editable_by)) {
            if people::includes(granted, &person, &frame)? {
                return Ok(());
            }
        }
        if let Some(change) = change {
            let refusal = not_permitted(&person, ("change it", "修改它"), Some(change));
            return Err(refusal.with("record", &*record.id));
        }
        let waiting = people::waiting_in(self.policy, record, &frame)?.people();
        match record.owner() == Some(&person) || stands_in(self, &person, &waiting, self.moment)?.is_some() {
            true => Ok(()),
            false => Err(not_permitted(
                &person,
                (
                    "change it: only its owner and whoever holds work on it may",
                    "修改它：只有负责人和手上有它的任务的人可以",
                ),
                None,
            )
            .with("record", &*record.id)),
        }
    }

    /// What whoever acts sees.
    pub fn sight(&self) -> Result<Sight<'_>, Fault> {
        match self.trusted {
            true => Ok(Sight::clear(self.policy, self, self.now)),
            false => Sight::of(self.policy, self, &self.actor, self.now),
        }
    }

    /// What one may not see is not found.
    pub fn must_see(&self, target: &Id) -> Result<(), Refused> {
        let (id, task) = split_task(target).map_or((&**target, None), |(id, n)| (id, Some(n)));
        let Some(record) = crate::script::Context::record(self, id)? else {
            return Ok(());
        };
        let sight = self.sight()?;
        if !sight.sees(&record)? {
            return Err(no_record(id));
        }
        match task {
            Some(n) if !sight.sees_task(&record, n)? => {
                Err(Refusal::new(Code::NotFound, said!("there is no task `{target}`", "没有任务 `{target}`"))
                    .with("task", &**target))
            }
            _ => Ok(()),
        }
    }

    /// A field one may not see is not there to be set.
    pub fn must_see_fields<'n>(
        &self,
        rules: &Workflow,
        record: &Record,
        mut fields: impl Iterator<Item = &'n Id>,
    ) -> Result<(), Refused> {
        let hidden = self.sight()?.hidden(record)?;
        match fields.find(|field| hidden.contains(field)) {
            Some(field) => {
                Err(Refusal::new(Code::NotFound, said!("{} has no field `{field}`", "{} 没有字段 `{field}`", rules.id))
                    .with("fields", vec![&**field]))
            }
            None => Ok(()),
        }
    }

    /// Whether `[access.field]` leaves these fields to whoever acts.
    pub fn may_change_fields(&self, rules: &Workflow, record: &Record, fields: &[Id]) -> Result<(), Refused> {
        let Some(person) = self.person()?.filter(|_| !self.trusted && !rules.access.fields.is_empty()) else {
            return Ok(());
        };
        let frame = self.who_frame(record, &[]);
        for field in fields {
            if let Some(change) = rules.access.fields.get(field).and_then(|access| access.change.as_ref())
                && !sight::passes(self.policy, change, &person, &frame, record)?
            {
                return Err(not_permitted(&person, said!("change `{field}`", "修改 `{field}`"), Some(change))
                    .with("record", &*record.id)
                    .with("fields", vec![&**field]));
            }
        }
        Ok(())
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
                open_only(&stage.editable, fields, || {
                    said!("{} is locked in stage `{}`", "{} 在阶段 `{}` 已锁定", record.id, stage.id)
                })?;
            }
        }
        for run in record.running() {
            let Some(chain) = self.policy.chain(&run.chain, &record.workflow).filter(|chain| chain.locked) else {
                continue;
            };
            // What is back with who asked is theirs to change.
            if run.back.is_some() && run.requester.as_ref() == Some(&person) {
                continue;
            }
            let mut approver = false;
            for (_, seat) in run.open_seats().filter(|_| chain.approver_edits) {
                approver |= stands_in(self, &person, &seat.holders, self.moment)?.is_some();
            }
            if !approver && !people::includes(&chain.editable_by, &person, &frame)? {
                open_only(&chain.editable, fields, || {
                    said!(
                        "{} is locked while approval `{}` runs",
                        "审批链 `{1}` 进行中，{0} 已锁定",
                        record.id,
                        chain.id
                    )
                })?;
            }
        }
        Ok(())
    }
}

/// The refusal of a record that is not there, or not for who asks.
pub(super) fn no_record(id: &str) -> Refused {
    Refusal::new(Code::NotFound, said!("there is no record `{id}`", "没有记录 `{id}`")).with("record", id)
}

fn open_only(open: &[Id], fields: &[Id], message: impl FnOnce() -> Said) -> Result<(), Refused> {
    let shut: Vec<&str> = fields.iter().filter(|field| !open.contains(field)).map(|field| &**field).collect();
    match shut.is_empty() {
        true => Ok(()),
        false => Err(Refusal::new(Code::Locked, message()).with("fields", shut)),
    }
}

/// The refusal of who may not, with whom the rule names.
pub(super) fn not_permitted(person: &str, what: impl Into<Said>, who: Option<&People>) -> Refused {
    let may: Vec<&str> = who.map_or(vec!["owner"], |who| who.iter().map(|place| &*place.text).collect());
    {
        let what = what.into();
        Refusal::new(Code::NotPermitted, said!("{person} may not {what}", "{person} 不能{what}"; what))
    }
    .with("actor", person)
    .with("who", may)
}
