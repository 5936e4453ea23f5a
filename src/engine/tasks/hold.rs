//! Who work comes to, in the order of semantics.md, section 5: who fits, less those who may not, are away or have enough;
//! then who did what it prefers; then the pick. Never nobody.

use super::{Refused, Work, cover, make::is_each};
use crate::{
    engine::people,
    model::{Code, Id, Record, Refusal, Value, work::TaskRun},
    policy::{Finding, Give, Pick, Task},
    said,
    script::{Fault, Frame},
};

/// Whom work comes to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum Found {
    /// The owner, whoever that is.
    Owner,
    /// All of these; the first taker has it.
    Offer(Vec<Id>),
    /// This one.
    One(Id),
    /// Each of these.
    Each(Vec<Id>),
    /// Nobody yet: all have enough.
    Full,
}

/// Whom work comes to, and what is written down of it.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Holding {
    pub who: Found,
    pub because: Option<String>,
    /// Whose turn it was: the sequence and the place behind them.
    pub turn: Option<(Id, u64)>,
}

/// The names beside which a `person` is considered, and the place of `person` among them.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Considered<'l> {
    /// The values of the other names.
    pub locals: &'l [Value],
    /// Where the person stands.
    pub slot: usize,
}

impl Considered<'_> {
    /// Nobody but the person.
    pub const ALONE: Considered<'static> = Considered { locals: &[], slot: 0 };

    /// The names while one person is considered.
    pub fn with(&self, person: &Id) -> Vec<Value> {
        let mut locals = self.locals.to_vec();
        locals.resize(locals.len().max(self.slot + 1), Value::None);
        locals[self.slot] = Value::Text(person.clone());
        locals
    }
}

