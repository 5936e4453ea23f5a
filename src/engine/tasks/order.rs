//! In which order work is taken: what `[inbox]` says comes first, and that it is taken first where that is strict.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{Refused, Work, act::Meant};
use crate::{
    engine::View,
    model::{
        Actor, Code, Id, Record, Refusal, Value,
        record::Timer,
        time::{Calendar, Timestamp},
        work::TaskState,
    },
    policy::{Order, Policy},
    said,
    script::Context,
};

/// A line of an inbox: the record, the task (0: the record itself waits), since when.
pub type Line = (Id, u32, Timestamp);

/// Lines of somebody's inbox in the order they are to be taken; what `[inbox] order` calls `actor` is them.
///
/// # Errors
/// Where what `[inbox] order` computes fails, or the store can't be read.
pub fn inbox_order(
    policy: &Policy,
    view: &dyn View,
    person: &Id,
    lines: Vec<Line>,
    now: Timestamp,
) -> Result<Vec<Line>, Refused> {
    Work::quiet(policy, view, Actor::Person(person.clone()), now).ordered(lines)
}

/// Those lines of somebody's inbox that `[inbox] show` shows; what it can't be asked of is shown.
pub fn inbox_shown(policy: &Policy, view: &dyn View, person: &Id, mut lines: Vec<Line>, now: Timestamp) -> Vec<Line> {
    if policy.flows().any(|rules| rules.inbox.show.is_some()) {
        let work = Work::quiet(policy, view, Actor::Person(person.clone()), now);
        lines.retain(|line| work.is_shown(line).unwrap_or(true));
    }
    lines
}

fn waits_since(record: &Record, task: u32) -> Option<Timestamp> {
    let seat = || record.seat(task).map(|(_, _, seat)| seat.since);
    record.task(task).map(|run| run.since).or_else(seat)
}

/// When a line is due: its task or seat, or what comes first of where the record stands.
fn due(record: &Record, task: u32) -> Option<Timestamp> {
    let sla = |timer: &&Timer| &*timer.name == "sla";
    match (task, record.task(task), record.seat(task)) {
        (0, ..) => record.tokens.iter().filter_map(|token| token.timers.iter().find(sla)).map(|timer| timer.due).min(),
        (_, Some(run), _) => run.due(),
        (_, None, Some((_, _, seat))) => {
            let deadlines = seat.timers.iter().filter(|timer| timer.name.starts_with("deadline"));
            deadlines.map(|timer| timer.due).min()
        }
        (_, None, None) => None,
    }
}

fn compare(a: Option<&Rank>, b: Option<&Rank>, calendar: &Calendar) -> Ordering {
    match (a, b) {
        // Only what is of one kind has an order that holds for any three of them.
        (Some(a), Some(b)) => kind(&a.value).cmp(&kind(&b.value)).then_with(|| match kind(&a.value) {
            4.. => Ordering::Equal,
            _ if before(a, b, calendar) => Ordering::Less,
            _ if before(b, a, calendar) => Ordering::Greater,
            _ => Ordering::Equal,
        }),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Number(_) => 0,
        Value::Moment(_) | Value::Date(_) => 1,
        Value::Text(_) => 2,
        Value::Bool(_) => 3,
        Value::None => u8::MAX,
        _ => 4,
    }
}

/// A place in an inbox.
pub(in crate::engine) struct Rank {
    value: Value,
    early: bool,
}

impl<'a> Work<'a> {
    /// Where work is taken in order: nothing that comes before it waits for the same person.
    pub(super) fn in_order(&self, meant: &Meant<'a>) -> Result<(), Refused> {
        if meant.run.state == TaskState::Started {
            return Ok(());
        }
        let record = self.get(&meant.id)?;
        let strict = meant.task.strict.then_some(&meant.task.id);
        self.first_in_order(&record, meant.run.n, (meant.run.since, meant.run.due()), &meant.person, strict)
    }

    /// The same of a task or seat, which waits since then and is due then: before all work of the workflow where its
    /// `[inbox]` is strict, before that of one name where only that is.
    pub(in crate::engine) fn first_in_order(
        &self,
        record: &Record,
        n: u32,
        (since, due): (Timestamp, Option<Timestamp>),
        person: &Id,
        strict: Option<&Id>,
    ) -> Result<(), Refused> {
        let all = self.rules_of(record)?.inbox.strict;
        if !all && strict.is_none() {
            return Ok(());
        }
        let own = self.rank(record, since, due)?;
        for held in self.held(person, &record.workflow)? {
            let same = held.record == record.id && held.n == n;
            if held.n == 0 || same || !(all || strict == Some(&held.task)) {
                continue;
            }
            let other = self.get(&held.record)?;
            let resting = other.task(held.n).is_some_and(|run| run.state == TaskState::Suspended);
            let Some(since) = waits_since(&other, held.n).filter(|_| !resting) else { continue };
            if before(&self.rank(&other, since, self::due(&other, held.n))?, &own, &self.policy.calendar) {
                let first = other.task_id(held.n);
                return Err(Refusal::new(
                    Code::Queued,
                    said!("{first} comes first: work is taken in order", "要先处理 {first}：须按顺序来"),
                )
                .with("first", first));
            }
        }
        Ok(())
    }

