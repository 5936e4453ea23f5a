//! What happens by itself at a moment: stays that grow too long, deadlines of seats, transitions after a while.
//!
//! A timer is set with the event that makes it necessary and fires once, also after a stop of any length; the moment it
//! was due is on its event.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Decision, Refused, View, people, telling::called, work::Work};
use crate::{
    model::{
        Actor, Body, Code, Id, Record, Refusal, Value,
        record::{Timer, Token},
        time::{Duration, Timestamp},
        work::TaskState,
    },
    policy::{Policy, Rung, RungAct, Transition, Workflow},
    said,
    script::{Expr, Fault, FaultKind, Frame},
};

/// A timer of a record that has not fired.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// When.
    pub due: Timestamp,
    /// The token it stands on.
    pub token: Option<u32>,
    /// The task it stands on.
    pub task: Option<u32>,
    /// Its place among those it was set with: two that are due together fire in file order.
    pub place: u32,
    /// Its name.
    pub timer: Id,
}

/// The timers of a record that have not fired.
pub fn due_timers(record: &Record) -> Vec<Due> {
    if record.is_closed() {
        return Vec::new();
    }
    let pending = |timers: &[Timer], token: Option<u32>, task: Option<u32>| {
        let pending = (0..).zip(timers).filter(|(_, timer)| timer.is_pending());
        let due = pending.map(|(place, timer)| Due { due: timer.due, token, task, place, timer: timer.name.clone() });
        due.collect::<Vec<_>>()
    };
    let tokens = record.tokens.iter().flat_map(|token| pending(&token.timers, Some(token.id), None));
    let seats = record.running().flat_map(|run| run.open_seats());
    let work = record.open_work().filter(|run| run.state != TaskState::Suspended);
    let work = work.flat_map(|run| pending(&run.timers, None, Some(run.n)));
    let resting = record.open_work().filter(|run| run.state == TaskState::Suspended);
    let resting = resting.flat_map(|run| pending(&run.timers, None, Some(run.n))).filter(|due| &*due.timer == "resume");
    let clocks = record.clocks.iter().flat_map(|run| pending(&run.timers, None, None));
    let calls = record.open_calls().flat_map(|call| pending(&call.timers, None, Some(call.n)));
    let mut due: Vec<Due> = clocks
        .chain(tokens)
        .chain(work)
        .chain(calls)
        .chain(resting)
        .chain(seats.flat_map(|(_, seat)| pending(&seat.timers, None, Some(seat.task))))
        .collect();
    due.sort();
    due
}

/// The timers a stage sets when a token enters it, besides its clock.
pub(super) fn of_stage(work: &Work, rules: &Workflow, record: &Record, stage: &Id) -> Result<Vec<Timer>, Refused> {
    of_edges(rules, stage, &work.frame(record, &[]))
}

/// The timers of the transitions that fire by themselves from a stage.
fn of_edges(rules: &Workflow, stage: &Id, frame: &Frame) -> Result<Vec<Timer>, Refused> {
    let mut timers = Vec::new();
    let edges = rules.transitions.values().flat_map(Transition::edges);
    for edge in edges.filter(|edge| edge.is_timed() && edge.from.contains(stage)) {
        for (name, every) in [("after", &edge.after), ("every", &edge.every)] {
            if let Some(every) = every
                && let Some(length) = length(every, frame)?
            {
                timers.push(Timer::new(format!("{name}:{}", edge.key()), add(frame, frame.now, &length)?));
            }
        }
        if let Some(moment) = edge.at.as_ref().map_or(Ok(None), |at| moment(at, frame))? {
            timers.push(Timer::new(at_name(edge), moment));
        }
    }
    Ok(timers)
}

fn at_name(edge: &Transition) -> Id {
    format!("at:{}", edge.key()).into()
}

/// The moment an expression gives: a day is its beginning.
fn moment(expr: &Expr, frame: &Frame) -> Result<Option<Timestamp>, Fault> {
    match expr.value(frame)? {
        Value::Date(day) => Ok(Some(frame.context.calendar().start_of_day(day))),
        Value::Moment(moment) => Ok(Some(moment)),
        Value::None => Ok(None),
        other => Err(Fault::new(FaultKind::Argument, said!("{other} is not a moment", "{other} 不是时刻"))),
    }
}

/// Sets the timers of transitions that fire `at` a moment to where their fields put it now.
pub(super) fn follow_fields(work: &mut Work<'_>, id: &Id) -> Result<(), Refused> {
    let record = work.get(id)?;
    let rules = work.rules_of(&record)?;
    let edges = || rules.transitions.values().flat_map(Transition::edges).filter(|edge| edge.at.is_some());
    if record.is_closed() || edges().next().is_none() {
        return Ok(());
    }
    let mut moved = Vec::new();
    for token in &record.tokens {
        for edge in edges().filter(|edge| edge.from.contains(&token.stage)) {
            let name = at_name(edge);
            let set = token.timers.iter().find(|timer| timer.name == name);
            let frame = work.frame(&record, &[]);
            let due = edge.at.as_ref().map_or(Ok(None), |at| moment(at, &frame))?;
            if due != set.map(|timer| timer.due) && set.is_none_or(|timer| !timer.acted) {
                moved.push((token.id, name, due));
            }
        }
    }
    drop(record);
    for (token, timer, due) in moved {
        work.emit(id, Body::TimerSet { token, timer, due })?;
    }
    Ok(())
}

