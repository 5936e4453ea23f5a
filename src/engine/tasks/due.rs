//! What happens by itself to a task: its deadline and the rungs around it, reminders, the end of a rest.

use super::{Refused, Why, Work, make, rule};
use crate::{
    engine::{people, telling::called},
    model::{
        Body, Code, Id, Refusal, Value,
        record::Timer,
        time::{Calendar, Duration, Timestamp},
        work::{TaskRun, TaskState},
    },
    policy::TaskDue,
    script::{Fault, FaultKind},
};

impl Work<'_> {
    /// Acts on a timer of a task.
    pub fn task_timer(&mut self, id: &Id, n: u32, timer: &str) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(run) = record.task(n).cloned() else { return Ok(()) };
        let Some(task) = rule(rules, &run) else { return Ok(()) };
        drop(record);
        if timer == "resume" {
            let until = run.timers.iter().find(|timer| &*timer.name == "resume").map_or(self.moment, |timer| timer.due);
            let run = self.resumed(id, run, task, until)?;
            return self.rested(id, run);
        }
        if timer == "deadline" {
            return Ok(());
        }
        if let Some(k) = timer.strip_prefix("remind:").and_then(|k| k.parse::<u32>().ok()) {
            return self.remind_holders(id, run, k);
        }
        let rung =
            timer.strip_prefix("rung:").and_then(|k| k.parse::<usize>().ok()).and_then(|k| task.on_deadline.get(k));
        let Some(rung) = rung else { return Ok(()) };
        let record = self.get(id)?;
        if let Some(when) = &rung.when
            && when.holds(&self.frame(&record, &[]))? != Some(true)
        {
            return Ok(());
        }
        if let Some(level) = &rung.level {
            self.emit(id, warned(record.pipeline(), &run.task, Some(level.clone())))?;
        }
        match &rung.act {
            None => {}
            Some(TaskDue::Remind) => {
                let to = run.holders(&record).to_vec();
                self.tell(id, to, &[], &|frame| match &rung.text {
                    Some(text) => text.render(frame),
                    None => Ok(format!("{}: {}", called(frame)?, task.title)),
                })?;
            }
            Some(TaskDue::Skip) => {
                let run = TaskRun { state: TaskState::Skipped, ended: Some(self.moment), timers: Vec::new(), ..run };
                self.acted(id, "skipped", run, Why::because("the deadline has passed"))?;
                self.hand_out_planned(id)?;
            }
            Some(TaskDue::Escalate) => {
                let org = &self.policy.org;
                let today = self.today();
                let mut above: Vec<Id> = Vec::new();
                for holder in run.holders(&record) {
                    let manager = org.managers_of(holder).into_iter().find(|id| org.is_here(id, today));
                    above.extend(manager.filter(|id| !above.contains(id)));
                }
                if above.is_empty() {
                    above = people::resolve_all(&self.policy.manifest.last_resort, &self.frame(&record, &[]))?;
                }
                self.put_to(id, run, above)?;
            }
            Some(TaskDue::To(others)) => {
                let others = people::resolve_all(others, &self.frame(&record, &[]))?;
                self.put_to(id, run, others)?;
            }
        }
        self.apply(id, &rung.effects, &[])
    }

    /// A rest is over. What keeps its holder from working on it now keeps it waiting: they start it when they can.
    fn rested(&mut self, id: &Id, mut run: TaskRun) -> Result<(), Refused> {
        let record = self.get(id)?;
        let holder = run.holders(&record).first().cloned().filter(|_| run.state == TaskState::Started);
        if let Some(holder) = holder {
            let meant = self.task_meant(&record, run.clone(), holder)?;
            if self.nothing_against(&meant, &run).is_err() {
                run.state = TaskState::Allocated;
            }
        }
        self.acted(id, "resumed", run, Why::because("its rest is over"))
    }

    /// Others get it; who had it can't end it any more. What was done is kept.
    fn put_to(&mut self, id: &Id, run: TaskRun, people: Vec<Id>) -> Result<(), Refused> {
        let late = "the deadline has passed";
        if people.is_empty() {
            return Err(Refusal::new(
                Code::Nobody,
                ("the deadline has passed, and there is nobody to ask instead", "时限已过，而且没有别人可问"),
            ));
        }
        let mut run = TaskRun { of_owner: false, since: self.moment, lender: None, ..run };
        match people.as_slice() {
            [one] => {
                run.holder = Some(one.clone());
                run.offered = Vec::new();
                run.state = if run.started.is_some() { TaskState::Started } else { TaskState::Allocated };
            }
            _ => {
                run.holder = None;
                run.offered = people;
                run.state = TaskState::Offered;
            }
        }
        self.acted(id, "escalated", run, Why::because(late))
    }

    fn remind_holders(&mut self, id: &Id, run: TaskRun, k: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some((task, remind)) = rule(rules, &run).and_then(|task| Some((task, task.remind.as_ref()?))) else {
            return Ok(());
        };
        let to = run.holders(&record).to_vec();
        self.tell(id, to, &[], &|frame| Ok(format!("{}: {}", called(frame)?, task.title)))?;
        let frame = self.frame(&record, &[]);
        let own = format!("remind:{k}");
        let due = run.timers.iter().find(|timer| *timer.name == *own).map_or(frame.now, |timer| timer.due);
        let every = make::length(&remind.every, &frame)?;
        let next = match every.filter(|_| remind.at_most.is_none_or(|most| k < most)) {
            // Counted from when this one was due: a long stop makes up for none.
            Some(every) => Some(make::add(&frame, due, &every)?),
            None => None,
        };
        let Some(next) = next else { return Ok(()) };
        drop(record);
        let mut run = run;
        run.timers.push(Timer::new(format!("remind:{}", k + 1), next));
        self.acted(id, "reminded", run, Why::default())
    }

    /// A late task has ended: its warning is over.
    pub(super) fn no_longer_late(&mut self, id: &Id, task: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let (rules, workflow) = (self.rules_of(&record)?, record.pipeline().clone());
        drop(record);
        let warns = rules.task(task).is_some_and(|(_, task)| task.on_deadline.iter().any(|rung| rung.level.is_some()));
        match warns {
            true => self.emit(id, warned(&workflow, task, None)),
            false => Ok(()),
        }
    }
}

/// Whether the deadline of a task has passed.
pub(super) fn is_late(run: &TaskRun) -> bool {
    run.timers.iter().any(|timer| timer.fired && &*timer.name == "deadline")
}

fn warned(workflow: &str, task: &str, level: Option<Id>) -> Body {
    let because = level.is_none().then(|| "done".to_owned());
    Body::Warned {
        warning: format!("{workflow}.{task}").into(),
        by: Default::default(),
        period: None,
        level,
        value: Value::None,
        target: Value::None,
        because,
    }
}

/// A moment put off by as long as something rested: in open hours where it was counted in business time.
pub(in crate::engine) fn put_off(
    calendar: &Calendar,
    due: Timestamp,
    from: Timestamp,
    to: Timestamp,
    business: bool,
) -> Result<Timestamp, Refused> {
    let beyond = |error: crate::model::time::TimeError| Fault::new(FaultKind::Overflow, error.said());
    if business {
        let left = calendar.business_seconds_between(from, due).max(0);
        let length = Duration { business_seconds: left, ..Duration::ZERO };
        return Ok(calendar.add(to, &length).map_err(beyond)?);
    }
    let rested = to.as_second() - from.as_second();
    Ok(calendar.add(due, &Duration::seconds(rested.max(0))).map_err(beyond)?)
}
