//! What holds an open record up: whom or what each of its paths waits for, and whether anything can move it at all.
//!
//! Nothing is decided here and nothing is closed silently: a record that nothing can move any more is only told of.

use super::{Refused, View, people, work::Work};
use crate::{
    model::{
        Actor, Id, Record,
        record::{ChainRun, Timer, Token},
        time::Timestamp,
    },
    policy::{On, Policy, Transition, Workflow},
};

/// Something a record waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The stage it stands in there; none where it stands nowhere.
    pub stage: Option<Id>,
    /// What kind of thing.
    pub kind: WaitKind,
    /// Its id: a step, a task, a transition, an event, a lock.
    pub what: Id,
    /// The people who can end the wait.
    pub who: Vec<Id>,
    /// Since when.
    pub since: Timestamp,
    /// When it is due, or happens by itself.
    pub due: Option<Timestamp>,
    /// More about it, for people.
    pub note: Option<String>,
}

/// What kind of thing a record waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitKind {
    /// A decision at a seat of a chain, or a chain that is back with who asked.
    Approval,
    /// A task, or an item of a checklist.
    Task,
    /// Somebody's move.
    Move,
    /// A moment.
    Timer,
    /// Something from outside, or a step of another record.
    Event,
    /// Other paths, at a join.
    Join,
    /// A lock that another holds.
    Lock,
    /// A condition of a transition that fires by itself.
    Condition,
    /// Nothing: it will stand there for ever.
    Nothing,
}

impl WaitKind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            WaitKind::Approval => "approval",
            WaitKind::Task => "task",
            WaitKind::Move => "move",
            WaitKind::Timer => "timer",
            WaitKind::Event => "event",
            WaitKind::Join => "join",
            WaitKind::Lock => "lock",
            WaitKind::Condition => "condition",
            WaitKind::Nothing => "nothing",
        }
    }
}

/// Whether none of these waits can ever end: the record is stuck.
pub fn is_stuck(waits: &[Wait]) -> bool {
    waits.iter().all(|wait| matches!(wait.kind, WaitKind::Join | WaitKind::Nothing))
}

/// What an open record waits for, path by path, oldest first. Nothing, where it has ended or never moves.
pub fn waits(policy: &Policy, view: &dyn View, record: &Record, now: Timestamp) -> Result<Vec<Wait>, Refused> {
    let work = Work::quiet(policy, view, Actor::Policy, now);
    let rules = work.rules_of(record)?;
    if record.is_closed() || rules.is_reference() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for token in &record.tokens {
        let before = all.len();
        let at = At { work: &work, rules, record, token };
        match record.chain_on(token.id) {
            Some(run) => at.chain(run, &mut all),
            None => at.path(&mut all)?,
        }
        if all.len() == before {
            all.push(at.wait(WaitKind::Nothing, token.stage.clone()));
        }
    }
    if record.tokens.is_empty() {
        let note = Some("no path is left and none has come to an end".to_owned());
        let (stage, kind, what) = (None, WaitKind::Nothing, record.workflow.clone());
        all.push(Wait { stage, kind, what, who: Vec::new(), since: record.changed_at, due: None, note });
    }
    Ok(all)
}

/// A token of a record, looked at.
struct At<'w> {
    work: &'w Work<'w>,
    rules: &'w Workflow,
    record: &'w Record,
    token: &'w Token,
}