/// Sets a transition that fires again and again to its next time: on from when it was due, or from now where it had to
/// wait.
pub(super) fn wind_up(work: &mut Work<'_>, id: &Id, token: u32, edge: &Transition) -> Result<(), Refused> {
    let Some(every) = edge.every.as_ref().filter(|_| !edge.takes()) else { return Ok(()) };
    let record = work.get(id)?;
    let name = Id::from(format!("every:{}", edge.key()));
    let find = |timers: &[Timer]| timers.iter().find(|timer| timer.name == name).cloned();
    let Some(timer) = record.token(token).and_then(|token| find(&token.timers)) else { return Ok(()) };
    let before = work.touched(id).and_then(|touched| touched.before.clone());
    let waited = before.and_then(|before| find(&before.token(token)?.timers)).is_some_and(|before| before.fired);
    let frame = work.frame(&record, &[]);
    let from = if waited { work.moment } else { timer.due };
    let due = match length(every, &frame)? {
        Some(length) => Some(add(&frame, from, &length)?),
        None => None,
    };
    drop(record);
    work.emit(id, Body::TimerSet { token, timer: name, due })
}

/// Whether a timer's name is that of a stage's SLA or of a rung after it.
pub(super) fn is_sla(name: &str) -> bool {
    name == "sla" || name.starts_with("overdue:")
}

/// Whether the time of a transition that fires by itself has come, and it has not done yet what it was to do.
pub(super) fn is_due(token: &Token, edge: &Transition, now: Timestamp) -> bool {
    let key = edge.key();
    token.timers.iter().any(|timer| {
        let Some((kind, name)) = timer.name.split_once(':') else { return false };
        // A moment in the past has come as soon as it is known.
        let come = timer.fired || (kind == "at" && timer.due <= now);
        come && !timer.acted && *name == *key && matches!(kind, "after" | "at" | "every")
    })
}

/// When a transition will fire by itself, where its time has not come.
pub(super) fn due_of<'t>(token: &'t Token, edge: &Transition) -> Option<&'t Timer> {
    let key = edge.key();
    let own =
        |timer: &&Timer| matches!(timer.name.split_once(':'), Some(("after" | "at" | "every", name)) if *name == *key);
    token.timers.iter().filter(own).min_by_key(|timer| timer.due)
}

/// The warning that an overdue stay is.
pub(super) fn overdue_warning(workflow: &str, stage: &str) -> Id {
    format!("{workflow}.{stage}").into()
}

/// An overdue warning that is over because the stay is.
pub(super) fn cleared(warning: Id) -> Body {
    warned(warning, None, Some("left".into()))
}

fn warned(warning: Id, level: Option<Id>, because: Option<String>) -> Body {
    Body::Warned { warning, by: BTreeMap::new(), period: None, level, value: Value::None, target: Value::None, because }
}

/// Acts on a timer that has come due. A timer that is gone or has fired is nobody's business any more. What it was to do
/// and cannot do (a rule refuses) is written on its event, and the record stays as it was.
pub(super) fn due(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    record: &Id,
    on: (Option<u32>, Option<u32>),
    timer: &Id,
    due: Timestamp,
) -> Result<Decision, Refused> {
    let is_it = |d: &Due| (d.token, d.task) == on && d.timer == *timer && d.due == due;
    let changed_at = match Work::quiet(policy, view, Actor::Policy, now).get(record) {
        Ok(record) if due <= now && due_timers(&record).iter().any(is_it) => record.changed_at,
        Err(refusal) if refusal.code != Code::NotFound => return Err(refusal),
        _ => return Ok(Decision::default()),
    };
    let begin = || {
        // It counts at the moment it was due, however late it is acted on: a stop changes nothing of what follows.
        let mut work = Work::quiet(policy, view, Actor::Policy, now);
        work.moment = due.max(changed_at).min(now);
        work
    };
    let work = begin();
    let fired =
        |refused: Option<String>| Body::TimerFired { token: on.0, task: on.1, timer: timer.clone(), due, refused };
    let acted = |mut work: Work<'_>| -> Result<Vec<crate::model::event::Draft>, Refused> {
        work.emit(record, fired(None))?;
        match on {
            (Some(token), _) => work.stage_timer(record, token, timer)?,
            (None, Some(task)) if work.get(record)?.task(task).is_some() => work.task_timer(record, task, timer)?,
            (None, Some(task)) if work.get(record)?.call(task).is_some() => work.call_timer(record, task)?,
            (None, Some(task)) => work.seat_timer(record, task, timer)?,
            (None, None) => work.clock_timer(record, timer)?,
        }
        work.finish()
    };
    let events = match acted(work) {
        Ok(events) => events,
        Err(refusal) => {
            let mut work = begin();
            work.emit(record, fired(Some(refusal.message.into())))?;
            work.finish_quietly()
        }
    };
    Ok(Decision { events, record: Some(record.clone()), left: Vec::new() })
}

