//! What may be done with a task, and by whom; and in which words that is refused.

use super::{Refused, Why, Work, act::Meant};
use crate::{
    engine::{access::not_permitted, people},
    model::{
        Code, Record, Refusal,
        work::{TaskRun, TaskState},
    },
    policy::{Need, Task, TaskAct, TaskPermit},
    said,
};

impl<'a> Work<'a> {
    /// Whether the task allows an act to who acts.
    pub(super) fn task_allows(&self, meant: &Meant<'a>, act: TaskAct) -> Result<(), Refused> {
        match meant.task.allow.permit(act) {
            TaskPermit::No => Err(Refusal::new(
                Code::NotAllowedHere,
                said!("the task `{}` does not allow `{}`", "任务 `{}` 不允许 `{}`", meant.task.id, act.word()),
            )
            .with("task", &*meant.task.id)),
            TaskPermit::Yes if meant.holder.is_some() || self.admin => Ok(()),
            TaskPermit::Yes => Err(self.not_theirs(meant)),
            TaskPermit::To(who) => {
                let record = self.get(&meant.id)?;
                match self.admin || people::includes(who, &meant.person, &self.frame(&record, &[]))? {
                    true => Ok(()),
                    false => Err(not_permitted(
                        &meant.person,
                        said!("{} `{}`", "对 `{1}` 做 `{0}`", act.word(), meant.task.id),
                        Some(who),
                    )),
                }
            }
        }
    }

    pub(super) fn must_hold(&self, meant: &Meant<'a>) -> Result<(), Refused> {
        let record = self.get(&meant.id)?;
        match meant.run.state {
            TaskState::Planned => Err(self.not_yet(&record, &meant.run, Some(meant.task))),
            state if state.is_over() => {
                let other = meant.run.by.as_ref().is_some_and(|by| *by != meant.person) && state == TaskState::Done;
                let code =
                    if other && meant.run.offered.contains(&meant.person) { Code::Conflict } else { Code::Closed };
                Err(Refusal::new(code, {
                    let (task, state) = (self.name(meant), state.said());
                    said!("{task} is {state}", "{task} {state}"; state)
                }))
            }
            _ if meant.holder.is_some() => Ok(()),
            _ if meant.run.offered.contains(&meant.person) => Err(taken(&record, &meant.run)),
            _ => Err(self.not_theirs(meant)),
        }
    }

    pub(super) fn not_theirs(&self, meant: &Meant<'a>) -> Refused {
        let holders: Vec<String> = match self.get(&meant.id) {
            Ok(record) => meant.run.holders(&record).iter().map(|id| id.to_string()).collect(),
            Err(_) => Vec::new(),
        };
        Refusal::new(Code::NotPermitted, said!("{} is not {}'s", "{} 不是 {} 的", self.name(meant), meant.person))
            .with("holders", holders)
    }

    pub(super) fn name(&self, meant: &Meant<'a>) -> String {
        format!("{}~{} (`{}`)", meant.id, meant.run.n, meant.task.id)
    }
}

/// What a holder may do with a task as it stands, by the words of commands.
pub fn acts(task: &Task, run: &TaskRun) -> Vec<&'static str> {
    let may = |act: TaskAct| !matches!(task.allow.permit(act), TaskPermit::No);
    let mut acts: Vec<&'static str> = match run.state {
        TaskState::Offered => vec!["claim", "start", "done", "decline"],
        TaskState::Allocated => vec!["start", "done"],
        TaskState::Started => vec!["done"],
        TaskState::Suspended => vec!["resume"],
        _ => return Vec::new(),
    };
    acts.retain(|act| TaskAct::WORDS.iter().find(|(word, _)| word == act).is_none_or(|(_, act)| may(*act)));
    let held = run.state != TaskState::Offered;
    let more = [
        (TaskAct::Release, held && !run.offered.is_empty()),
        (TaskAct::Suspend, matches!(run.state, TaskState::Started | TaskState::Allocated)),
        (TaskAct::Transfer, true),
        (TaskAct::Delegate, held),
        (TaskAct::GiveBack, held),
        (TaskAct::Restart, run.started.is_some()),
        (TaskAct::Skip, true),
        (TaskAct::AddHelp, held),
    ];
    let optional = matches!(task.required, Need::Never);
    acts.extend(
        more.into_iter()
            .filter(|(act, open)| *open && (may(*act) || *act == TaskAct::Skip && optional))
            .map(|(act, _)| act.word()),
    );
    acts
}

pub(super) fn taken(record: &Record, run: &TaskRun) -> Refused {
    let holder = run.holders(record).first().map_or("somebody else", |id| &**id);
    Refusal::new(Code::Conflict, said!("{} was taken by {holder}", "{} 已由 {holder} 接手", record.task_id(run.n)))
        .with("holder", holder)
}

pub(super) fn why(meant: &Meant<'_>, comment: Option<String>) -> Why {
    let stands_in = meant.holder.as_ref().filter(|holder| **holder != meant.person);
    Why { comment, because: stands_in.map(|holder| format!("in place of {holder}")) }
}