    fn is_shown(&self, (record, task, since): &Line) -> Result<bool, Refused> {
        let Some(record) = Context::record(self, record)? else { return Ok(true) };
        let Some(show) = &self.rules_of(&record)?.inbox.show else { return Ok(true) };
        let locals = [Value::Moment(*since), due(&record, *task).map_or(Value::None, Value::Moment)];
        Ok(show.holds(&self.frame(&record, &locals))? == Some(true))
    }

    /// Lines of an inbox in the order they are to be taken: those of one workflow as its `[inbox]` says, those of all that
    /// go by what is due together, and the rest by how long they wait.
    pub(in crate::engine) fn ordered(&self, mut lines: Vec<Line>) -> Result<Vec<Line>, Refused> {
        lines.sort_by(|a, b| (a.2, &a.0, a.1).cmp(&(b.2, &b.0, b.1)));
        let mut ranked: Vec<(Id, Option<Rank>)> = Vec::with_capacity(lines.len());
        for (record, task, since) in &lines {
            let Some(record) = Context::record(self, record)? else {
                ranked.push(("".into(), None));
                continue;
            };
            let rank = self.rank(&record, *since, due(&record, *task))?;
            // What goes by the clock is compared across workflows, what a formula gives within one.
            let among = match self.rules_of(&record)?.inbox.order {
                Order::Due => "~due".into(),
                Order::Since => "~since".into(),
                Order::By(_) => record.workflow.clone(),
            };
            ranked.push((among, Some(rank)));
        }
        let mut ordered: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
        let mut places: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        ranked.iter().enumerate().for_each(|(n, (among, _))| places.entry(among.clone()).or_default().push(n));
        // Lines that are compared keep the places they have among all; in these they stand as they are to be taken.
        for own in places.into_values() {
            let mut wanted = own.clone();
            wanted.sort_by(|a, b| compare(ranked[*a].1.as_ref(), ranked[*b].1.as_ref(), &self.policy.calendar));
            let mut taken: Vec<Option<Line>> = wanted.into_iter().map(|n| ordered[n].take()).collect();
            own.into_iter().zip(taken.iter_mut()).for_each(|(n, line)| ordered[n] = line.take());
        }
        Ok(ordered.into_iter().flatten().collect())
    }

    /// Which of these comes first; the oldest where what `[inbox] order` computes fails.
    pub(in crate::engine) fn first_of(&self, lines: Vec<Line>) -> Option<Line> {
        let by_age = |lines: Vec<Line>| lines.into_iter().min_by(|a, b| (a.2, &a.0, a.1).cmp(&(b.2, &b.0, b.1)));
        match self.ordered(lines.clone()) {
            Ok(ordered) => ordered.into_iter().next(),
            Err(_) => by_age(lines),
        }
    }

    /// What a task goes by in an inbox: the less the earlier; a value that an expression gives goes the other way round.
    pub(in crate::engine) fn rank(
        &self,
        record: &Record,
        since: Timestamp,
        due: Option<Timestamp>,
    ) -> Result<Rank, Refused> {
        let moment = |at: Option<Timestamp>| at.map_or(Value::None, Value::Moment);
        Ok(match &self.rules_of(record)?.inbox.order {
            Order::Since => Rank { value: moment(Some(since)), early: true },
            Order::Due => Rank { value: moment(due), early: true },
            Order::By(expr) => {
                let locals = [moment(Some(since)), moment(due)];
                let value = expr.value(&self.frame(record, &locals))?;
                let early = matches!(value, Value::Moment(_) | Value::Date(_));
                Rank { value, early }
            }
        })
    }
}

/// Whether the first comes before the second; what has no value comes last.
pub(in crate::engine) fn before(a: &Rank, b: &Rank, calendar: &Calendar) -> bool {
    match (a.value.is_none(), b.value.is_none()) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => {
            let wanted = if a.early { Ordering::Less } else { Ordering::Greater };
            a.value.compare(&b.value, calendar) == Some(wanted)
        }
    }
}
