//! Tasks come to be as a token enters their stage, and end as it leaves.

use super::{Refused, Why, Work, hold::Found, rule};
use crate::{
    model::{
        Id, Record, Value,
        record::Timer,
        time::{Duration, Timestamp},
        work::{TaskRun, TaskState},
    },
    policy::{Begin, Give, Task},
    said,
    script::{Expr, Fault, FaultKind, Frame},
};

impl<'a> Work<'a> {
    /// Makes the tasks of a stage a token has entered, and those that may be done ahead of their turn from there.
    pub fn make_tasks(&mut self, id: &Id, token: u32, stage: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        if rules.stages.values().all(|stage| stage.tasks.is_empty()) {
            return Ok(());
        }
        // What was begun ahead goes on where its turn has come, and ends where it can't come any more from here.
        let early: Vec<TaskRun> = record.work.iter().filter(|run| run.ahead && run.token == token).cloned().collect();
        drop(record);
        let mut kept: Vec<Id> = Vec::new();
        for run in early {
            let on = rule(rules, &run).is_some_and(|task| task.ahead.contains(stage));
            if run.stage == *stage && run.state != TaskState::NotNeeded {
                kept.push(run.task.clone());
                self.acted(id, "turn_came", TaskRun { ahead: false, ..run }, Why::default())?;
            } else if on {
                kept.push(run.task.clone());
            } else if !run.state.is_over() {
                self.close_task(id, run, TaskState::NotNeeded)?;
            }
        }
        for (home, task) in rules.stages.values().flat_map(|home| home.tasks.values().map(move |task| (home, task))) {
            let ahead = home.id != *stage;
            if (ahead && !task.ahead.contains(stage)) || kept.contains(&task.id) {
                continue;
            }
            let record = self.get(id)?;
            if let Some(when) = &task.when
                && when.holds(&self.frame(&record, &[]))? != Some(true)
            {
                continue;
            }
            let run = TaskRun {
                n: record.tasks + 1,
                task: task.id.clone(),
                stage: home.id.clone(),
                token,
                state: TaskState::Planned,
                of_owner: false,
                offered: Vec::new(),
                holder: None,
                lender: None,
                helps: None,
                ahead,
                refused: Vec::new(),
                since: self.moment,
                started: None,
                suspended: None,
                ended: None,
                by: None,
                form: Default::default(),
                timers: Vec::new(),
            };
            drop(record);
            self.hand_out(id, run, task, "made", Why::default())?;
        }
        Ok(())
    }

    /// Hands a task out where nothing has to come before it; it is planned until then.
    pub(super) fn hand_out(&mut self, id: &Id, run: TaskRun, task: &Task, act: &str, why: Why) -> Result<(), Refused> {
        let record = self.get(id)?;
        let waits = task.needs.iter().any(|needed| {
            let latest = record.work.iter().rev().find(|run| run.task == *needed && run.helps.is_none());
            latest.is_some_and(|run| !run.state.is_over())
        });
        drop(record);
        if waits {
            let planned = TaskRun { state: TaskState::Planned, ..run };
            return self.acted(id, act, planned, why);
        }
        let found = self.find_holder(id, &run, task)?;
        let mut run = TaskRun { since: self.moment, offered: Vec::new(), holder: None, of_owner: false, ..run };
        let because = found.because.clone().or(why.because);
        match found.who {
            Found::Owner => {
                run.of_owner = true;
                run.state = TaskState::Allocated;
            }
            Found::Full => run.state = TaskState::Planned,
            Found::Offer(people) => {
                run.state = TaskState::Offered;
                run.offered = people;
            }
            Found::One(person) => {
                run.state = TaskState::Allocated;
                run.holder = Some(person);
            }
            Found::Each(people) => {
                let mut people = people.into_iter();
                run.state = TaskState::Allocated;
                run.holder = people.next();
                run = self.begun_as_handed(id, run, task)?;
                self.acted(id, act, run.clone(), Why { because: because.clone(), comment: why.comment.clone() })?;
                for person in people {
                    let n = self.get(id)?.tasks + 1;
                    let mut own =
                        TaskRun { n, holder: Some(person), state: TaskState::Allocated, started: None, ..run.clone() };
                    own = self.begun_as_handed(id, own, task)?;
                    self.acted(id, act, own, Why::because("each of them does it"))?;
                }
                return Ok(());
            }
        }
        let run = self.begun_as_handed(id, run, task)?;
        self.acted(id, act, run, Why { because, comment: why.comment })?;
        found.turn.map_or(Ok(()), |turn| self.turned(id, turn))
    }

