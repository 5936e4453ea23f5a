//! Taking a task and beginning it: for the others it is gone, and what stands against it is said.

use super::{Refused, Work, act::Meant, may::why, piles::pile};
use crate::{
    model::{
        Code, Refusal, Said,
        work::{TaskRun, TaskState},
    },
    policy::{Begin, TaskAct},
    said,
};

impl<'a> Work<'a> {
    pub(super) fn claim_task(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Claim)?;
        self.must_hold(&meant)?;
        if meant.run.state != TaskState::Offered {
            return Err(Refusal::new(
                Code::Conflict,
                said!("{} is {}'s already", "{} 已是 {} 的", self.name(&meant), meant.person),
            ));
        }
        self.in_order(&meant)?;
        let run = self.taken_by(&meant)?;
        let begun = meant.task.begin == Begin::OnClaim;
        let run = if begun { self.begun(&meant, run)? } else { run };
        self.acted(&meant.id, if begun { "started" } else { "claimed" }, run, why(&meant, comment))
    }

    pub(super) fn start(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.must_hold(&meant)?;
        match meant.run.state {
            TaskState::Started => return Ok(()),
            TaskState::Suspended => return self.resume(meant, comment),
            _ => {}
        }
        self.in_order(&meant)?;
        let run = if meant.run.state == TaskState::Offered { self.taken_by(&meant)? } else { meant.run.clone() };
        let run = self.begun(&meant, run)?;
        self.acted(&meant.id, "started", run, why(&meant, comment))
    }

    /// The same taken by who acts: for the others it is gone.
    pub(super) fn taken_by(&self, meant: &Meant<'a>) -> Result<TaskRun, Refused> {
        self.kept_from(meant, &meant.person)?;
        Ok(TaskRun {
            state: TaskState::Allocated,
            holder: Some(meant.person.clone()),
            since: self.moment,
            ..meant.run.clone()
        })
    }

    /// The same begun, where nothing stands against it.
    pub(super) fn begun(&self, meant: &Meant<'a>, mut run: TaskRun) -> Result<TaskRun, Refused> {
        self.nothing_against(meant, &run)?;
        let record = self.get(&meant.id)?;
        self.set_begun(&record, &mut run, meant.task)?;
        Ok(run)
    }

    /// Refuses to have somebody work on it now: duties, the stages it is done in, one at a time, enough in hand, a pile.
    pub(super) fn nothing_against(&self, meant: &Meant<'a>, run: &TaskRun) -> Result<(), Refused> {
        let record = self.get(&meant.id)?;
        let rules = self.rules_of(&record)?;
        self.kept_from(meant, &meant.person)?;
        if !meant.task.during.is_empty() && !meant.task.during.iter().any(|stage| record.is_in(stage)) {
            let during: Vec<&str> = meant.task.during.iter().map(|id| &**id).collect();
            return Err(Refusal::new(Code::NotInStage, {
                let (task, during) = (&meant.task.id, Said::either(&during));
                said!("`{task}` is done only while {during} is open", "`{task}` 只能在 {during} 打开时做"; during)
            })
            .with("stages", during));
        }
        let alone = rules.stages.get(&run.stage).is_some_and(|stage| stage.one_at_a_time);
        let other = record.work.iter().find(|other| {
            other.n != run.n
                && other.helps.is_none()
                && other.token == run.token
                && other.stage == run.stage
                && other.state == TaskState::Started
        });
        if let (true, Some(other)) = (alone && run.helps.is_none(), other) {
            return Err(Refusal::new(
                Code::Queued,
                said!(
                    "`{}` is being done on {}: one at a time",
                    "`{}` 正在 {} 上进行：一次只做一件",
                    other.task,
                    record.id
                ),
            )
            .with("task", record.task_id(other.n)));
        }
        if let Some(wip) = rules.inbox.wip {
            let begun = self.held(&meant.person, &record.workflow)?.into_iter().filter(|held| held.begun).count();
            if begun >= wip as usize {
                return Err(Refusal::new(
                    Code::Limit,
                    said!("{} works on {begun} tasks already", "{} 手上已有 {begun} 个任务", meant.person),
                )
                .with("wip", wip));
            }
        }
        if meant.task.begin == Begin::Pile {
            for other in self.view.held(&pile(&meant.task.id), &record.workflow)? {
                let holder = self.get(&other.record)?.task(other.n).and_then(|run| run.holder.clone());
                if let Some(holder) = holder.filter(|holder| *holder != meant.person) {
                    let message =
                        said!("{} works through the pile of `{}`", "{} 正在逐件处理 `{}`", holder, meant.task.id);
                    return Err(Refusal::new(Code::Conflict, message).with("task", &*meant.task.id));
                }
            }
        }
        Ok(())
    }
}
