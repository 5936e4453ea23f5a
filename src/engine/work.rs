//! One command at work: the records it has touched so far, as they would be, and the events that made them so.
//!
//! Every change goes through [`Work::emit`], which writes the event down and folds it at once; so whatever is asked
//! later in the same command sees it, and nothing can be changed that no event tells of.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{
    Refused, View,
    fold::{Stamp, fold, fold_on},
    view::formula,
};
use crate::{
    model::{
        Act, Actor, Body, Code, Command, Id, Layout, Record, Refusal, Value,
        command::Choices,
        event::Draft,
        people::Org,
        target::Adjustment,
        time::{Calendar, Date, Period, Timestamp},
        work::Leave,
    },
    policy::{Guard, Occasion, Policy, Workflow},
    said,
    script::{Context, Fault, Frame, Outcome, Standing},
};

/// A command at work.
pub(super) struct Work<'a> {
    pub policy: &'a Policy,
    pub view: &'a dyn View,
    /// Who acts; the policy, while automatic transitions and timers do.
    pub actor: Actor,
    /// Who reads why a command is refused: whoever gave it.
    pub reader: Actor,
    /// The moment the command is decided.
    pub now: Timestamp,
    /// The business time it counts at: `now`, or an earlier moment that was named.
    pub moment: Timestamp,
    /// Why an administrator passes guards and checks.
    pub overriding: Option<String>,
    /// Whether `who` and locks are passed: an administrator's or an import's command, or the policy's own act.
    pub trusted: bool,
    /// Whether the actor is an administrator.
    pub admin: bool,
    /// Whom the actor has picked for steps of a chain.
    pub choices: Choices,
    /// The decision that chains go on by.
    pub cause: Option<u32>,
    /// The person whose move this is, also while the policy acts on it.
    pub mover: Option<Id>,
    events: Vec<Draft>,
    notices: Vec<Draft>,
    touched: BTreeMap<Id, Touched>,
    /// Records in the order they were first touched, which is the order they come to rest in.
    order: Vec<Id>,
    numbers: BTreeMap<String, u64>,
    /// Reactions that have followed, by record.
    reacted: BTreeSet<(Id, Id)>,
}

/// How a command stood at some point.
pub(super) struct Saved {
    events: usize,
    notices: usize,
    touched: BTreeMap<Id, Touched>,
    order: Vec<Id>,
    numbers: BTreeMap<String, u64>,
    reacted: BTreeSet<(Id, Id)>,
}

/// A record this command has touched.
#[derive(Clone)]
pub(super) struct Touched {
    /// As it was; none where it is new.
    pub before: Option<Arc<Record>>,
    /// As it would be.
    pub now: Arc<Record>,
    /// What has happened to it, for checks.
    pub occasions: Vec<Occasion>,
}

