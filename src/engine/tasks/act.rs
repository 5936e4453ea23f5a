//! What a command does with a task: which one it means, and why there may be none for who acts.

use super::{Refused, Work, may::taken, rule, stands_in};
use crate::{
    model::{
        Code, Id, Record, Refusal,
        command::{TaskVerb, With},
        record::split_task,
        work::{TaskRun, TaskState},
    },
    policy::{Task, TaskAct},
    said,
};

/// A task that somebody means, with its rule.
pub(super) struct Meant<'a> {
    pub id: Id,
    pub run: TaskRun,
    pub task: &'a Task,
    /// Who acts.
    pub person: Id,
    /// For whom: themselves, or whom they stand in for. None: they hold nothing of it.
    pub holder: Option<Id>,
}

impl<'a> Work<'a> {
    /// Whether a command that seats and tasks share means a task: by its id, by its name, or because no seat of the record
    /// is that person's.
    pub fn is_task(&self, target: &Id, name: Option<&Id>) -> Result<bool, Refused> {
        if let Some((record, n)) = split_task(target) {
            return Ok(self.get(record)?.task(n).is_some());
        }
        let record = self.get(target)?;
        if let Some(name) = name {
            return Ok(self.rules_of(&record)?.task(name).is_some());
        }
        let person = self.person()?;
        let mut seated = false;
        for (_, seat) in record.running().flat_map(|run| run.open_seats()) {
            if let Some(person) = &person {
                seated |= stands_in(self, person, &seat.holders, self.moment)?.is_some();
            }
        }
        Ok(!seated && !record.work.is_empty())
    }

    /// Does something with a task.
    pub fn task(
        &mut self,
        target: &Id,
        name: Option<&Id>,
        act: &TaskVerb,
        with: &With,
        comment: Option<&str>,
    ) -> Result<Id, Refused> {
        let meant = self.mean(target, name, act)?;
        if !with.is_empty() && !matches!(act, TaskVerb::Done) {
            return Err(Refusal::new(
                Code::Usage,
                ("only `done` fills in what a task asks", "只有 `done` 可以填写任务要填的内容"),
            ));
        }
        let comment = comment.map(str::to_owned);
        let id = meant.id.clone();
        match act {
            TaskVerb::Claim => self.claim_task(meant, comment)?,
            TaskVerb::Start => self.start(meant, comment)?,
            TaskVerb::Done => self.done(meant, with, comment)?,
            TaskVerb::Decline => self.give_up(meant, TaskAct::Decline, "declined", comment)?,
            TaskVerb::GiveBack => self.give_up(meant, TaskAct::GiveBack, "given_back", comment)?,
            TaskVerb::Release => self.release_task(meant, comment)?,
            TaskVerb::Transfer { to } => self.pass_on(meant, TaskAct::Transfer, to, comment)?,
            TaskVerb::Delegate { to } => self.pass_on(meant, TaskAct::Delegate, to, comment)?,
            TaskVerb::Restart { to } => self.restart(meant, to.as_ref(), comment)?,
            TaskVerb::Suspend { until } => self.suspend(meant, until.as_deref(), comment)?,
            TaskVerb::Resume => self.resume(meant, comment)?,
            TaskVerb::Skip => self.skip(meant, comment)?,
            TaskVerb::Redo => self.redo(meant, comment)?,
            TaskVerb::AddHelp { to } => self.add_help(meant, to, comment)?,
        }
        Ok(id)
    }

