//! Who is away, and who stands in for them: a fact of the moment, asked for whenever work is handed out or done.

use super::{Refused, Work};
use crate::{
    engine::{Glass, View},
    model::{Body, Code, Id, Refusal, time::Timestamp, work::Leave},
    policy::Policy,
    said,
    script::{Context, Fault},
};

/// How many stand-ins may stand in for each other.
const LINKS_MAX: usize = 5;

/// Who does somebody's work at a moment: they themselves, or who stands in for them, through at most five links. None:
/// they are away and nobody stands in.
pub(in crate::engine) fn cover(context: &dyn Context, person: &Id, at: Timestamp) -> Result<Option<Id>, Fault> {
    let mut seen: Vec<Id> = Vec::new();
    let mut who = person.clone();
    loop {
        let Some(leave) = context.leaves(&who)?.into_iter().find(|leave| leave.covers(at)) else {
            return Ok(Some(who));
        };
        let Some(next) = leave.stand_in.filter(|next| !seen.contains(next) && *next != who) else {
            return Ok(None);
        };
        seen.push(std::mem::replace(&mut who, next));
        if seen.len() > LINKS_MAX {
            return Ok(None);
        }
    }
}

/// For which of these somebody may act: for themselves, or for one they stand in for.
pub(in crate::engine) fn stands_in(
    context: &dyn Context,
    person: &Id,
    holders: &[Id],
    at: Timestamp,
) -> Result<Option<Id>, Fault> {
    if holders.contains(person) {
        return Ok(Some(person.clone()));
    }
    for holder in holders {
        if cover(context, holder, at)?.as_ref() == Some(person) {
            return Ok(Some(holder.clone()));
        }
    }
    Ok(None)
}

/// Those whose work somebody does at a moment: their own, where they are there, and that of everybody they stand in for.
pub fn covered_by(policy: &Policy, view: &dyn View, person: &Id, at: Timestamp) -> Result<Vec<Id>, Fault> {
    let glass = Glass { policy, view };
    let mut covered = Vec::new();
    if cover(&glass, person, at)?.is_none_or(|here| here == *person) {
        covered.push(person.clone());
    }
    for other in policy.org.people.keys().filter(|other| *other != person) {
        let away = view.leaves(other)?.iter().any(|leave| leave.covers(at));
        if away && cover(&glass, other, at)?.as_ref() == Some(person) {
            covered.push(other.clone());
        }
    }
    Ok(covered)
}

/// When people are away, from now on: those of one person, if named.
pub fn leave_of(policy: &Policy, view: &dyn View, person: Option<&str>, now: Timestamp) -> Result<Vec<Leave>, Fault> {
    let mut all = Vec::new();
    for id in policy.org.people.keys().filter(|id| person.is_none_or(|person| &***id == person)) {
        all.extend(view.leaves(id)?.into_iter().filter(|leave| leave.until.is_none_or(|until| now < until)));
    }
    Ok(all)
}

impl Work<'_> {
    /// Somebody is away: they say so themselves, their manager does, or an administrator.
    pub fn set_leave(
        &mut self,
        person: &Id,
        from: Option<&str>,
        until: Option<&str>,
        stand_in: Option<&Id>,
    ) -> Result<(), Refused> {
        let person = self.somebody(person)?;
        self.may_speak_for(&person)?;
        let stand_in = stand_in.map(|id| self.somebody(id)).transpose()?;
        if stand_in.as_ref() == Some(&person) {
            return Err(Refusal::new(
                Code::InvalidValue,
                said!("{person} can't stand in for themselves", "{person} 不能代理自己"),
            )
            .with("fields", vec!["stand_in"]));
        }
        let from = from.map(|text| self.moment_of(text, "from")).transpose()?.unwrap_or(self.now);
        let until = until.map(|text| self.moment_of(text, "until")).transpose()?;
        if until.is_some_and(|until| until <= from) {
            return Err(Refusal::new(Code::InvalidValue, ("the leave ends before it begins", "休假的结束早于开始"))
                .with("fields", vec!["until"]));
        }
        self.emit_wide(Body::LeaveSet { leave: Leave { person, from, until, stand_in } });
        Ok(())
    }

    /// Somebody is not away after all.
    pub fn clear_leave(&mut self, person: &Id, from: Option<&str>) -> Result<(), Refused> {
        let person = self.somebody(person)?;
        self.may_speak_for(&person)?;
        let from = from.map(|text| self.moment_of(text, "from")).transpose()?;
        let known = self.view.leaves(&person)?;
        if !known.iter().any(|leave| from.is_none_or(|from| leave.from == from)) {
            return Err(Refusal::new(Code::NotFound, said!("{person} has no such leave", "{person} 没有这段休假"))
                .with("person", &*person));
        }
        self.emit_wide(Body::LeaveCleared { person, from });
        Ok(())
    }

    fn somebody(&self, id: &Id) -> Result<Id, Refused> {
        self.policy.org.find(id).cloned().ok_or_else(|| {
            Refusal::new(Code::NotFound, said!("the organisation has nobody called `{id}`", "组织中没有 `{id}`"))
                .with("person", &**id)
        })
    }

    fn may_speak_for(&self, person: &Id) -> Result<(), Refused> {
        let Some(actor) = self.person()? else { return Ok(()) };
        match actor == *person || self.admin || self.policy.org.manages(&actor, person) {
            true => Ok(()),
            false => Err(super::super::access::not_permitted(
                &actor,
                said!("say when {person} is away", "登记 {person} 的休假"),
                None,
            )),
        }
    }

    pub(super) fn moment_of(&self, text: &str, key: &str) -> Result<Timestamp, Refused> {
        let calendar = &self.policy.calendar;
        let date = || crate::model::time::parse_date(text).ok().map(|date| calendar.start_of_day(date));
        let moment = date().map_or_else(|| calendar.parse_timestamp(text), Ok);
        moment.map_err(|error| {
            let error = error.said();
            Refusal::new(Code::InvalidValue, said!("`{key}`: {error}", "`{key}`：{error}"; error))
                .with("fields", vec![key])
        })
    }
}