impl Work<'_> {
    /// Whom a task comes to.
    pub(super) fn find_holder(&self, id: &Id, run: &TaskRun, task: &Task) -> Result<Holding, Refused> {
        let record = self.get(id)?;
        let plain = |who| Holding { who, because: None, turn: None };
        let finding = &task.finding;
        if finding.who.is_none() && finding.fits.is_none() {
            let rules = self.rules_of(&record)?;
            // Where an owner is looked for, what is theirs waits for them.
            if record.owner().is_some() || rules.assign.is_some() || rules.pool.is_some() {
                return Ok(plain(Found::Owner));
            }
            return self.nobody(&record, &task.title).map(|people| Holding {
                because: Some("nobody owns the record".into()),
                ..plain(Found::Offer(people))
            });
        }
        let sequence = format!("turn/{}/{}", record.pipeline(), task.id);
        let mut frame = self.frame(&record, &[]);
        frame.old = None;
        let mut fitting = self.fitting(&record, finding, &frame)?;
        let same: Vec<Id> = finding.not_same_as.iter().flat_map(|name| doers(&record, name)).collect();
        fitting.retain(|person| !same.contains(person));
        let separated = self.separated(&record, &task.id)?;
        fitting.retain(|person| !separated.contains(person));
        let declined = |person: &Id| run.refused.contains(person);
        let others: Vec<Id> = fitting.iter().filter(|person| !declined(person)).cloned().collect();
        // Who declined may be asked again once everybody else has been, where nothing forbids it.
        let asked = if others.is_empty() && finding.again && run.refused.len() > 1 {
            let last = run.refused.last();
            fitting.iter().filter(|person| Some(*person) != last).cloned().collect()
        } else {
            others
        };
        let mut here = Vec::new();
        for person in asked {
            if cover(self, &person, self.moment)?.is_some() {
                here.push(person);
            }
        }
        if here.is_empty() {
            let people = self.nobody(&record, &task.title)?;
            return Ok(Holding { because: Some("nobody who fits is there".into()), ..plain(Found::Offer(people)) });
        }
        let with_room = self.with_room(&record, finding, here, Considered::ALONE, |held| held.task == task.id)?;
        if with_room.is_empty() {
            return Ok(plain(Found::Full));
        }
        let preferred = finding.prefer_same_as.iter().flat_map(|name| doers(&record, name));
        if let Some(person) = preferred.into_iter().find(|person| with_room.contains(person))
            && !is_each(task)
        {
            let who = if finding.give == Give::One { Found::One(person) } else { Found::Offer(vec![person]) };
            return Ok(Holding { because: Some("they did what came before".into()), ..plain(who) });
        }
        Ok(match finding.give {
            Give::Offer => plain(Found::Offer(with_room)),
            Give::All => plain(Found::Each(with_room)),
            Give::One | Give::OfferOne => {
                let (person, turn) = self.pick(&record, finding, with_room, Considered::ALONE, &sequence, &task.id)?;
                let who = if finding.give == Give::One { Found::One(person) } else { Found::Offer(vec![person]) };
                Holding { turn, ..plain(who) }
            }
        })
    }

    /// Who fits, by file order of the organisation where a role or unit is asked for.
    pub(in crate::engine) fn fitting(
        &self,
        record: &Record,
        finding: &Finding,
        frame: &Frame,
    ) -> Result<Vec<Id>, Fault> {
        let all = match &finding.who {
            Some(who) => people::resolve_all(who, frame)?,
            None => record.owner().cloned().into_iter().collect(),
        };
        let mut fitting = Vec::new();
        for person in all {
            if people::fits(finding.fits.as_ref(), 0, &person, frame)? {
                fitting.push(person);
            }
        }
        Ok(fitting)
    }

    /// Those who hold less than the limit.
    pub(in crate::engine) fn with_room(
        &self,
        record: &Record,
        finding: &Finding,
        people: Vec<Id>,
        considered: Considered<'_>,
        counts: impl Fn(&crate::model::work::Held) -> bool,
    ) -> Result<Vec<Id>, Refused> {
        let Some(limit) = &finding.limit else { return Ok(people) };
        let mut with_room = Vec::new();
        for person in people {
            let locals = considered.with(&person);
            let limit = limit.value(&self.frame(record, &locals))?.as_number();
            let held = self.held(&person, &record.workflow)?.into_iter().filter(|held| counts(held)).count();
            if limit.is_none_or(|limit| rust_decimal::Decimal::from(held) < limit) {
                with_room.push(person);
            }
        }
        Ok(with_room)
    }

    /// One of several.
    pub(in crate::engine) fn pick(
        &self,
        record: &Record,
        finding: &Finding,
        people: Vec<Id>,
        considered: Considered<'_>,
        sequence: &str,
        seed: &str,
    ) -> Result<(Id, Option<(Id, u64)>), Refused> {
        let place = |person: &Id| self.policy.org.people.get_index_of(person).unwrap_or(usize::MAX);
        let mut ranked = Vec::with_capacity(people.len());
        for person in people {
            let open = self.held(&person, &record.workflow)?.len();
            ranked.push((open, person));
        }
        ranked.sort();
        let first = |ranked: &[(usize, Id)]| ranked.first().map(|(_, id)| id.clone()).unwrap_or_default();
        Ok(match finding.pick {
            Pick::LeastLoad => (first(&ranked), None),
            Pick::Random => {
                ranked.sort_by(|a, b| a.1.cmp(&b.1));
                let text = format!("{}/{seed}/{}", record.id, record.tasks);
                let bytes = blake3::hash(text.as_bytes());
                let [a, b, c, d, ..] = *bytes.as_bytes();
                let at = u32::from_be_bytes([a, b, c, d]) as usize % ranked.len().max(1);
                (ranked.get(at).map(|(_, id)| id.clone()).unwrap_or_default(), None)
            }
            Pick::RoundRobin => {
                ranked.sort_by_key(|(_, person)| place(person));
                let next = self.number(sequence)?;
                let turn = ranked.iter().find(|(_, person)| place(person) as u64 >= next);
                let person = turn.map_or_else(|| first(&ranked), |(_, id)| id.clone());
                let after = place(&person) as u64 + 1;
                (person, Some((sequence.into(), after)))
            }
            Pick::Best => {
                let mut best: Option<(Value, Id)> = None;
                for (_, person) in ranked {
                    let locals = considered.with(&person);
                    let frame = self.frame(record, &locals);
                    let value = match &finding.best {
                        Some(best) => best.value(&frame)?,
                        None => Value::None,
                    };
                    let better = best.as_ref().is_none_or(|(known, _)| {
                        let above = value.compare(known, &self.policy.calendar) == Some(std::cmp::Ordering::Greater);
                        above || (known.is_none() && !value.is_none())
                    });
                    if better {
                        best = Some((value, person));
                    }
                }
                (best.map(|(_, person)| person).unwrap_or_default(), None)
            }
        })
    }

    /// Who takes what nobody else can: the owner's managers who are there, else the last resort.
    pub(in crate::engine) fn nobody(&self, record: &Record, what: &str) -> Result<Vec<Id>, Refused> {
        let org = &self.policy.org;
        for manager in record.owner().into_iter().flat_map(|owner| org.managers_of(owner)) {
            if org.is_here(&manager, self.today()) && cover(self, &manager, self.moment)?.is_some() {
                return Ok(vec![manager]);
            }
        }
        let last = people::resolve_all(&self.policy.manifest.last_resort, &self.frame(record, &[]))?;
        match last.is_empty() {
            false => Ok(last),
            true => Err(Refusal::new(Code::Nobody, said!("there is nobody for `{what}`", "`{what}` 找不到人"))
                .with("record", &*record.id)
                .with("task", what)),
        }
    }

    /// Writes down whose turn it was.
    pub(in crate::engine) fn turned(&mut self, id: &Id, (sequence, number): (Id, u64)) -> Result<(), Refused> {
        self.set_number(&sequence, number);
        self.emit(id, crate::model::Body::Turned { sequence, number })
    }
}

/// Who did a task, latest first; who has it, where nobody has done it yet.
pub(super) fn doers(record: &Record, task: &str) -> Vec<Id> {
    let runs = || record.work.iter().rev().filter(|run| *run.task == *task && run.helps.is_none());
    let done: Vec<Id> = runs().filter_map(|run| run.by.clone()).collect();
    match done.is_empty() {
        false => done,
        true => runs().filter(|run| run.state.is_open()).filter_map(|run| run.holder.clone()).collect(),
    }
}