impl<'a> Work<'a> {
    fn stage_timer(&mut self, id: &Id, token: u32, timer: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(stage) = record.token(token).map(|token| token.stage.clone()) else {
            return Ok(());
        };
        let Some(rule) = rules.stages.get(&stage) else {
            return Ok(());
        };
        let warning = overdue_warning(record.pipeline(), &stage);
        drop(record);
        if rule.sla.is_none() && is_sla(timer) {
            return Ok(());
        }
        if &**timer == "sla" {
            return self.emit(id, warned(warning, Some("yellow".into()), None));
        }
        let rung =
            timer.strip_prefix("overdue:").and_then(|n| n.parse().ok()).and_then(|n: usize| rule.on_overdue.get(n));
        let Some(rung) = rung else { return Ok(()) };
        self.rung(id, Some(token), rung, &rule.title, warning)
    }

    /// What a rung of a stay or a clock does.
    pub(super) fn rung(
        &mut self,
        id: &Id,
        token: Option<u32>,
        rung: &Rung,
        title: &str,
        warning: Id,
    ) -> Result<(), Refused> {
        let record = self.get(id)?;
        if let Some(when) = &rung.when
            && when.holds(&self.frame(&record, &[]))? != Some(true)
        {
            return Ok(());
        }
        if let Some(level) = &rung.level {
            self.emit(id, warned(warning, Some(level.clone()), None))?;
        }
        let record = self.get(id)?;
        let mut to = people::resolve_all(&rung.notify, &self.frame(&record, &[]))?;
        if matches!(rung.act, Some(RungAct::Remind | RungAct::Escalate)) {
            let waiting = people::waiting(self.policy, self.view, &record, self.now)?.people();
            let above = |id: &Id| self.policy.org.manager_of(id).cloned();
            let told: Vec<Id> = match rung.act {
                Some(RungAct::Escalate) => waiting.iter().filter_map(above).collect(),
                _ => waiting,
            };
            to.extend(told.into_iter().filter(|id| !to.contains(id)).collect::<Vec<_>>());
        }
        drop(record);
        self.tell(id, to, &[], &|frame| match &rung.text {
            Some(text) => text.render(frame),
            None => Ok(format!("{}: {title}", called(frame)?)),
        })?;
        self.apply(id, &rung.effects, &[])?;
        match &rung.act {
            Some(RungAct::Move(name)) => {
                let record = self.get(id)?;
                let rules = self.rules_of(&record)?;
                let on = record.tokens.iter().filter(|one| token.is_none_or(|token| one.id == token));
                let on: Vec<&Token> = on.filter(|one| record.chain_on(one.id).is_none()).collect();
                let edges = rules.transition(name).map_or(&[][..], Transition::edges);
                let find = |edge: &'a Transition| Some((edge, on.iter().find(|one| edge.from.contains(&one.stage))?));
                let Some((edge, on)) = edges.iter().find_map(find) else { return Ok(()) };
                self.pass(&edge.when, &record, &super::moves::locals(edge, None, &BTreeMap::new()))?;
                let found = super::moves::Found::plain(edge, on);
                drop(record);
                self.set_out(id, &found, BTreeMap::new())
            }
            Some(RungAct::To(people)) => {
                let record = self.get(id)?;
                let to = people::resolve_all(people, &self.frame(&record, &[]))?;
                drop(record);
                match to.into_iter().next() {
                    Some(owner) => self.change(id, BTreeMap::from([("owner".into(), Value::Text(owner))])),
                    None => Err(Refusal::new(
                        Code::Nobody,
                        ("there is nobody to own it from now on", "今后没有人可以负责它"),
                    )),
                }
            }
            _ => Ok(()),
        }
    }
}

/// A length of time an expression gives; none where it gives none.
pub(super) fn length(expr: &Expr, frame: &Frame) -> Result<Option<Duration>, Fault> {
    match expr.value(frame)? {
        Value::Duration(length) => Ok(Some(*length)),
        Value::None => Ok(None),
        other => Err(Fault::new(FaultKind::Argument, said!("{other} is not a length of time", "{other} 不是时长"))),
    }
}

/// A moment that much later.
pub(super) fn add(frame: &Frame, from: Timestamp, length: &Duration) -> Result<Timestamp, Refused> {
    let sum = frame.context.calendar().add(from, length);
    Ok(sum.map_err(|error| Fault::new(FaultKind::Overflow, error.said()))?)
}

/// A moment that much earlier.
pub(super) fn take_off(frame: &Frame, from: Timestamp, length: &Duration) -> Result<Timestamp, Refused> {
    let difference = frame.context.calendar().sub(from, length);
    Ok(difference.map_err(|error| Fault::new(FaultKind::Overflow, error.said()))?)
}
