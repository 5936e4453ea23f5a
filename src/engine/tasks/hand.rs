//! Tasks that change hands: declined, given back, released, passed on, lent, helped with.

use super::{Refused, Why, Work, act::Meant, may::why};
use crate::{
    model::{
        Code, Id, Refusal,
        work::{TaskRun, TaskState},
    },
    policy::{Give, TaskAct},
    said,
};

impl<'a> Work<'a> {
    /// Not taken, or given back: it is handed out anew.
    pub(super) fn give_up(
        &mut self,
        meant: Meant<'a>,
        act: TaskAct,
        word: &str,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        self.task_allows(&meant, act)?;
        self.must_hold(&meant)?;
        let offered = meant.run.state == TaskState::Offered;
        if (act == TaskAct::Decline) && !offered && meant.task.finding.give != Give::OfferOne {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!(
                    "{} is {}'s: it can be given back, not declined",
                    "{} 是 {} 的：可以交还，不能谢绝",
                    self.name(&meant),
                    meant.person
                ),
            ));
        }
        let mut run = meant.run.clone();
        let holder = meant.holder.clone().unwrap_or_else(|| meant.person.clone());
        if !run.refused.contains(&holder) {
            run.refused.push(holder.clone());
        }
        let rest: Vec<Id> = run.offered.iter().filter(|person| **person != holder).cloned().collect();
        if offered && !rest.is_empty() {
            run.offered = rest;
            return self.acted(&meant.id, word, run, why(&meant, comment));
        }
        run.started = None;
        let why = Why { comment, ..why(&meant, None) };
        self.hand_out(&meant.id, run, meant.task, word, why)
    }

    pub(super) fn release_task(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Release)?;
        self.must_hold(&meant)?;
        if meant.run.state == TaskState::Offered {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                said!("nobody has taken {} yet", "{} 还没有人接手", self.name(&meant)),
            ));
        }
        let mut run = TaskRun { started: None, ..meant.run.clone() };
        if run.offered.is_empty() {
            return self.hand_out(&meant.id, run, meant.task, "released", why(&meant, comment));
        }
        run.state = TaskState::Offered;
        run.holder = None;
        run.since = self.moment;
        self.acted(&meant.id, "released", run, why(&meant, comment))
    }

    /// Transferred: it is theirs now, with what was done. Delegated: it comes back.
    pub(super) fn pass_on(
        &mut self,
        meant: Meant<'a>,
        act: TaskAct,
        to: &Id,
        comment: Option<String>,
    ) -> Result<(), Refused> {
        self.task_allows(&meant, act)?;
        let to = match act {
            TaskAct::Transfer => self.successor(&meant, to)?,
            _ => self.borrower(&meant, to)?,
        };
        let mut run = meant.run.clone();
        if act == TaskAct::Delegate && run.lender.is_none() {
            run.lender = meant.holder.clone().or(Some(meant.person.clone()));
        }
        run.of_owner = false;
        run.holder = Some(to);
        if run.state == TaskState::Offered {
            run.state = TaskState::Allocated;
        }
        run.since = self.moment;
        let word = if act == TaskAct::Delegate { "delegated" } else { "transferred" };
        self.acted(&meant.id, word, run, why(&meant, comment))
    }

    /// Somebody else is called in: it can't be ended before they have answered.
    pub(super) fn add_help(&mut self, meant: Meant<'a>, to: &Id, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::AddHelp)?;
        self.must_hold(&meant)?;
        let to = self.colleague(to)?;
        let n = self.get(&meant.id)?.tasks + 1;
        let help = TaskRun {
            n,
            state: TaskState::Allocated,
            of_owner: false,
            offered: Vec::new(),
            holder: Some(to),
            lender: None,
            helps: Some(meant.run.n),
            refused: Vec::new(),
            since: self.moment,
            started: None,
            suspended: None,
            form: Default::default(),
            timers: Vec::new(),
            ..meant.run.clone()
        };
        self.acted(&meant.id, "help_added", help, why(&meant, comment))
    }

    pub(super) fn colleague(&self, id: &Id) -> Result<Id, Refused> {
        let org = &self.policy.org;
        match org.find(id).filter(|id| org.is_here(id, self.today())) {
            Some(id) => Ok(id.clone()),
            None => Err(Refusal::new(
                Code::InvalidValue,
                said!("the organisation has nobody called `{id}`", "组织中没有 `{id}`"),
            )
            .with("fields", vec!["to"])),
        }
    }
}