    /// The task a command means: by its own id, or by the record's where one is meant for that person.
    fn mean(&self, target: &Id, name: Option<&Id>, act: &TaskVerb) -> Result<Meant<'a>, Refused> {
        let person = self
            .person()?
            .ok_or_else(|| Refusal::new(Code::NotPermitted, ("a task is done by a person", "任务须由人来做")))?;
        if let Some((record, n)) = split_task(target) {
            let record = self.get(record)?;
            let run = record.task(n).cloned().ok_or_else(|| {
                Refusal::new(Code::NotFound, said!("there is no task `{target}`", "没有任务 `{target}`"))
                    .with("task", &**target)
            })?;
            return self.task_meant(&record, run, person);
        }
        let record = self.get(target)?;
        let redo = matches!(act, TaskVerb::Redo);
        let mut mine = self.theirs(&record, name, act, &person, |run| {
            if redo { run.state == TaskState::Done } else { run.state.is_open() }
        })?;
        if redo && mine.is_empty() {
            // What is still open can't be done once more; that is said of it.
            mine = self.theirs(&record, name, act, &person, |run| run.state.is_open())?;
        }
        // Of those somebody holds, what they have comes before what they could take.
        if mine.len() > 1 && !matches!(act, TaskVerb::Claim | TaskVerb::Decline) {
            let own: Vec<&TaskRun> = mine.iter().copied().filter(|run| run.state != TaskState::Offered).collect();
            if !own.is_empty() {
                mine = own;
            }
        }
        let begun: Vec<&TaskRun> = mine.iter().copied().filter(|run| run.state == TaskState::Started).collect();
        if matches!(act, TaskVerb::Done | TaskVerb::Suspend { .. }) && begun.len() == 1 {
            mine = begun;
        }
        match mine.as_slice() {
            [run] => self.task_meant(&record, (*run).clone(), person),
            [] => Err(self.none_meant(&record, name, &person)?),
            several => {
                let tasks: Vec<String> = several.iter().map(|run| record.task_id(run.n)).collect();
                let names: Vec<&str> = several.iter().map(|run| &*run.task).collect();
                Err(Refusal::new(
                    Code::Usage,
                    said!(
                        "{person} holds several tasks of {target}: name one",
                        "{person} 在 {target} 上有多个任务：请指明一个"
                    ),
                )
                .with("tasks", tasks)
                .with("names", names))
            }
        }
    }

    /// The tasks among these that somebody may mean: they hold or did them, or name one they are let at.
    fn theirs<'r>(
        &self,
        record: &'r Record,
        name: Option<&Id>,
        act: &TaskVerb,
        person: &Id,
        wanted: impl Fn(&TaskRun) -> bool,
    ) -> Result<Vec<&'r TaskRun>, Refused> {
        let mut theirs = Vec::new();
        for run in record.work.iter().filter(|run| wanted(run) && name.is_none_or(|name| run.task == *name)) {
            let holds = stands_in(self, person, run.holders(record), self.moment)?.is_some();
            let did = matches!(act, TaskVerb::Redo) && run.by.as_ref() == Some(person);
            let named = name.is_some() && (self.admin || self.is_let(record, run, act, person)?);
            if holds || did || named {
                theirs.push(run);
            }
        }
        Ok(theirs)
    }

    pub(super) fn task_meant(&self, record: &Record, run: TaskRun, person: Id) -> Result<Meant<'a>, Refused> {
        let rules = self.rules_of(record)?;
        let task = rule(rules, &run).ok_or_else(|| {
            Refusal::new(Code::Closed, said!("the policy has no task `{}` any more", "政策中已没有任务 `{}`", run.task))
        })?;
        let holder = stands_in(self, &person, run.holders(record), self.moment)?;
        Ok(Meant { id: record.id.clone(), run, task, person, holder })
    }

    /// Why somebody has nothing to do: not yet, no more, another has it, or never theirs.
    fn none_meant(&self, record: &Record, name: Option<&Id>, person: &Id) -> Result<Refused, Refused> {
        let id = &record.id;
        let rules = self.rules_of(record)?;
        let runs: Vec<&TaskRun> =
            record.work.iter().rev().filter(|run| name.is_none_or(|name| run.task == *name)).collect();
        if let Some(name) = name.filter(|name| rules.task(name).is_none()) {
            let known: Vec<&str> = rules.stages.values().flat_map(|stage| stage.tasks.keys()).map(|id| &**id).collect();
            return Ok(Refusal::new(
                Code::NotFound,
                said!("{} has no task `{name}`", "{} 没有任务 `{name}`", rules.id),
            )
            .with("tasks", known));
        }
        let fits = |run: &TaskRun| -> Result<bool, Refused> {
            let Some(task) = rule(rules, run) else { return Ok(false) };
            Ok(self.fitting(record, &task.finding, &self.frame(record, &[]))?.contains(person))
        };
        for run in &runs {
            if run.state.is_open() && run.offered.contains(person) {
                return Ok(taken(record, run));
            }
        }
        for run in &runs {
            if run.state == TaskState::Planned && fits(run)? {
                return Ok(self.not_yet(record, run, rule(rules, run)));
            }
        }
        for run in &runs {
            let had =
                run.by.as_ref() == Some(person) || run.offered.contains(person) || run.holder.as_ref() == Some(person);
            if run.state.is_over() && had {
                return Ok(Refusal::new(Code::Closed, {
                    let (task, state) = (&run.task, run.state.said());
                    said!("`{task}` of {id} is {state}", "{id} 的 `{task}` {state}"; state)
                }));
            }
        }
        let ahead =
            name.and_then(|name| rules.task(name)).filter(|(stage, _)| !record.is_in(&stage.id) && runs.is_empty());
        if let Some((stage, task)) = ahead {
            return Ok(Refusal::new(
                Code::Waiting,
                said!(
                    "`{}` is done in `{}`; {id} is not there",
                    "`{}` 在 `{}` 里做，而 {id} 不在那里",
                    task.id,
                    stage.id
                ),
            ));
        }
        Ok(Refusal::new(Code::NotPermitted, said!("{person} has no task on {id}", "{person} 在 {id} 上没有任务"))
            .with("record", &**id))
    }

    pub(super) fn not_yet(&self, record: &Record, run: &TaskRun, task: Option<&Task>) -> Refused {
        let open = |needed: &&Id| record.latest(needed).is_some_and(|run| !run.state.is_over());
        let needs: Vec<&str> = task.map_or(Vec::new(), |task| task.needs.iter().filter(open).map(|id| &**id).collect());
        let message = match needs.is_empty() {
            true => said!("`{}` waits until somebody has room for it", "`{}` 在等有余力的人", run.task),
            false => said!("`{}` waits for {}", "`{}` 在等 {}", run.task, needs.join(", ")),
        };
        Refusal::new(Code::Waiting, message).with("task", record.task_id(run.n)).with("needs", needs)
    }
}
