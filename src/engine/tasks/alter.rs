//! Tasks that rest, go on, begin anew, are passed over or done once more.

use super::{Refused, Why, Work, act::Meant, due::is_late, make, may::why};
use crate::{
    model::{
        Code, Id, Refusal,
        record::Timer,
        work::{TaskRun, TaskState},
    },
    policy::{Need, Task, TaskAct},
    said,
};

impl<'a> Work<'a> {
    /// Begun anew, by who has it or by somebody else: what was filled in is dropped, its clocks begin again.
    pub(super) fn restart(
        &mut self,
        meant: Meant<'a>,
        to: Option<&Id>,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Restart)?;
        if !meant.run.state.is_open() {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                format!("{} is {}", self.name(&meant), meant.run.state.word()),
            ));
        }
        let mut run = TaskRun {
            started: None,
            suspended: None,
            form: Default::default(),
            since: self.moment,
            ..meant.run.clone()
        };
        if run.state != TaskState::Offered {
            run.state = TaskState::Allocated;
        }
        if let Some(to) = to {
            let to = self.successor(&meant, to)?;
            run = TaskRun { holder: Some(to), lender: None, of_owner: false, state: TaskState::Allocated, ..run };
        }
        let run = self.begun_as_handed(&meant.id, run, meant.task)?;
        self.acted(&meant.id, "restarted", run, why(&meant, comment))?;
        if is_late(&meant.run) {
            self.no_longer_late(&meant.id, &meant.task.id)?;
        }
        Ok(())
    }

    pub(super) fn suspend(
        &mut self,
        meant: Meant<'a>,
        until: Option<&str>,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Suspend)?;
        self.must_hold(&meant)?;
        if !matches!(meant.run.state, TaskState::Started | TaskState::Allocated) {
            return Err(Refusal::new(Code::NotAllowedHere, {
                let (task, state) = (self.name(&meant), meant.run.state.said());
                said!("{task} is {state}", "{task} {state}"; state)
            }));
        }
        let mut run = TaskRun { state: TaskState::Suspended, suspended: Some(self.moment), ..meant.run.clone() };
        if let Some(until) = until {
            let at = self.moment_of(until, "until")?;
            run.timers.push(Timer::new("resume", at));
        }
        self.acted(&meant.id, "suspended", run, why(&meant, comment))
    }

    pub(super) fn resume(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.must_hold(&meant)?;
        if meant.run.state != TaskState::Suspended {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!("{} does not rest", "{} 没有暂停", self.name(&meant)),
            ));
        }
        let run = self.resumed(&meant.id, meant.run.clone(), meant.task, self.moment)?;
        if run.state == TaskState::Started {
            self.nothing_against(&meant, &run)?;
        }
        self.acted(&meant.id, "resumed", run, why(&meant, comment))
    }

    /// Work that rested goes on: what was to happen by itself is put off by as long as it rested.
    pub(super) fn resumed(
        &self,
        id: &Id,
        mut run: TaskRun,
        task: &Task,
        until: crate::model::time::Timestamp,
    ) -> Result<TaskRun, Refused> {
        let record = self.get(id)?;
        let business = match &task.deadline {
            Some(deadline) => make::length(&deadline.limit, &self.frame(&record, &[]))?
                .is_some_and(|length| length.business_days != 0 || length.business_seconds != 0),
            None => false,
        };
        let since = run.suspended.take().unwrap_or(self.moment);
        run.timers.retain(|timer| &*timer.name != "resume");
        for timer in run.timers.iter_mut().filter(|timer| !timer.fired) {
            timer.due = super::due::put_off(&self.policy.calendar, timer.due, since, until, business)?;
        }
        run.state = if run.started.is_some() { TaskState::Started } else { TaskState::Allocated };
        Ok(run)
    }

    pub(super) fn skip(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        if !(matches!(meant.task.required, Need::Never) && meant.holder.is_some()) {
            self.task_allows(&meant, TaskAct::Skip)?;
        }
        if meant.run.state.is_over() {
            return Err(Refusal::new(Code::Closed, {
                let (task, state) = (self.name(&meant), meant.run.state.said());
                said!("{task} is {state}", "{task} {state}"; state)
            }));
        }
        let run = TaskRun { by: Some(meant.person.clone()), ..meant.run.clone() };
        self.close_task_as(&meant.id, run, TaskState::Skipped, why(&meant, comment))?;
        self.hand_out_planned(&meant.id)
    }

    pub(super) fn close_task_as(&mut self, id: &Id, run: TaskRun, state: TaskState, why: Why) -> Result<(), Refused> {
        let run = TaskRun { state, ended: Some(self.moment), timers: Vec::new(), ..run };
        self.acted(id, state.word(), run, why)
    }

    /// Done once more, and all that needed it.
    pub(super) fn redo(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        if meant.run.state != TaskState::Done {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!("{} has not been done", "{} 还没有完成", self.name(&meant)),
            ));
        }
        let record = self.get(&meant.id)?;
        let by_doer = meant.run.by.as_ref() == Some(&meant.person);
        self.task_allows(
            &Meant {
                holder: by_doer.then(|| meant.person.clone()),
                ..self.task_meant(&record, meant.run.clone(), meant.person.clone())?
            },
            TaskAct::Redo,
        )?;
        if record.token(meant.run.token).is_none_or(|token| token.stage != meant.run.stage) {
            return Err(Refusal::new(
                Code::NotInStage,
                said!("{} has left `{}`", "{} 已离开 `{}`", record.id, meant.run.stage),
            ));
        }
        let rules = self.rules_of(&record)?;
        let mut after: Vec<Id> = vec![meant.task.id.clone()];
        loop {
            let more: Vec<Id> = rules
                .stages
                .values()
                .flat_map(|stage| stage.tasks.values())
                .filter(|task| !after.contains(&task.id) && task.needs.iter().any(|needed| after.contains(needed)))
                .map(|task| task.id.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            after.extend(more);
        }
        let later: Vec<TaskRun> = record
            .work
            .iter()
            .filter(|run| run.n != meant.run.n && run.token == meant.run.token && after[1..].contains(&run.task))
            .cloned()
            .collect();
        drop(record);
        let again = |run: TaskRun| TaskRun { ended: None, by: None, started: None, since: run.since, ..run };
        let holder = meant.run.by.clone().or_else(|| meant.run.holder.clone());
        let run = TaskRun { state: TaskState::Allocated, holder, since: self.moment, ..again(meant.run.clone()) };
        let run = self.begun_as_handed(&meant.id, run, meant.task)?;
        self.acted(&meant.id, "redone", run, why(&meant, comment))?;
        for run in later {
            let run = TaskRun {
                state: TaskState::Planned,
                holder: None,
                offered: Vec::new(),
                timers: Vec::new(),
                ..again(run)
            };
            self.acted(&meant.id, "planned", run, Why::because(format!("`{}` is done once more", meant.task.id)))?;
        }
        Ok(())
    }
}