    /// A run as it is handed out: with its timers, begun where taking it is beginning it.
    pub(super) fn begun_as_handed(&self, id: &Id, mut run: TaskRun, task: &Task) -> Result<TaskRun, Refused> {
        if !run.state.is_open() {
            return Ok(run);
        }
        let record = self.get(id)?;
        run.timers = timers(self, &record, task, false)?;
        let at_once = matches!(task.begin, Begin::OnCreation | Begin::OnClaim);
        if run.state == TaskState::Allocated && at_once && !run.ahead {
            self.set_begun(&record, &mut run, task)?;
        }
        Ok(run)
    }

    /// Somebody works on it from now on.
    pub(super) fn set_begun(&self, record: &Record, run: &mut TaskRun, task: &Task) -> Result<(), Refused> {
        run.state = TaskState::Started;
        if run.started.is_none() {
            run.started = Some(self.moment);
            run.timers.extend(timers(self, record, task, true)?);
        }
        Ok(())
    }

    /// Ends a task that nobody ends by doing it.
    pub(super) fn close_task(&mut self, id: &Id, run: TaskRun, state: TaskState) -> Result<(), Refused> {
        let run = TaskRun { state, ended: Some(self.moment), timers: Vec::new(), ..run };
        self.acted(id, state.word(), run, Why::default())
    }

    /// The token leaves its stage: what was not done there is not needed any more.
    pub fn leave_tasks(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        self.close_tasks(id, token, TaskState::NotNeeded)
    }

    /// Ends what is not done on a token.
    pub fn close_tasks(&mut self, id: &Id, token: u32, state: TaskState) -> Result<(), Refused> {
        let open: Vec<TaskRun> = self
            .get(id)?
            .work
            .iter()
            .filter(|run| run.token == token && !run.ahead && !run.state.is_over())
            .cloned()
            .collect();
        for run in open {
            self.close_task(id, run, state)?;
        }
        Ok(())
    }

    /// The token goes to wait for a chain: what is open where it stood is laid down as it is, for it may come back.
    pub fn lay_tasks_down(&mut self, id: &Id, token: u32) -> Result<(), Refused> {
        let record = self.get(id)?;
        let left = |run: &&TaskRun| run.token == token && !run.ahead && !run.state.is_over();
        let open: Vec<TaskRun> = record.work.iter().filter(left).cloned().collect();
        drop(record);
        for run in open {
            let run = TaskRun { state: TaskState::NotNeeded, ended: Some(self.moment), ..run };
            self.acted(id, TaskState::NotNeeded.word(), run, Why::because("the record waits for an approval"))?;
        }
        Ok(())
    }

    /// The token has come back without entering anew: what was laid down goes on, its clocks where they stopped.
    pub fn take_up_tasks(&mut self, id: &Id, token: u32, stage: &Id, since: Timestamp) -> Result<(), Refused> {
        let record = self.get(id)?;
        let laid_down = |run: &&TaskRun| {
            let here = run.token == token && run.stage == *stage;
            here && run.state == TaskState::NotNeeded && run.ended == Some(since)
        };
        let runs: Vec<TaskRun> = record.work.iter().filter(laid_down).cloned().collect();
        drop(record);
        let rested = Duration::seconds((self.moment.as_second() - since.as_second()).max(0));
        for mut run in runs {
            for timer in run.timers.iter_mut().filter(|timer| !timer.fired) {
                timer.due = self.policy.calendar.add(timer.due, &rested).unwrap_or(timer.due);
            }
            run.state = stood(&run);
            run.ended = None;
            self.acted(id, "taken_up", run, Why::because("the record is back where it was"))?;
        }
        Ok(())
    }

