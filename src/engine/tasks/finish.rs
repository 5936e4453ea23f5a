//! Doing a task: what it asks is filled in, what waited for it is handed out, who did it goes straight on.

use super::{Refused, Why, Work, act::Meant, due::is_late, may::why, order::Line, rule};
use crate::{
    model::{Code, Id, Refusal, Value, command::With, work::TaskState},
    policy::{Begin, Need},
    said,
};

impl<'a> Work<'a> {
    pub(super) fn done(&mut self, meant: Meant<'a>, with: &With, comment: Option<String>) -> Result<(), Refused> {
        self.must_hold(&meant)?;
        self.kept_from(&meant, &meant.person)?;
        let mut run = meant.run.clone();
        if run.state == TaskState::Suspended {
            return Err(Refusal::new(
                Code::Waiting,
                said!("{} rests: resume it first", "{} 已暂停：请先恢复", self.name(&meant)),
            ));
        }
        if run.state != TaskState::Started {
            self.in_order(&meant)?;
            if run.state == TaskState::Offered {
                run = self.taken_by(&meant)?;
            }
            run = self.begun(&meant, run)?;
        }
        let record = self.get(&meant.id)?;
        if let Some(help) = record.work.iter().find(|help| help.helps == Some(run.n) && !help.state.is_over()) {
            let helper = help.holder.clone().unwrap_or_default();
            return Err(Refusal::new(
                Code::Waiting,
                said!("{helper} was called in and has not answered yet", "已请 {helper} 协助，还没有答复"),
            )
            .with("task", record.task_id(help.n)));
        }
        let rules = self.rules_of(&record)?;
        let form = if run.helps.is_some() { &[][..] } else { &meant.task.form };
        let given = self.read_asks(rules, form, with)?;
        let mut missing = Vec::new();
        for ask in form {
            let needed = match &ask.required {
                Need::Never => false,
                Need::Always => true,
                Need::When(when) => when.holds(&self.frame(&record, &[]))? == Some(true),
            };
            let value = match (given.get(&ask.id), ask.is_field) {
                (Some(value), _) => Some(value),
                (None, true) => record.fields.get(&ask.id),
                (None, false) => run.form.get(&ask.id),
            };
            if needed && value.is_none_or(Value::is_blank) {
                missing.push((&*ask.id, ask.title.as_str()));
            }
        }
        if !missing.is_empty() {
            let titles: Vec<&str> = missing.iter().map(|(_, title)| *title).collect();
            let ids: Vec<&str> = missing.iter().map(|(id, _)| *id).collect();
            return Err(Refusal::new(
                Code::MissingFields,
                said!("`{}` asks for {}", "`{}` 要填写：{}", meant.task.id, titles.join(", ")),
            )
            .with("fields", ids));
        }
        drop(record);
        let (fields, own): (std::collections::BTreeMap<Id, Value>, std::collections::BTreeMap<Id, Value>) =
            given.into_iter().partition(|(name, _)| form.iter().any(|ask| ask.is_field && ask.id == *name));
        run.form.extend(own);
        if let Some(lender) = run.lender.take() {
            // Lent work comes back to who lent it, with what was filled in.
            run.holder = Some(lender);
            self.acted(&meant.id, "returned", run, why(&meant, comment))?;
            return self.change(&meant.id, fields);
        }
        run.state = TaskState::Done;
        run.ended = Some(self.moment);
        run.by = Some(meant.person.clone());
        run.timers.clear();
        let late = is_late(&meant.run);
        let helps = run.helps.is_some();
        self.acted(&meant.id, "done", run, why(&meant, comment))?;
        if late {
            self.no_longer_late(&meant.id, &meant.task.id)?;
        }
        if helps {
            return Ok(());
        }
        self.change(&meant.id, fields)?;
        self.apply(&meant.id, &meant.task.effects, &[])?;
        self.hand_out_planned(&meant.id)?;
        self.go_straight_on(&meant.id, &meant.person)?;
        if meant.task.begin == Begin::Pile {
            self.next_of_pile(&meant)?;
        }
        Ok(())
    }

    /// `begin = "chain"`: who has ended a task goes straight on with the next of the record that is theirs.
    pub(super) fn go_straight_on(&mut self, id: &Id, person: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let next = record.work.iter().find(|run| {
            let chained = rule(rules, run).is_some_and(|task| task.begin == Begin::Chain);
            let waits = matches!(run.state, TaskState::Offered | TaskState::Allocated);
            chained && waits && !run.ahead && run.holders(&record).contains(person)
        });
        let Some(next) = next.cloned() else { return Ok(()) };
        let meant = self.task_meant(&record, next, person.clone())?;
        drop(record);
        // What keeps it from being begun keeps it waiting; what was done stays done.
        let run = if meant.run.state == TaskState::Offered { self.taken_by(&meant)? } else { meant.run.clone() };
        match self.begun(&meant, run) {
            Ok(run) => self.acted(id, "started", run, Why::because("goes straight on")),
            Err(_) => Ok(()),
        }
    }

    /// `begin = "pile"`: the same task of another record begins for the same person, what comes first in the inbox first.
    pub(super) fn next_of_pile(&mut self, meant: &Meant<'a>) -> Result<(), Refused> {
        let workflow = self.get(&meant.id)?.workflow.clone();
        let mut waiting: Vec<Line> = Vec::new();
        for held in self.held(&meant.person, &workflow)? {
            if held.task != meant.task.id || held.begun {
                continue;
            }
            let record = self.get(&held.record)?;
            if let Some(run) = record.task(held.n).filter(|run| run.state != TaskState::Suspended) {
                waiting.push((held.record, held.n, run.since));
            }
        }
        let Some((next, n, _)) = self.first_of(waiting) else { return Ok(()) };
        let record = self.get(&next)?;
        let Some(run) = record.task(n).cloned() else { return Ok(()) };
        let next = self.task_meant(&record, run, meant.person.clone())?;
        drop(record);
        let run = if next.run.state == TaskState::Offered { self.taken_by(&next)? } else { next.run.clone() };
        match self.begun(&next, run) {
            Ok(run) => self.acted(&next.id, "started", run, Why::because("next of the pile")),
            Err(_) => Ok(()),
        }
    }
}
