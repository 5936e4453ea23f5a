//! What is done with a task: taken, begun, done, declined, passed on, passed over.

use super::{Refused, Why, Work, held::held_by, make, rule, stands_in};
use crate::{
    engine::{access::not_permitted, people},
    model::{
        Code, Id, Record, Refusal, Value,
        command::{TaskVerb, With},
        record::{Timer, split_task},
        work::{Held, TaskRun, TaskState},
    },
    policy::{Begin, Give, Need, Order, Task, TaskAct, TaskPermit},
};

/// A task that somebody means, with its rule.
struct Meant<'a> {
    id: Id,
    run: TaskRun,
    task: &'a Task,
    /// Who acts.
    person: Id,
    /// For whom: themselves, or whom they stand in for. None: they hold nothing of it.
    holder: Option<Id>,
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
            return Ok(self.workflow(&record.workflow)?.task(name).is_some());
        }
        let person = self.person()?;
        let mut seats = record.running().flat_map(|run| run.open_seats());
        let seated = seats.any(|(_, seat)| person.as_ref().is_some_and(|person| seat.holders.contains(person)));
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
            return Err(Refusal::new(Code::Usage, "only `done` fills in what a task asks"));
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
            TaskVerb::Restart => self.restart(meant, comment)?,
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
        let person = self.person()?.ok_or_else(|| Refusal::new(Code::NotPermitted, "a task is done by a person"))?;
        if let Some((record, n)) = split_task(target) {
            let record = self.get(record)?;
            let run = record.task(n).cloned().ok_or_else(|| {
                Refusal::new(Code::NotFound, format!("there is no task `{target}`")).with("task", &**target)
            })?;
            return self.task_meant(&record, run, person);
        }
        let record = self.get(target)?;
        let named = |run: &&TaskRun| name.is_none_or(|name| run.task == *name);
        let redo = matches!(act, TaskVerb::Redo);
        let mut mine: Vec<&TaskRun> = Vec::new();
        for run in record
            .work
            .iter()
            .filter(named)
            .filter(|run| if redo { run.state == TaskState::Done } else { run.state.is_open() })
        {
            let holds = stands_in(self, &person, run.holders(&record), self.moment)?.is_some();
            let named = name.is_some() && (self.admin || self.is_let(&record, run, act, &person)?);
            if holds || redo && run.by.as_ref() == Some(&person) || named {
                mine.push(run);
            }
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
                Err(Refusal::new(Code::Usage, format!("{person} holds several tasks of {target}: name one"))
                    .with("tasks", tasks)
                    .with("names", names))
            }
        }
    }

    fn task_meant(&self, record: &Record, run: TaskRun, person: Id) -> Result<Meant<'a>, Refused> {
        let rules = self.workflow(&record.workflow)?;
        let task = rule(rules, &run)
            .ok_or_else(|| Refusal::new(Code::Closed, format!("the policy has no task `{}` any more", run.task)))?;
        let holder = stands_in(self, &person, run.holders(record), self.moment)?;
        Ok(Meant { id: record.id.clone(), run, task, person, holder })
    }

    /// Why somebody has nothing to do: not yet, no more, another has it, or never theirs.
    fn none_meant(&self, record: &Record, name: Option<&Id>, person: &Id) -> Result<Refused, Refused> {
        let id = &record.id;
        let rules = self.workflow(&record.workflow)?;
        let runs: Vec<&TaskRun> =
            record.work.iter().rev().filter(|run| name.is_none_or(|name| run.task == *name)).collect();
        if let Some(name) = name.filter(|name| rules.task(name).is_none()) {
            let known: Vec<&str> = rules.stages.values().flat_map(|stage| stage.tasks.keys()).map(|id| &**id).collect();
            return Ok(Refusal::new(Code::NotFound, format!("{} has no task `{name}`", rules.id)).with("tasks", known));
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
                return Ok(Refusal::new(Code::Closed, format!("`{}` of {id} is {}", run.task, run.state.word())));
            }
        }
        let ahead =
            name.and_then(|name| rules.task(name)).filter(|(stage, _)| !record.is_in(&stage.id) && runs.is_empty());
        if let Some((stage, task)) = ahead {
            return Ok(Refusal::new(
                Code::Waiting,
                format!("`{}` is done in `{}`; {id} is not there", task.id, stage.id),
            ));
        }
        Ok(Refusal::new(Code::NotPermitted, format!("{person} has no task on {id}")).with("record", &**id))
    }

    fn not_yet(&self, record: &Record, run: &TaskRun, task: Option<&Task>) -> Refused {
        let open = |needed: &&Id| record.latest(needed).is_some_and(|run| !run.state.is_over());
        let needs: Vec<&str> = task.map_or(Vec::new(), |task| task.needs.iter().filter(open).map(|id| &**id).collect());
        let message = match needs.is_empty() {
            true => format!("`{}` waits until somebody has room for it", run.task),
            false => format!("`{}` waits for {}", run.task, needs.join(", ")),
        };
        Refusal::new(Code::Waiting, message).with("task", record.task_id(run.n)).with("needs", needs)
    }

    fn claim_task(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Claim)?;
        self.must_hold(&meant)?;
        if meant.run.state != TaskState::Offered {
            return Err(Refusal::new(Code::Conflict, format!("{} is {}'s already", self.name(&meant), meant.person)));
        }
        self.in_order(&meant)?;
        let run = self.taken_by(&meant)?;
        let begun = meant.task.begin == Begin::OnClaim;
        let run = if begun { self.begun(&meant, run)? } else { run };
        self.acted(&meant.id, if begun { "started" } else { "claimed" }, run, why(&meant, comment))
    }

    fn start(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
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
    fn taken_by(&self, meant: &Meant<'a>) -> Result<TaskRun, Refused> {
        self.apart(&meant.id, &meant.task.id, &meant.person)?;
        Ok(TaskRun {
            state: TaskState::Allocated,
            holder: Some(meant.person.clone()),
            since: self.moment,
            ..meant.run.clone()
        })
    }

    /// The same begun, where nothing stands against it.
    fn begun(&self, meant: &Meant<'a>, mut run: TaskRun) -> Result<TaskRun, Refused> {
        let record = self.get(&meant.id)?;
        let rules = self.workflow(&record.workflow)?;
        self.apart(&meant.id, &meant.task.id, &meant.person)?;
        if !meant.task.during.is_empty() && !meant.task.during.iter().any(|stage| record.is_in(stage)) {
            let during: Vec<&str> = meant.task.during.iter().map(|id| &**id).collect();
            return Err(Refusal::new(
                Code::NotInStage,
                format!("`{}` is done only while {} is open", meant.task.id, during.join(" or ")),
            )
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
                format!("`{}` is being done on {}: one at a time", other.task, record.id),
            )
            .with("task", record.task_id(other.n)));
        }
        if let Some(wip) = rules.inbox.wip {
            let begun = self.held(&meant.person, &record.workflow)?.into_iter().filter(|held| held.begun).count();
            if begun >= wip as usize {
                return Err(Refusal::new(Code::Limit, format!("{} works on {begun} tasks already", meant.person))
                    .with("wip", wip));
            }
        }
        if meant.task.begin == Begin::Pile {
            for other in self.view.held(&pile(&meant.task.id), &record.workflow)? {
                let holder = self.get(&other.record)?.task(other.n).and_then(|run| run.holder.clone());
                if holder.as_ref().is_some_and(|holder| *holder != meant.person) {
                    let message =
                        format!("{} works through the pile of `{}`", holder.unwrap_or_default(), meant.task.id);
                    return Err(Refusal::new(Code::Conflict, message).with("task", &*meant.task.id));
                }
            }
        }
        self.set_begun(&record, &mut run, meant.task)?;
        Ok(run)
    }

    fn done(&mut self, meant: Meant<'a>, with: &With, comment: Option<String>) -> Result<(), Refused> {
        self.must_hold(&meant)?;
        let mut run = meant.run.clone();
        if run.state == TaskState::Suspended {
            return Err(Refusal::new(Code::Waiting, format!("{} rests: resume it first", self.name(&meant))));
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
            return Err(Refusal::new(Code::Waiting, format!("{helper} was called in and has not answered yet"))
                .with("task", record.task_id(help.n)));
        }
        let rules = self.workflow(&record.workflow)?;
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
                format!("`{}` asks for {}", meant.task.id, titles.join(", ")),
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
        let late = meant.run.timers.iter().any(|timer| timer.fired && &*timer.name == "deadline");
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
    fn go_straight_on(&mut self, id: &Id, person: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.workflow(&record.workflow)?;
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

    /// `begin = "pile"`: the same task of another record begins for the same person, the longest waiting first.
    fn next_of_pile(&mut self, meant: &Meant<'a>) -> Result<(), Refused> {
        let workflow = self.get(&meant.id)?.workflow.clone();
        let mut waiting: Vec<(crate::model::time::Timestamp, Held)> = Vec::new();
        for held in self.held(&meant.person, &workflow)? {
            if held.task != meant.task.id || held.begun {
                continue;
            }
            let record = self.get(&held.record)?;
            if let Some(run) = record.task(held.n).filter(|run| run.state != TaskState::Suspended) {
                waiting.push((run.since, held));
            }
        }
        waiting.sort();
        let Some((_, next)) = waiting.into_iter().next() else { return Ok(()) };
        let record = self.get(&next.record)?;
        let Some(run) = record.task(next.n).cloned() else { return Ok(()) };
        let next = self.task_meant(&record, run, meant.person.clone())?;
        drop(record);
        let run = if next.run.state == TaskState::Offered { self.taken_by(&next)? } else { next.run.clone() };
        match self.begun(&next, run) {
            Ok(run) => self.acted(&next.id, "started", run, Why::because("next of the pile")),
            Err(_) => Ok(()),
        }
    }

    /// Not taken, or given back: it is handed out anew.
    fn give_up(&mut self, meant: Meant<'a>, act: TaskAct, word: &str, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, act)?;
        self.must_hold(&meant)?;
        let offered = meant.run.state == TaskState::Offered;
        if (act == TaskAct::Decline) && !offered && meant.task.finding.give != Give::OfferOne {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                format!("{} is {}'s: it can be given back, not declined", self.name(&meant), meant.person),
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

    fn release_task(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Release)?;
        self.must_hold(&meant)?;
        if meant.run.state == TaskState::Offered {
            return Err(Refusal::new(Code::NotAllowedHere, format!("nobody has taken {} yet", self.name(&meant))));
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
    fn pass_on(&mut self, meant: Meant<'a>, act: TaskAct, to: &Id, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, act)?;
        let to = self.colleague(to)?;
        self.apart(&meant.id, &meant.task.id, &to)?;
        let record = self.get(&meant.id)?;
        let apart = meant
            .task
            .finding
            .not_same_as
            .iter()
            .any(|name| record.latest(name).is_some_and(|run| run.by.as_ref() == Some(&to)));
        if apart {
            return Err(Refusal::new(
                Code::SeparationOfDuties,
                format!("{to} did what must not be in one hand with `{}`", meant.task.id),
            )
            .with("person", &*to));
        }
        drop(record);
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

    fn restart(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Restart)?;
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
        self.acted(&meant.id, "restarted", run, why(&meant, comment))
    }

    fn suspend(&mut self, meant: Meant<'a>, until: Option<&str>, comment: Option<String>) -> Result<(), Refused> {
        self.task_allows(&meant, TaskAct::Suspend)?;
        self.must_hold(&meant)?;
        if !matches!(meant.run.state, TaskState::Started | TaskState::Allocated) {
            return Err(Refusal::new(
                Code::NotAllowedHere,
                format!("{} is {}", self.name(&meant), meant.run.state.word()),
            ));
        }
        let mut run = TaskRun { state: TaskState::Suspended, suspended: Some(self.moment), ..meant.run.clone() };
        if let Some(until) = until {
            let at = self.moment_of(until, "until")?;
            run.timers.push(Timer::new("resume", at));
        }
        self.acted(&meant.id, "suspended", run, why(&meant, comment))
    }

    fn resume(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        self.must_hold(&meant)?;
        if meant.run.state != TaskState::Suspended {
            return Err(Refusal::new(Code::NotAllowedHere, format!("{} does not rest", self.name(&meant))));
        }
        let run = self.resumed(&meant.id, meant.run.clone(), meant.task, self.moment)?;
        self.acted(&meant.id, "resumed", run, why(&meant, comment))
    }

    fn skip(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        if !(matches!(meant.task.required, Need::Never) && meant.holder.is_some()) {
            self.task_allows(&meant, TaskAct::Skip)?;
        }
        if meant.run.state.is_over() {
            return Err(Refusal::new(Code::Closed, format!("{} is {}", self.name(&meant), meant.run.state.word())));
        }
        let run = TaskRun { by: Some(meant.person.clone()), ..meant.run.clone() };
        self.close_task_as(&meant.id, run, TaskState::Skipped, why(&meant, comment))?;
        self.hand_out_planned(&meant.id)
    }

    /// Done once more, and all that needed it.
    fn redo(&mut self, meant: Meant<'a>, comment: Option<String>) -> Result<(), Refused> {
        if meant.run.state != TaskState::Done {
            return Err(Refusal::new(Code::NotAllowedHere, format!("{} has not been done", self.name(&meant))));
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
            return Err(Refusal::new(Code::NotInStage, format!("{} has left `{}`", record.id, meant.run.stage)));
        }
        let rules = self.workflow(&record.workflow)?;
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

    /// Somebody else is called in: it can't be ended before they have answered.
    fn add_help(&mut self, meant: Meant<'a>, to: &Id, comment: Option<String>) -> Result<(), Refused> {
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

    fn colleague(&self, id: &Id) -> Result<Id, Refused> {
        let org = &self.policy.org;
        match org.find(id).filter(|id| org.is_here(id, self.today())) {
            Some(id) => Ok(id.clone()),
            None => Err(Refusal::new(Code::InvalidValue, format!("the organisation has nobody called `{id}`"))
                .with("fields", vec!["to"])),
        }
    }

    /// Whether the task allows an act to who acts.
    fn task_allows(&self, meant: &Meant<'a>, act: TaskAct) -> Result<(), Refused> {
        match meant.task.allow.permit(act) {
            TaskPermit::No => Err(Refusal::new(
                Code::NotAllowedHere,
                format!("the task `{}` does not allow `{}`", meant.task.id, act.word()),
            )
            .with("task", &*meant.task.id)),
            TaskPermit::Yes if meant.holder.is_some() || self.admin => Ok(()),
            TaskPermit::Yes => Err(self.not_theirs(meant)),
            TaskPermit::To(who) => {
                let record = self.get(&meant.id)?;
                match self.admin || people::includes(who, &meant.person, &self.frame(&record, &[]))? {
                    true => Ok(()),
                    false => {
                        Err(not_permitted(&meant.person, &format!("{} `{}`", act.word(), meant.task.id), Some(who)))
                    }
                }
            }
        }
    }

    fn must_hold(&self, meant: &Meant<'a>) -> Result<(), Refused> {
        let record = self.get(&meant.id)?;
        match meant.run.state {
            TaskState::Planned => Err(self.not_yet(&record, &meant.run, Some(meant.task))),
            state if state.is_over() => {
                let other = meant.run.by.as_ref().is_some_and(|by| *by != meant.person) && state == TaskState::Done;
                let code =
                    if other && meant.run.offered.contains(&meant.person) { Code::Conflict } else { Code::Closed };
                Err(Refusal::new(code, format!("{} is {}", self.name(meant), state.word())))
            }
            _ if meant.holder.is_some() => Ok(()),
            _ if meant.run.offered.contains(&meant.person) => Err(taken(&record, &meant.run)),
            _ => Err(self.not_theirs(meant)),
        }
    }

    fn not_theirs(&self, meant: &Meant<'a>) -> Refused {
        let holders: Vec<String> = match self.get(&meant.id) {
            Ok(record) => meant.run.holders(&record).iter().map(|id| id.to_string()).collect(),
            Err(_) => Vec::new(),
        };
        Refusal::new(Code::NotPermitted, format!("{} is not {}'s", self.name(meant), meant.person))
            .with("holders", holders)
    }

    fn name(&self, meant: &Meant<'a>) -> String {
        format!("{}~{} (`{}`)", meant.id, meant.run.n, meant.task.id)
    }

    /// Where work is taken in order: nothing that comes before it waits for the same person.
    fn in_order(&self, meant: &Meant<'a>) -> Result<(), Refused> {
        let record = self.get(&meant.id)?;
        let rules = self.workflow(&record.workflow)?;
        if !(rules.inbox.strict || meant.task.strict) || meant.run.state == TaskState::Started {
            return Ok(());
        }
        let own = self.rank(&record, &meant.run)?;
        for held in self.held(&meant.person, &record.workflow)? {
            if held.n == 0 || (held.record == meant.id && held.n == meant.run.n) {
                continue;
            }
            let other = self.get(&held.record)?;
            let Some(run) = other.task(held.n).filter(|run| run.state != TaskState::Suspended) else { continue };
            if meant.task.strict && !rules.inbox.strict && run.task != meant.task.id {
                continue;
            }
            let first = before(&self.rank(&other, run)?, &own, &self.policy.calendar);
            if first {
                let first = other.task_id(run.n);
                return Err(Refusal::new(Code::Queued, format!("{first} comes first: work is taken in order"))
                    .with("first", first));
            }
        }
        Ok(())
    }

    /// What a task goes by in an inbox: the less the earlier; a value that an expression gives goes the other way round.
    pub(in crate::engine) fn rank(&self, record: &Record, run: &TaskRun) -> Result<Rank, Refused> {
        let moment = |at: Option<crate::model::time::Timestamp>| at.map_or(Value::None, Value::Moment);
        Ok(match &self.workflow(&record.workflow)?.inbox.order {
            Order::Since => Rank { value: moment(Some(run.since)), early: true },
            Order::Due => Rank { value: moment(run.due()), early: true },
            Order::By(expr) => {
                let locals = [moment(Some(run.since)), moment(run.due())];
                let value = expr.value(&self.frame(record, &locals))?;
                let early = matches!(value, Value::Moment(_) | Value::Date(_));
                Rank { value, early }
            }
        })
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

/// A place in an inbox.
pub(in crate::engine) struct Rank {
    value: Value,
    early: bool,
}

/// Whether the first comes before the second; what has no value comes last.
pub(in crate::engine) fn before(a: &Rank, b: &Rank, calendar: &crate::model::time::Calendar) -> bool {
    use std::cmp::Ordering;
    match (a.value.is_none(), b.value.is_none()) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => {
            let wanted = if a.early { Ordering::Less } else { Ordering::Greater };
            a.value.compare(&b.value, calendar) == Some(wanted)
        }
    }
}

/// Who works through a pile of a task is found under this name.
pub(super) fn pile(task: &str) -> Id {
    format!("~pile/{task}").into()
}

fn taken(record: &Record, run: &TaskRun) -> Refused {
    let holder = run.holders(record).first().map_or("somebody else", |id| &**id);
    Refusal::new(Code::Conflict, format!("{} was taken by {holder}", record.task_id(run.n))).with("holder", holder)
}

fn why(meant: &Meant<'_>, comment: Option<String>) -> Why {
    let stands_in = meant.holder.as_ref().filter(|holder| **holder != meant.person);
    Why { comment, because: stands_in.map(|holder| format!("in place of {holder}")) }
}

impl Work<'_> {
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

    fn close_task_as(&mut self, id: &Id, run: TaskRun, state: TaskState, why: Why) -> Result<(), Refused> {
        let run = TaskRun { state, ended: Some(self.moment), timers: Vec::new(), ..run };
        self.acted(id, state.word(), run, why)
    }
}

/// What a record adds for those who look whether somebody works through a pile.
pub(super) fn piles(record: &Record, piled: impl Fn(&TaskRun) -> bool) -> Vec<(Id, Held)> {
    let begun = held_by(record).into_iter().filter(|(_, held)| held.begun);
    let mut all: Vec<(Id, Held)> = begun
        .filter(|(_, held)| record.task(held.n).is_some_and(&piled))
        .map(|(_, held)| (pile(&held.task), held))
        .collect();
    all.dedup();
    all
}