impl At<'_> {
    fn wait(&self, kind: WaitKind, what: Id) -> Wait {
        let (stage, since) = (Some(self.token.stage.clone()), self.token.entered);
        Wait { stage, kind, what, who: Vec::new(), since, due: None, note: None }
    }

    fn chain(&self, run: &ChainRun, all: &mut Vec<Wait>) {
        for (step, seat) in run.open_seats() {
            let wait = self.wait(WaitKind::Approval, step.step.clone());
            let (who, due) = (seat.asked().to_vec(), next(&seat.timers, |name| name.starts_with("deadline")));
            all.push(Wait { who, since: seat.since, due, note: Some(run.chain.to_string()), ..wait });
        }
        if let Some(back) = &run.back {
            let wait = self.wait(WaitKind::Approval, run.transition.clone());
            let (who, note) = (run.requester.iter().cloned().collect(), Some(format!("sent back by {}", back.step)));
            all.push(Wait { who, since: back.since, note, ..wait });
        }
    }

    fn path(&self, all: &mut Vec<Wait>) -> Result<(), Refused> {
        let before = all.len();
        self.work_of(all)?;
        if let Some(queued) = &self.token.queued {
            let wait = self.wait(WaitKind::Lock, queued.lock.clone());
            all.push(Wait { since: queued.since, note: Some(format!("for {}", queued.transition)), ..wait });
        }
        let edges = || self.rules.edges().filter(|edge| edge.from.contains(&self.token.stage));
        for edge in edges().filter(|edge| !edge.anywhere) {
            self.edge(edge, all)?;
        }
        // What can be done from anywhere is a way out, not what it waits for, while it waits for something.
        let waits = all.len() > before;
        for edge in edges().filter(|edge| edge.anywhere && (edge.by_itself() || !waits)) {
            self.edge(edge, all)?;
        }
        Ok(())
    }

    fn work_of(&self, all: &mut Vec<Wait>) -> Result<(), Refused> {
        let open = self.record.open_work().filter(|run| run.token == self.token.id && !run.ahead);
        let mut told: Vec<Id> = Vec::new();
        for run in open {
            let (who, due) = (run.holders(self.record).to_vec(), next(&run.timers, |name| name == "deadline"));
            told.push(run.task.clone());
            all.push(Wait { who, since: run.since, due, ..self.wait(WaitKind::Task, run.task.clone()) });
        }
        for (id, title) in self.work.unfinished(self.record, self.token)? {
            if !told.contains(&id) {
                let note = (*title != *id).then(|| title.into());
                let who = self.record.owner().cloned().into_iter().collect();
                all.push(Wait { who, note, ..self.wait(WaitKind::Task, id) });
            }
        }
        Ok(())
    }

    fn edge(&self, edge: &Transition, all: &mut Vec<Wait>) -> Result<(), Refused> {
        if let Some(timer) = super::timers::due_of(self.token, edge).filter(|timer| !timer.acted) {
            let due = (!timer.fired).then_some(timer.due);
            let kind = if timer.fired { WaitKind::Condition } else { WaitKind::Timer };
            all.push(Wait { due, ..self.wait(kind, edge.id.clone()) });
            return Ok(());
        }
        if let Some(on) = &edge.on {
            all.push(Wait { note: Some(said(on)), ..self.wait(WaitKind::Event, edge.id.clone()) });
            return Ok(());
        }
        if !edge.by_itself() {
            let who = people::movers_of(self.record, edge, &self.work.frame(self.record, &[]))?;
            // The move of several edges is one to whoever looks at it.
            let same = |wait: &Wait| wait.kind == WaitKind::Move && wait.what == edge.id && wait.who == who;
            if !who.is_empty() && !all.iter().any(same) {
                all.push(Wait { who, ..self.wait(WaitKind::Move, edge.id.clone()) });
            }
            return Ok(());
        }
        if edge.join.is_some() && !self.work.is_ready(self.record, self.token)? {
            return Ok(());
        }
        let kind = if edge.join.is_some() { WaitKind::Join } else { WaitKind::Condition };
        let unmet = self.work.pass(&edge.when, self.record, &super::moves::locals(edge, None, &Default::default()));
        let note = unmet.err().map(|refusal| refusal.message.into());
        if edge.join.is_some() || (edge.auto && note.is_some()) {
            all.push(Wait { note, ..self.wait(kind, edge.id.clone()) });
        }
        Ok(())
    }
}

fn next(timers: &[Timer], wanted: impl Fn(&str) -> bool) -> Option<Timestamp> {
    timers.iter().filter(|timer| !timer.fired && wanted(&timer.name)).map(|timer| timer.due).min()
}

fn said(on: &On) -> String {
    match on {
        On::Child { workflow, .. } => format!("a step of its {workflow}"),
        On::Record { workflow, .. } => format!("a step of a {workflow}"),
        On::Event { name, .. } => format!("the event {name}"),
    }
}