impl<'a> Work<'a> {
    pub fn begin(
        policy: &'a Policy,
        view: &'a dyn View,
        actor: Actor,
        now: Timestamp,
        command: &Command,
    ) -> Result<Work<'a>, Refused> {
        let mut work = Work::quiet(policy, view, actor, now);
        if let Some(as_of) = &command.as_of {
            work.moment = policy.calendar.parse_timestamp(as_of).map_err(|e| {
                let e = e.said();
                Refusal::new(Code::InvalidValue, said!("`as_of`: {e}", "`as_of`：{e}"; e)).with("fields", vec!["as_of"])
            })?;
            if work.moment > now {
                return Err(Refusal::new(Code::InvalidValue, ("`as_of` is a past moment", "`as_of` 应是过去的时刻"))
                    .with("fields", vec!["as_of"]));
            }
        }
        work.admin = match work.actor.person() {
            Some(person) => work.is_admin(person)?,
            None => false,
        };
        work.trusted = work.admin || matches!(command.act, Act::Import(_));
        if let Some(target) = command.act.target() {
            work.must_see(target)?;
        }
        if matches!(command.act, Act::Move { .. }) {
            work.mover = work.actor.person().cloned();
        }
        if let Act::Move { choose, .. } | Act::Decide { choose, .. } = &command.act {
            work.choices = choose.clone();
        }
        if let Act::Move { r#override: Some(reason), .. } = &command.act {
            if !work.admin {
                return Err(Refusal::new(
                    Code::NotPermitted,
                    ("only an administrator may override a rule", "只有管理员可以越过规则"),
                ));
            }
            if reason.trim().is_empty() {
                return Err(Refusal::new(Code::MissingFields, ("an override needs its reason", "越过规则要写明理由"))
                    .with("fields", vec!["override"]));
            }
            work.overriding = Some(reason.clone());
        }
        if let (Some(expected), Some(target)) = (command.if_version, command.act.target()) {
            let id = crate::model::record::split_task(target).map_or(&**target, |(record, _)| record);
            let record = work.get(id)?;
            if record.version != expected {
                return Err(Refusal::new(
                    Code::Conflict,
                    said!(
                        "{id} has moved on: it is at version {}, not {expected}",
                        "{id} 已有变动：现在是版本 {}，不是 {expected}",
                        record.version
                    ),
                )
                .with("version", record.version)
                .with("expected", expected));
            }
        }
        Ok(work)
    }

    /// A command nobody gave: a timer, or a look at what would be.
    pub fn quiet(policy: &'a Policy, view: &'a dyn View, actor: Actor, now: Timestamp) -> Work<'a> {
        Work {
            policy,
            view,
            trusted: actor == Actor::Policy,
            reader: actor.clone(),
            actor,
            now,
            moment: now,
            overriding: None,
            admin: false,
            choices: Choices::new(),
            cause: None,
            mover: None,
            events: Vec::new(),
            notices: Vec::new(),
            touched: BTreeMap::new(),
            order: Vec::new(),
            numbers: BTreeMap::new(),
            reacted: BTreeSet::new(),
        }
    }

    /// A record as this command has left it so far.
    pub fn get(&self, id: &str) -> Result<Arc<Record>, Refused> {
        Context::record(self, id)?.ok_or_else(|| super::access::no_record(id))
    }

    /// What moves a record.
    pub fn rules_of(&self, record: &Record) -> Result<&'a Workflow, Refused> {
        self.policy.rules_of(record).map_or_else(|| self.workflow(&record.workflow), Ok)
    }

    /// A workflow, or another pipeline over one.
    pub fn workflow(&self, id: &str) -> Result<&'a Workflow, Refused> {
        self.policy.workflow(id).ok_or_else(|| {
            let names: Vec<&str> = self.policy.flows().map(|rules| &**rules.name()).collect();
            Refusal::new(Code::NotFound, said!("there is no workflow `{id}`", "没有流程 `{id}`"))
                .with("workflows", names)
        })
    }

    /// Writes an event down and folds it.
    pub fn emit(&mut self, record: &Id, body: Body) -> Result<(), Refused> {
        if !self.touched.contains_key(record)
            && let Some(now) = self.view.record(record)?
        {
            self.touch(record, Touched { before: Some(now.clone()), now, occasions: Vec::new() });
        }
        let stamp = Stamp { id: record, moment: self.moment, actor: &self.actor, policy: self.policy.version };
        match self.touched.get_mut(record) {
            Some(touched) => {
                note(&mut touched.occasions, Some(&touched.now), &body);
                fold_on(Arc::make_mut(&mut touched.now), stamp, &body);
            }
            None => {
                let layout = |workflow: &str| self.policy.layout(workflow).cloned().unwrap_or_default();
                let Some(begun) = fold(None, stamp, &body, layout) else {
                    let message = said!("there is no record `{record}`", "没有记录 `{record}`");
                    return Err(Refusal::new(Code::NotFound, message));
                };
                let mut occasions = Vec::new();
                note(&mut occasions, None, &body);
                let begun = Arc::new(begun);
                self.touch(record, Touched { before: None, now: begun, occasions });
            }
        }
        self.events.push(Draft { record: Some(record.clone()), as_of: self.as_of(), actor: self.actor.clone(), body });
        Ok(())
    }

    fn touch(&mut self, record: &Id, touched: Touched) {
        self.touched.insert(record.clone(), touched);
        self.order.push(record.clone());
    }

    /// Writes an event down that belongs to no record.
    pub fn emit_wide(&mut self, body: Body) {
        self.events.push(Draft { record: None, as_of: self.as_of(), actor: self.actor.clone(), body });
    }

    /// What this command has changed of targets so far.
    pub fn adjusted(&self) -> Vec<Adjustment> {
        let changes = self.events.iter().filter_map(|event| match &event.body {
            Body::TargetChanged { change, .. } => Some(change.clone()),
            _ => None,
        });
        changes.collect()
    }

    /// Notes what people are told once everything else is done.
    pub fn note_notice(&mut self, record: &Id, to: Vec<Id>, text: String) {
        if !to.is_empty() {
            let body = Body::Noticed { to, text };
            self.notices.push(Draft {
                record: Some(record.clone()),
                as_of: self.as_of(),
                actor: self.actor.clone(),
                body,
            });
        }
    }

    /// Sends something out once everything else is done.
    pub fn goes_out(&mut self, record: &Id, body: Body) {
        let draft = super::effects::outgoing(self, record, body);
        self.notices.push(draft);
    }

    /// Tells people something, or sends something out, that belongs to no record, once everything else is done.
    pub fn ends_with(&mut self, body: Body) {
        self.notices.push(Draft { record: None, as_of: self.as_of(), actor: self.actor.clone(), body });
    }

    /// How many events have been written down so far.
    pub fn count(&self) -> usize {
        self.events.len()
    }

    /// Whether a reaction has followed on a record in this command.
    pub fn has_reacted(&self, record: &Id, reaction: &Id) -> bool {
        self.reacted.contains(&(record.clone(), reaction.clone()))
    }

    /// Notes that a reaction follows.
    pub fn note_reaction(&mut self, record: &Id, reaction: &Id) {
        self.reacted.insert((record.clone(), reaction.clone()));
    }

    pub fn as_of(&self) -> Option<Timestamp> {
        (self.moment != self.now).then_some(self.moment)
    }

    /// The next number of a sequence.
    pub fn next_number(&mut self, sequence: &str) -> Result<u64, Refused> {
        let last = match self.numbers.get(sequence) {
            Some(last) => *last,
            None => self.view.last_number(sequence)?,
        };
        let next = last.saturating_add(1);
        self.numbers.insert(sequence.to_owned(), next);
        Ok(next)
    }

    /// A number kept under a name; 0 where none was.
    pub fn number(&self, name: &str) -> Result<u64, Fault> {
        self.numbers.get(name).map_or_else(|| self.view.last_number(name), |number| Ok(*number))
    }

    /// Keeps a number under a name, for what follows in this command.
    pub fn set_number(&mut self, name: &str, number: u64) {
        self.numbers.insert(name.to_owned(), number);
    }

    /// The record that holds a key of an index, other than `but`.
    pub fn holder_of(&self, entry: &super::Entry, but: Option<&Id>) -> Result<Option<Id>, Refused> {
        for (id, touched) in &self.touched {
            if Some(id) != but && super::index_entries(self.policy, &touched.now).contains(entry) {
                return Ok(Some(id.clone()));
            }
        }
        let found = self.view.find(&entry.index, &entry.key)?;
        // A record this command has touched was looked at above, as it would be.
        Ok(found.filter(|id| Some(id) != but && !self.touched.contains_key(id)))
    }

    /// A frame on a record.
    pub fn frame<'f>(&'f self, record: &'f Record, locals: &'f [Value]) -> Frame<'f> {
        Frame {
            record: Some(record),
            around: None,
            old: self.touched.get(&record.id).map_or(Some(record), |touched| touched.before.as_deref()),
            locals,
            actor: &self.actor,
            now: self.moment,
            today: self.today(),
            context: self,
        }
    }

    /// A frame on no record.
    pub fn bare<'f>(&'f self, locals: &'f [Value]) -> Frame<'f> {
        Frame {
            record: None,
            around: None,
            old: None,
            locals,
            actor: &self.actor,
            now: self.moment,
            today: self.today(),
            context: self,
        }
    }

    /// The date of the command's moment.
    pub fn today(&self) -> Date {
        self.policy.calendar.local_date(self.moment)
    }

    /// The first of these conditions that does not hold, as a refusal. An override passes them all.
    pub fn pass(&self, guards: &[Guard], record: &Record, locals: &[Value]) -> Result<(), Refused> {
        let frame = self.frame(record, locals);
        for guard in guards {
            if guard.is.holds(&frame)? != Some(true) && self.overriding.is_none() {
                return Err(self.said(record, locals, |frame| super::explain::unmet(guard, frame))?);
            }
        }
        Ok(())
    }

    /// Whether all of these conditions hold.
    pub fn all_hold(&self, guards: &[Guard], record: &Record, locals: &[Value]) -> Result<bool, Fault> {
        let frame = self.frame(record, locals);
        for guard in guards {
            if guard.is.holds(&frame)? != Some(true) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lets the policy act for a while: what `act` does is its doing, not the person's.
    pub fn as_policy<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, Refused>) -> Result<T, Refused> {
        let actor = std::mem::replace(&mut self.actor, Actor::Policy);
        let trusted = std::mem::replace(&mut self.trusted, true);
        let overriding = self.overriding.take();
        let result = act(self);
        self.actor = actor;
        self.trusted = trusted;
        self.overriding = overriding;
        result
    }

    /// What this command has touched, in the order it did.
    pub fn touched_ids(&self) -> Vec<Id> {
        self.order.clone()
    }

    /// A record this command has touched.
    pub fn touched(&self, id: &str) -> Option<&Touched> {
        self.touched.get(id)
    }

    /// Whether any event has been written down so far.
    pub fn is_idle(&self) -> bool {
        self.events.is_empty()
    }

    /// The command as it stands, to go back to.
    pub fn save(&self) -> Saved {
        Saved {
            events: self.events.len(),
            notices: self.notices.len(),
            touched: self.touched.clone(),
            order: self.order.clone(),
            numbers: self.numbers.clone(),
            reacted: self.reacted.clone(),
        }
    }

    /// Goes back: what has been done since is as if it had not been.
    pub fn go_back_to(&mut self, saved: Saved) {
        self.events.truncate(saved.events);
        self.notices.truncate(saved.notices);
        self.touched = saved.touched;
        self.order = saved.order;
        self.numbers = saved.numbers;
        self.reacted = saved.reacted;
    }

    /// Hands over the events as they are: nothing follows from them.
    pub fn finish_quietly(self) -> Vec<Draft> {
        self.events
    }

    /// Brings every record to rest, asks the rules, and hands over the events.
    pub fn finish(self) -> Result<Vec<Draft>, Refused> {
        self.finish_with_records().map(|(events, _)| events)
    }

    /// The same, and beside the events the records as these leave them.
    pub fn finish_with_records(mut self) -> Result<(Vec<Draft>, Vec<Arc<Record>>), Refused> {
        self.come_to_rest()?;
        self.locks_hold()?;
        self.doubles()?;
        self.within_limits()?;
        self.ask_rules()?;
        let mut events = self.events;
        events.append(&mut self.notices);
        Ok((events, self.touched.into_values().map(|touched| touched.now).collect()))
    }
}

