//! Sight: what of the records one person sees, as `[access]` says (semantics.md, section 12).
//!
//! Every face asks here before it shows something, and [`super::decide`] before it does something: a record one may not
//! see is not found, a field one may not see is absent. What may be changed is decided in [`super::access`]. Nothing is
//! changed here.

mod events;
mod through;

pub use through::Through;

use std::{borrow::Cow, sync::Arc};

use super::{
    Waiting, people,
    tasks::{cover, stands_in},
};
use crate::{
    model::{Actor, Id, Record, Value, time::Timestamp, work::TaskRun},
    policy::{Access, People, PlaceKind, Policy, Workflow, made},
    script::{Context, Fault, Frame},
};

/// What one person sees; everything, where nothing binds them.
pub struct Sight<'a> {
    policy: &'a Policy,
    context: &'a dyn Context,
    now: Timestamp,
    /// Who looks. An administrator and the policy itself see everything.
    looker: Option<Actor>,
}

impl<'a> Sight<'a> {
    /// What whoever acts sees.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn of(policy: &'a Policy, context: &'a dyn Context, actor: &Actor, now: Timestamp) -> Result<Sight<'a>, Fault> {
        let mut sight = Sight { policy, context, now, looker: None };
        if let Some(person) = actor.person().filter(|_| policy.workflows.values().any(is_narrow)) {
            let admins = &policy.manifest.admins;
            if admins.is_empty() || !people::includes(admins, person, &sight.frame(None, actor, &[]))? {
                sight.looker = Some(actor.clone());
            }
        }
        Ok(sight)
    }

    /// What everybody sees who nothing binds.
    pub(super) fn clear(policy: &'a Policy, context: &'a dyn Context, now: Timestamp) -> Sight<'a> {
        Sight { policy, context, now, looker: None }
    }

    /// Whether nothing of any record is hidden.
    pub fn is_clear(&self) -> bool {
        self.looker.is_none()
    }

    /// Whether a record is there for who looks.
    ///
    /// # Errors
    /// Where a place of `[access]` fails.
    pub fn sees(&self, record: &Record) -> Result<bool, Fault> {
        let (Some((looker, person)), Some(rules)) = (self.looker(), self.policy.rules_of(record)) else {
            return Ok(true);
        };
        let Some(see) = &rules.access.see else {
            return Ok(true);
        };
        Ok(self.passes(see, record, looker, person)? || self.has_part(rules, record, looker, person)?)
    }

    /// Whether a field of a record they see is there for them.
    ///
    /// # Errors
    /// Where a place of `[access.field]` fails.
    pub fn sees_field(&self, record: &Record, field: &str) -> Result<bool, Fault> {
        let (Some((looker, person)), Some(rules)) = (self.looker(), self.policy.rules_of(record)) else {
            return Ok(true);
        };
        match rules.access.fields.get(field).and_then(|access| access.see.as_ref()) {
            Some(see) => self.passes(see, record, looker, person),
            None => Ok(true),
        }
    }

    /// The fields of a record that are absent for them.
    ///
    /// # Errors
    /// Where a place of `[access]` fails.
    pub fn hidden(&self, record: &Record) -> Result<Vec<Id>, Fault> {
        let Some(rules) = self.policy.rules_of(record).filter(|_| !self.is_clear()) else {
            return Ok(Vec::new());
        };
        if !self.sees(record)? {
            return Ok(rules.fields.iter().map(|field| field.id.clone()).collect());
        }
        let mut hidden = Vec::new();
        for field in rules.access.fields.keys() {
            if !self.sees_field(record, field)? {
                hidden.push(field.clone());
            }
        }
        Ok(hidden)
    }

    /// The record as they see it: what is absent for them is empty.
    ///
    /// # Errors
    /// Where a place of `[access]` fails.
    pub fn masked<'r>(&self, record: &'r Record) -> Result<Cow<'r, Record>, Fault> {
        let mut seen = Cow::Borrowed(record);
        for field in self.hidden(record)? {
            seen.to_mut().fields.set(&field, Value::None);
        }
        if record.work.iter().any(|run| !run.form.is_empty() && !self.hears(record, run)) {
            let unheard: Vec<u32> =
                record.work.iter().filter(|run| !self.hears(record, run)).map(|run| run.n).collect();
            for run in seen.to_mut().work.iter_mut().filter(|run| unheard.contains(&run.n)) {
                run.form.clear();
            }
        }
        Ok(seen)
    }

    /// Whether they see that some open work waits, and for whom: `[access.task]`, and their own in any case.
    ///
    /// # Errors
    /// Where a place of `[access.task]` fails.
    pub fn sees_work(&self, record: &Record, holders: &[Id]) -> Result<bool, Fault> {
        let (Some((looker, person)), Some(rules)) = (self.looker(), self.policy.rules_of(record)) else {
            return Ok(true);
        };
        let Some(see) = &rules.access.task else {
            return Ok(true);
        };
        if stands_in(self.context, person, holders, self.now)?.is_some() {
            return Ok(true);
        }
        for holder in holders {
            let locals = [Value::Text(holder.clone())];
            if people::includes(see, person, &self.frame(Some(record), looker, &locals))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether they see a task or seat of a record, by its number: what is over is seen by whoever sees the record.
    ///
    /// # Errors
    /// Where a place of `[access.task]` fails.
    pub fn sees_task(&self, record: &Record, n: u32) -> Result<bool, Fault> {
        if let Some(run) = record.task(n).filter(|run| run.state.is_open()) {
            return self.sees_work(record, run.holders(record));
        }
        match record.seat(n).filter(|(_, _, seat)| seat.state.is_open()) {
            Some((_, _, seat)) => self.sees_work(record, &seat.holders),
            None => Ok(true),
        }
    }

    /// Whether they are told what was said in a task. What others say of somebody in a scorecard is not told to who is
    /// rated: what it comes to together is.
    pub fn hears(&self, record: &Record, run: &TaskRun) -> bool {
        let (Some((_, person)), true) = (self.looker(), self.policy.scorecards.contains_key(&record.workflow)) else {
            return true;
        };
        let rated = record.fields.get(made::RATED).and_then(Value::as_text);
        let is_theirs = rated == Some(person) || record.owner() == Some(person);
        !is_theirs || run.by.as_ref().or(run.holder.as_ref()) == Some(person)
    }

    /// Of those a record waits for the ones they see.
    ///
    /// # Errors
    /// Where a place of `[access.task]` fails.
    pub fn waiting(&self, record: &Record, mut waiting: Waiting) -> Result<Waiting, Fault> {
        if self.is_clear() {
            return Ok(waiting);
        }
        let mut seats = Vec::new();
        for (task, person) in std::mem::take(&mut waiting.seats) {
            if self.sees_work(record, std::slice::from_ref(&person))? {
                seats.push((task, person));
            }
        }
        waiting.seats = seats;
        Ok(waiting)
    }

    /// Records and fields as expressions read them that are asked for these eyes.
    pub fn through(&self) -> Through<'_, 'a> {
        Through { sight: self }
    }

    /// A frame for these eyes; the record is one they see, [`Sight::masked`].
    pub fn frame_on<'f>(&'f self, through: &'f Through<'f, 'a>, record: &'f Record, locals: &'f [Value]) -> Frame<'f> {
        let actor = self.looker.as_ref().unwrap_or(&Actor::Policy);
        Frame { context: through, ..self.frame(Some(record), actor, locals) }
    }

    /// How a record is called for them: its id where its label fails.
    ///
    /// # Errors
    /// Where a place of `[access]` fails.
    pub fn label(&self, record: &Record) -> Result<String, Fault> {
        let seen = self.masked(record)?;
        let through = self.through();
        let frame = self.frame_on(&through, &seen, &[]);
        Ok(super::effects::label_of(self.policy, &seen, &frame).unwrap_or_else(|_| record.id.to_string()))
    }

    fn looker(&self) -> Option<(&Actor, &Id)> {
        self.looker.as_ref().and_then(|actor| Some((actor, actor.person()?)))
    }

    fn frame<'f>(&'f self, record: Option<&'f Record>, actor: &'f Actor, locals: &'f [Value]) -> Frame<'f> {
        Frame {
            record,
            around: None,
            old: None,
            locals,
            actor,
            now: self.now,
            today: self.policy.calendar.local_date(self.now),
            context: self.context,
        }
    }

    /// Whether somebody is among the people of `[access]`; the `holder` is each who holds open work, one after another.
    fn passes(&self, places: &People, record: &Record, actor: &Actor, person: &Id) -> Result<bool, Fault> {
        passes(self.policy, places, person, &self.frame(Some(record), actor, &[]), record)
    }

    /// Whether somebody has a part in what is going on: it was put to them, or a chain runs that they have asked for,
    /// decided in or are asked in.
    fn has_part(&self, rules: &Workflow, record: &Record, actor: &Actor, person: &Id) -> Result<bool, Fault> {
        let acts_for = |holders: &[Id]| stands_in(self.context, person, holders, self.now).map(|one| one.is_some());
        for run in record.open_work() {
            if acts_for(run.holders(record))? {
                return Ok(true);
            }
        }
        for run in record.chains.iter() {
            let running = run.is_running();
            if running && run.requester.as_ref() == Some(person) {
                return Ok(true);
            }
            for seat in run.steps.iter().flat_map(|step| &step.seats) {
                let lender = seat.lent.as_ref().is_some_and(|lent| lent.by.contains(person));
                if (running || seat.state.is_open()) && (lender || acts_for(&seat.holders)?) {
                    return Ok(true);
                }
            }
            if running && run.steps.iter().any(|step| step.deciders().contains(&person)) {
                return Ok(true);
            }
        }
        super::owning::is_put_to(self.policy, rules, record, person, &self.frame(Some(record), actor, &[]))
    }
}

/// Whether a workflow hides anything from anybody.
fn is_narrow(workflow: &Workflow) -> bool {
    let Access { see, task, fields, .. } = &*workflow.access;
    see.is_some() || task.is_some() || fields.values().any(|field| field.see.is_some())
}

/// Whether somebody is among the people of `[access]`, on a frame of the record without locals.
pub(super) fn passes(
    policy: &Policy,
    places: &People,
    person: &Id,
    frame: &Frame,
    record: &Record,
) -> Result<bool, Fault> {
    if !places.iter().any(|place| asks_holder(&place.kind)) {
        return people::includes(places, person, &Frame { locals: &[Value::None], ..*frame });
    }
    let mut holders = people::waiting_of_all(policy, record, frame)?.people();
    for n in 0..holders.len() {
        let stand_in = cover(frame.context, &holders[n], frame.now)?;
        holders.extend(stand_in.filter(|stand_in| !holders.contains(stand_in)));
    }
    let holders = holders.into_iter().map(Value::Text);
    for holder in std::iter::once(Value::None).chain(holders) {
        if people::includes(places, person, &Frame { locals: &[holder], ..*frame })? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a place speaks of the `holder`.
fn asks_holder(kind: &PlaceKind) -> bool {
    match kind {
        PlaceKind::Expr(expr) | PlaceKind::UnitOf(expr) => expr.reads().locals.contains(&0),
        PlaceKind::Group(group) => {
            let conditions = || group.when.iter().chain(&group.fits);
            conditions().any(|expr| expr.reads().locals.contains(&0))
                || group.who.iter().any(|place| asks_holder(&place.kind))
        }
        _ => false,
    }
}

/// A record for who may see it; none where they may not.
pub(super) fn seen(sight: &Sight<'_>, record: Arc<Record>) -> Result<Option<Arc<Record>>, Fault> {
    if sight.is_clear() {
        return Ok(Some(record));
    }
    if !sight.sees(&record)? {
        return Ok(None);
    }
    Ok(Some(match sight.masked(&record)? {
        Cow::Borrowed(_) => record,
        Cow::Owned(masked) => Arc::new(masked),
    }))
}
