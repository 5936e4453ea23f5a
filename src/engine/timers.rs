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
        record::Timer,
        time::{Duration, Timestamp},
        work::TaskState,
    },
    policy::{Policy, Rung, RungAct, Workflow},
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
        let pending = (0..).zip(timers).filter(|(_, timer)| !timer.fired);
        let due = pending.map(|(place, timer)| Due { due: timer.due, token, task, place, timer: timer.name.clone() });
        due.collect::<Vec<_>>()
    };
    let tokens = record.tokens.iter().flat_map(|token| pending(&token.timers, Some(token.id), None));
    let seats = record.running().flat_map(|run| run.open_seats());
    let work = record.open_work().filter(|run| run.state != TaskState::Suspended);
    let work = work.flat_map(|run| pending(&run.timers, None, Some(run.n)));
    let resting = record.open_work().filter(|run| run.state == TaskState::Suspended);
    let resting = resting.flat_map(|run| pending(&run.timers, None, Some(run.n))).filter(|due| &*due.timer == "resume");
    let mut due: Vec<Due> = tokens
        .chain(work)
        .chain(resting)
        .chain(seats.flat_map(|(_, seat)| pending(&seat.timers, None, Some(seat.task))))
        .collect();
    due.sort();
    due
}

/// The timers a stage sets when a token enters it.
pub(super) fn of_stage(work: &Work, rules: &Workflow, record: &Record, stage: &Id) -> Result<Vec<Timer>, Refused> {
    let Some(rule) = rules.stages.get(stage) else {
        return Ok(Vec::new());
    };
    let frame = work.frame(record, &[]);
    let mut timers = Vec::new();
    if let Some(sla) = &rule.sla
        && let Some(length) = length(sla, &frame)?
    {
        let due = add(&frame, frame.now, &length)?;
        timers.push(Timer::new("sla", due));
        for (n, rung) in rule.on_overdue.iter().enumerate() {
            let at = match &rung.after {
                None => due,
                Some(after) => match self::length(after, &frame)? {
                    Some(ahead) if rung.before => add(&frame, due, &ahead.negated())?,
                    Some(after) => add(&frame, due, &after)?,
                    None => continue,
                },
            };
            timers.push(Timer::new(format!("overdue:{n}"), at));
        }
    }
    for transition in rules.transitions.values().filter(|t| t.from.contains(stage)) {
        if let Some(after) = &transition.after
            && let Some(length) = length(after, &frame)?
        {
            timers.push(Timer::new(format!("after:{}", transition.id), add(&frame, frame.now, &length)?));
        }
    }
    Ok(timers)
}

/// Whether a timer's name is that of a stage's SLA or of a rung after it.
pub(super) fn is_sla(name: &str) -> bool {
    name == "sla" || name.starts_with("overdue:")
}

/// Whether the while after which a transition fires by itself has passed.
pub(super) fn is_after_due(token: &crate::model::record::Token, transition: &str) -> bool {
    token.timers.iter().any(|timer| timer.fired && timer.name.strip_prefix("after:") == Some(transition))
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
    let begin = || Work::quiet(policy, view, Actor::Policy, now);
    let work = begin();
    let pending = match work.get(record) {
        Ok(record) => due_timers(&record).iter().any(|d| (d.token, d.task) == on && d.timer == *timer && d.due == due),
        Err(refusal) if refusal.code == Code::NotFound => false,
        Err(refusal) => return Err(refusal),
    };
    if !pending || due > now {
        return Ok(Decision::default());
    }
    let fired =
        |refused: Option<String>| Body::TimerFired { token: on.0, task: on.1, timer: timer.clone(), due, refused };
    let acted = |mut work: Work<'_>| -> Result<Vec<crate::model::event::Draft>, Refused> {
        work.emit(record, fired(None))?;
        match on {
            (Some(token), _) => work.stage_timer(record, token, timer)?,
            (None, Some(task)) if work.get(record)?.task(task).is_some() => work.task_timer(record, task, timer)?,
            (None, Some(task)) => work.seat_timer(record, task, timer)?,
            (None, None) => {}
        }
        work.finish()
    };
    let events = match acted(work) {
        Ok(events) => events,
        Err(refusal) => {
            let mut work = begin();
            work.emit(record, fired(Some(refusal.message)))?;
            work.finish_quietly()
        }
    };
    Ok(Decision { events, record: Some(record.clone()) })
}

impl Work<'_> {
    fn stage_timer(&mut self, id: &Id, token: u32, timer: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
        let Some(stage) = record.token(token).map(|token| token.stage.clone()) else {
            return Ok(());
        };
        let Some(rule) = rules.stages.get(&stage) else {
            return Ok(());
        };
        let warning = overdue_warning(&record.workflow, &stage);
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
                let rules = self.workflow(&record.workflow)?;
                let on = record.tokens.iter().find(|one| token.is_none_or(|token| one.id == token)).cloned();
                let transition = rules.transition(name);
                if let (Some(on), Some(transition)) = (on, transition)
                    && transition.from.contains(&on.stage)
                    && record.chain_on(on.id).is_none()
                {
                    self.pass(&transition.when, &record, &super::moves::locals(transition, None, &BTreeMap::new()))?;
                    drop(record);
                    self.set_out(id, transition, on.id, &on.stage, BTreeMap::new())?;
                }
                Ok(())
            }
            Some(RungAct::To(people)) => {
                let record = self.get(id)?;
                let to = people::resolve_all(people, &self.frame(&record, &[]))?;
                drop(record);
                match to.into_iter().next() {
                    Some(owner) => self.change(id, BTreeMap::from([("owner".into(), Value::Text(owner))])),
                    None => Err(Refusal::new(Code::Nobody, "there is nobody to own it from now on")),
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
        other => Err(Fault::new(FaultKind::Argument, format!("{other} is not a length of time"))),
    }
}

/// A moment that much later.
pub(super) fn add(frame: &Frame, from: Timestamp, length: &Duration) -> Result<Timestamp, Refused> {
    let sum = frame.context.calendar().add(from, length);
    Ok(sum.map_err(|error| Fault::new(FaultKind::Overflow, error.to_string()))?)
}

/// A moment that much earlier.
pub(super) fn take_off(frame: &Frame, from: Timestamp, length: &Duration) -> Result<Timestamp, Refused> {
    let difference = frame.context.calendar().sub(from, length);
    Ok(difference.map_err(|error| Fault::new(FaultKind::Overflow, error.to_string()))?)
}