/// What an event means to checks.
fn note(occasions: &mut Vec<Occasion>, record: Option<&Record>, body: &Body) {
    let mut add = |occasion: Occasion| {
        if !occasions.contains(&occasion) {
            occasions.push(occasion);
        }
    };
    match body {
        Body::Created { .. } => add(Occasion::Create),
        Body::Changed { fields } => {
            add(Occasion::Change);
            fields.keys().for_each(|field| add(Occasion::ChangeOf(field.clone())));
        }
        Body::Moved { transition, .. } => {
            add(Occasion::Move);
            add(Occasion::MoveBy(transition.clone()));
        }
        Body::Removed { token, .. } => {
            if let Some(token) = record.and_then(|record| record.token(*token)) {
                add(Occasion::Leave(token.stage.clone()));
            }
            add(Occasion::ChangeOf("stage".into()));
        }
        Body::Entered { token, stage, .. } => {
            if let Some(token) = record.and_then(|record| record.token(*token)) {
                add(Occasion::Leave(token.stage.clone()));
            }
            add(Occasion::ChangeOf("stage".into()));
            add(Occasion::Enter(stage.clone()));
        }
        // What was waited for has come.
        Body::Held { balance, reserved, waits, .. } if waits.is_sign_negative() && reserved.is_sign_positive() => {
            add(Occasion::Served(balance.clone()));
        }
        _ => {}
    }
}