    /// The record has ended: nothing of it is to be done any more.
    pub fn end_tasks(&mut self, id: &Id) -> Result<(), Refused> {
        let open: Vec<TaskRun> = self.get(id)?.work.iter().filter(|run| !run.state.is_over()).cloned().collect();
        for run in open {
            self.close_task(id, run, TaskState::NotNeeded)?;
        }
        Ok(())
    }

    /// Hands out what can be handed out now: what came before it is through, or somebody has room again.
    pub fn hand_out_planned(&mut self, id: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let planned: Vec<TaskRun> = record.work.iter().filter(|run| run.state == TaskState::Planned).cloned().collect();
        drop(record);
        for run in planned {
            let Some(task) = rule(rules, &run) else { continue };
            let record = self.get(id)?;
            let through = task.needs.iter().all(|needed| {
                let latest = record.work.iter().rev().find(|run| run.task == *needed && run.helps.is_none());
                latest.is_none_or(|run| run.state.is_over())
            });
            let room = || Ok::<_, Refused>(!matches!(self.find_holder(id, &run, task)?.who, Found::Full));
            let go = through && room()?;
            drop(record);
            if go {
                self.hand_out(id, run, task, "handed_out", Why::default())?;
            }
        }
        Ok(())
    }
}

/// How a task stood that was laid down.
fn stood(run: &TaskRun) -> TaskState {
    match run {
        TaskRun { suspended: Some(_), .. } => TaskState::Suspended,
        TaskRun { started: Some(_), .. } => TaskState::Started,
        TaskRun { holder: Some(_), .. } | TaskRun { of_owner: true, .. } => TaskState::Allocated,
        TaskRun { offered, .. } if !offered.is_empty() => TaskState::Offered,
        _ => TaskState::Planned,
    }
}

/// The timers of a task: those that run from its start, or those that run from when it is offered.
fn timers(work: &Work, record: &Record, task: &Task, from_start: bool) -> Result<Vec<Timer>, Refused> {
    let frame = work.frame(record, &[]);
    let mut timers = Vec::new();
    if let Some(deadline) = task.deadline.as_ref().filter(|deadline| deadline.from_start == from_start)
        && let Some(length) = length(&deadline.limit, &frame)?
    {
        let due = add(&frame, frame.now, &length)?;
        timers.push(Timer::new("deadline", due));
        for (n, rung) in task.on_deadline.iter().enumerate() {
            let at = match &rung.offset {
                None => due,
                Some(offset) => match self::length(offset, &frame)? {
                    Some(offset) if rung.before => add(&frame, due, &offset.negated())?,
                    Some(offset) => add(&frame, due, &offset)?,
                    None => continue,
                },
            };
            timers.push(Timer::new(format!("rung:{n}"), at));
        }
    }
    if let (Some(remind), false) = (&task.remind, from_start)
        && let Some(every) = length(&remind.every, &frame)?
    {
        timers.push(Timer::new("remind:1", add(&frame, frame.now, &every)?));
    }
    Ok(timers)
}

/// A length of time an expression gives; none where it gives none.
pub(super) fn length(expr: &Expr, frame: &Frame) -> Result<Option<Duration>, Fault> {
    match expr.value(frame)? {
        Value::Duration(length) => Ok(Some(*length)),
        Value::None => Ok(None),
        other => Err(Fault::new(FaultKind::Argument, said!("{other} is not a length of time", "{other} 不是时长"))),
    }
}

pub(super) fn add(frame: &Frame, from: Timestamp, length: &Duration) -> Result<Timestamp, Refused> {
    let sum = frame.context.calendar().add(from, length);
    Ok(sum.map_err(|error| Fault::new(FaultKind::Overflow, error.said()))?)
}

/// Whether a task is handed to each of its people.
pub(super) fn is_each(task: &Task) -> bool {
    task.finding.give == Give::All
}
