//! `[assign]`: who gets a new record. Who fits, less those who are away and those who have enough; then the pick.

use super::super::{
    Refused, people,
    tasks::{Considered, Found, cover},
    work::Work,
};
use crate::{
    model::{
        Body, Code, Id, Record, Refusal, Value,
        work::{Seeking, Sought},
    },
    policy::{Assign, Full, Give, Workflow},
    said,
    script::{Context, Fault, FaultKind, Frame},
};

impl Work<'_> {
    /// Looks for the owner of a record that was just made, or was given back by these.
    pub fn assign(&mut self, id: &Id, refused: Vec<Id>) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(assign) = rules.assign.as_ref().filter(|_| record.owner().is_none()) else {
            return Ok(());
        };
        let (found, because, turn) = self.find_owner(rules, assign, &record, &refused)?;
        let was = record.seeking.clone();
        drop(record);
        self.as_policy(|work| match found {
            Found::One(person) => work.give_to(id, Some(person)),
            Found::Offer(offered) => {
                work.seek(id, was, Some(Seeking { how: Sought::Offered, offered, refused }), because)
            }
            _ => work.nobody_has_room(id, assign.full, was, refused),
        })?;
        turn.map_or(Ok(()), |turn| self.turned(id, turn))
    }

    /// A record that waits until somebody has room is served where somebody has; whether it was.
    pub fn find_room(&mut self, id: &Id) -> Result<bool, Refused> {
        let record = self.get(id)?;
        let Some(seeking) = record.seeking.clone().filter(|seeking| seeking.how == Sought::Full) else {
            return Ok(false);
        };
        drop(record);
        let before = self.count();
        self.assign(id, seeking.refused)?;
        Ok(self.count() > before)
    }

    fn nobody_has_room(&mut self, id: &Id, full: Full, was: Option<Seeking>, refused: Vec<Id>) -> Result<(), Refused> {
        match full {
            Full::Wait => self.seek(id, was, Some(Seeking { how: Sought::Full, offered: Vec::new(), refused }), None),
            Full::Pool => self.seek(id, was, None, None),
            Full::Refuse if refused.is_empty() => {
                Err(Refusal::new(Code::Limit, said!("nobody has room for {id}", "没有人有余力处理 {id}"))
                    .with("record", &**id))
            }
            // It was there before somebody declined it: it can't be refused any more.
            Full::Refuse => {
                let record = self.get(id)?;
                let offered = self.nobody(&record, &record.id)?;
                drop(record);
                let because = Some("nobody else has room".to_owned());
                self.seek(id, was, Some(Seeking { how: Sought::Offered, offered, refused }), because)
            }
        }
    }

    fn seek(
        &mut self,
        id: &Id,
        was: Option<Seeking>,
        seeking: Option<Seeking>,
        because: Option<String>,
    ) -> Result<(), Refused> {
        match was == seeking {
            true => Ok(()),
            false => self.emit(id, Body::Sought { seeking, because }),
        }
    }

    /// Whom it comes to, why, and whose turn it was.
    #[expect(clippy::type_complexity, reason = "three answers of one question, taken apart at once")]
    fn find_owner(
        &self,
        rules: &Workflow,
        assign: &Assign,
        record: &Record,
        refused: &[Id],
    ) -> Result<(Found, Option<String>, Option<(Id, u64)>), Refused> {
        let frame = Frame { old: None, ..self.frame(record, &[]) };
        let Some(fitting) = self.assignees(assign, record, &frame)? else {
            return Ok((Found::Full, None, None));
        };
        let declined = |person: &Id| refused.contains(person);
        let mut asked: Vec<Id> = fitting.iter().filter(|person| !declined(person)).cloned().collect();
        if asked.is_empty() && assign.finding.again && refused.len() > 1 {
            asked = fitting.into_iter().filter(|person| Some(person) != refused.last()).collect();
        }
        let mut here = Vec::new();
        for person in asked {
            if cover(self, &person, self.moment)?.is_some() {
                here.push(person);
            }
        }
        if here.is_empty() {
            return match assign.full {
                Full::Pool => Ok((Found::Full, None, None)),
                _ => {
                    let last = self.nobody(record, &rules.title)?;
                    Ok((Found::Offer(last), Some("nobody who fits is there".into()), None))
                }
            };
        }
        let mut with_room = self.with_room(record, &assign.finding, here, Considered::ALONE, |held| held.n == 0)?;
        if with_room.is_empty() {
            return Ok((Found::Full, None, None));
        }
        if !assign.finding.give.picks() {
            return Ok((Found::Offer(with_room), None, None));
        }
        let sequence = format!("turn/{}", rules.name());
        let (person, turn) = match with_room.len() {
            1 if assign.finding.pick != crate::policy::Pick::RoundRobin => (with_room.remove(0), None),
            _ => self.pick(record, &assign.finding, with_room, Considered::ALONE, &sequence, "assign")?,
        };
        let found = if assign.finding.give == Give::One { Found::One(person) } else { Found::Offer(vec![person]) };
        Ok((found, None, turn))
    }

    /// Who fits; none where the table that says so has no answer.
    fn assignees(&self, assign: &Assign, record: &Record, frame: &Frame) -> Result<Option<Vec<Id>>, Refused> {
        let Some(table) = &assign.table else {
            return Ok(Some(self.fitting(record, &assign.finding, frame)?));
        };
        let arguments = table.inputs.iter().map(|input| input.value(frame)).collect::<Result<Vec<_>, _>>()?;
        let answer = match Context::table(self, &table.table, &arguments, Some(table.owner), frame) {
            Ok(answer) => answer,
            Err(fault) if fault.0.kind == FaultKind::NoDecision => return Ok(None),
            Err(fault) => return Err(fault.into()),
        };
        let named = self.named_by(&answer, frame)?;
        if named.is_empty() {
            return Ok(None);
        }
        let mut fitting: Vec<Id> = Vec::new();
        for person in named {
            let fits = people::fits(assign.finding.fits.as_ref(), 0, &person, frame)?;
            if fits && !fitting.contains(&person) {
                fitting.push(person);
            }
        }
        Ok(Some(fitting))
    }

    /// The people a table's answer names: a person, `role:x`, `unit:x`, or several of these.
    fn named_by(&self, answer: &Value, frame: &Frame) -> Result<Vec<Id>, Fault> {
        let org = &self.policy.org;
        let mut all = Vec::new();
        let one = std::slice::from_ref(answer);
        for name in if answer.items().is_empty() { one } else { answer.items() } {
            let Some(name) = name.as_text() else { continue };
            match name.split_once(':') {
                Some(("role", role)) => {
                    let (role, unit) = role.split_once('@').map_or((role, None), |(role, unit)| (role, Some(unit)));
                    all.extend(org.holders(role, unit, frame.today));
                }
                Some(("unit", unit)) => all.extend(org.members(unit, frame.today)),
                Some(("person", person)) => all.extend(org.find(person).cloned()),
                _ => all.extend(org.find(name).cloned()),
            }
        }
        all.retain(|person| org.is_here(person, frame.today));
        Ok(all)
    }
}