impl Context for Work<'_> {
    fn calendar(&self) -> &Calendar {
        &self.policy.calendar
    }

    fn org(&self) -> &Org {
        &self.policy.org
    }

    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault> {
        match self.touched.get(id) {
            Some(touched) => Ok(Some(touched.now.clone())),
            None => self.view.record(id),
        }
    }

    fn children(&self, id: &str, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        let ids = self.ids_below(id)?;
        super::view::gather(self, ids, workflow)
    }

    fn all_children(&self, id: &str) -> Result<Vec<Arc<Record>>, Fault> {
        let ids = self.ids_below(id)?;
        ids.into_iter().filter_map(|id| Context::record(self, &id).transpose()).collect()
    }

    fn columns(&self, kind: &str) -> Option<Arc<Layout>> {
        self.policy.lines(kind).map(|lines| lines.layout.clone())
    }

    fn minor_digits(&self) -> u32 {
        self.policy.manifest.minor_digits
    }

    fn balance(&self, name: &str, asked: Standing, key: &[Value], frame: &Frame) -> Result<Value, Fault> {
        let find = |entry: super::Entry| self.holder_of(&entry, None);
        super::balance::standing(self.policy, name, asked, key, frame, &find)
    }

    fn records(&self, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
        let mut ids = self.view.of_workflow(workflow)?;
        ids.extend(self.fresh().map(|record| record.id.clone()));
        super::view::gather(self, ids, workflow)
    }

    fn label(&self, record: &Record, frame: &Frame) -> Result<String, Fault> {
        super::effects::label_of(self.policy, record, frame)
    }

    fn formula(&self, slot: usize, frame: &Frame) -> Result<Value, Fault> {
        formula(self.policy, slot, frame)
    }

    fn table(&self, table: &str, arguments: &[Value], output: Option<usize>, frame: &Frame) -> Result<Value, Fault> {
        super::table::answer(self.policy, table, arguments, output, frame)
    }

    fn tiered(&self, tiers: &str, x: Decimal, frame: &Frame) -> Result<Value, Fault> {
        super::table::tiered(self.policy, tiers, x, frame)
    }

    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.policy.functions.call(name, arguments)
    }

    fn figure(&self, name: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault> {
        self.view.figure(name, by, period)
    }

    fn result(&self, name: &str, whose: &str, period: &str, what: Outcome, today: Date) -> Result<Value, Fault> {
        super::results::fixed(self.policy, self.view, (name, whose, period), what, today)
    }

    fn leaves(&self, person: &str) -> Result<Vec<Leave>, Fault> {
        self.view.leaves(person)
    }

    fn load(&self, person: &str, workflow: &str) -> Result<usize, Fault> {
        // What this command has changed so far counts from the next one on.
        Ok(self.view.held(person, workflow)?.len())
    }
}

impl Work<'_> {
    /// The records below one as this command has left them, oldest first: some may have come to it or gone elsewhere.
    fn ids_below(&self, id: &str) -> Result<Vec<Id>, Fault> {
        let is_below = |record: &Record| record.parent.as_deref() == Some(id);
        let mut ids = self.view.children(id)?;
        ids.retain(|child| self.touched.get(child).is_none_or(|touched| is_below(&touched.now)));
        let touched = self.order.iter().filter_map(|id| self.touched.get(id)).map(|touched| &touched.now);
        let come: Vec<Id> =
            touched.filter(|record| is_below(record) && !ids.contains(&record.id)).map(|r| r.id.clone()).collect();
        ids.extend(come);
        Ok(ids)
    }

    /// Records made by this command, oldest first.
    fn fresh(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.order.iter().filter_map(|id| self.touched.get(id)).filter(|t| t.before.is_none()).map(|t| &t.now)
    }
}
