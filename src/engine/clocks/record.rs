//! Clocks over several stages: they begin and end at moments in the life of a record, and are worked out anew from its
//! history whenever something happens to it, so that they follow the fields they look at.

use super::{Clock, put_off, warned};
use crate::{
    engine::{Refused, timers::length, work::Work},
    model::{
        Body, Id, Record, Value,
        clock::ClockRun,
        record::{Stay, Timer},
        time::{Calendar, Duration, Timestamp},
    },
    policy::{self, ClockMark, Workflow},
};

/// A moment in the life of a record, and its place among those that are the same by the clock.
type Moment = (Timestamp, usize);

/// A clock as it should stand: it runs, or it does not, and why.
type Standing = Result<ClockRun, &'static str>;

impl Work<'_> {
    /// Lets the clocks over several stages of a record begin, follow what has happened, and end.
    pub(super) fn keep_record_clocks(&mut self, id: &Id, rules: &Workflow) -> Result<(), Refused> {
        let record = self.get(id)?;
        let mut turned = Vec::new();
        for (place, clock) in (0..).zip(rules.clocks.values()) {
            let before = record.clocks.iter().find(|run| run.clock == clock.id);
            let after = self.clock(&record, place, clock, before)?;
            turned.extend(changes(&clock.id, &Clock::over_stages(&clock.id, &clock.on_overdue), before, after));
        }
        for run in record.clocks.iter().filter(|run| !rules.clocks.contains_key(&run.clock)) {
            turned.extend(changes(&run.clock, &Clock::over_stages(&run.clock, &[]), Some(run), Err("removed")));
        }
        drop(record);
        turned.into_iter().try_for_each(|body| self.emit(id, body))
    }

    /// A clock as it should stand on a record.
    fn clock(
        &self,
        record: &Record,
        place: u32,
        clock: &policy::Clock,
        before: Option<&ClockRun>,
    ) -> Result<Standing, Refused> {
        let frame = self.frame(record, &[]);
        // What has fired since a past moment that is named has fired all the same.
        let (calendar, now) = (&self.policy.calendar, self.now);
        if record.is_closed() {
            return Ok(Err("closed"));
        }
        let until = match &clock.until {
            Some(mark) => self.moments(record, mark)?,
            None => Vec::new(),
        };
        let over = |at: &Moment| until.iter().any(|end| end >= at && end.0 <= now);
        let is_field = matches!(clock.from, ClockMark::Field(_));
        let begun = self.moments(record, &clock.from)?.into_iter();
        let mut begun = begun.filter(|at| if is_field { until.iter().all(|(end, _)| *end > now) } else { !over(at) });
        let Some((since, _)) = begun.next() else {
            return Ok(Err("until"));
        };
        if let Some(when) = &clock.when
            && when.holds(&frame)? != Some(true)
        {
            return Ok(Err("when"));
        }
        // A limit that looks at the time is asked once: else it would never come nearer.
        let kept = before.filter(|before| before.since == since && clock.limit.reads().now).map(|run| run.limit);
        let limit = match kept {
            Some(limit) => Some(limit),
            None => length(&clock.limit, &frame)?,
        };
        let Some(limit) = limit else {
            return Ok(Err("when"));
        };
        let (from, stopped) = stood_still(&record.stays, &clock.pause_in, since, &limit, calendar)?;
        let had = before.map_or(&[][..], |run| &run.timers);
        let parts = Clock::over_stages(&clock.id, &clock.on_overdue);
        let mut timers = parts.timers((&frame, now), from, &limit, had)?;
        if let (Some(ClockMark::Field(_)), Some((end, _))) = (&clock.until, until.first()) {
            timers.push(Timer::new(format!("clock:{}:until", clock.id), *end));
        }
        if stopped.is_some() {
            timers.iter_mut().filter(|timer| !timer.name.ends_with(":until")).for_each(|timer| timer.stopped = stopped);
        }
        Ok(Ok(ClockRun { clock: clock.id.clone(), place, since, limit, timers }))
    }

    /// The moments in the life of a record that a mark names, in their order.
    fn moments(&self, record: &Record, mark: &ClockMark) -> Result<Vec<Moment>, Refused> {
        let stays = (1..).zip(&record.stays);
        let mut moments: Vec<Moment> = match mark {
            ClockMark::Created => vec![(record.created_at, 0)],
            ClockMark::Entered(stage) => {
                stays.filter(|(_, stay)| stay.stage == *stage).map(|(n, stay)| (stay.entered, 2 * n)).collect()
            }
            // Left is before what was entered thereby, though it is the same moment.
            ClockMark::Left(stage) => stays
                .clone()
                .filter(|(_, stay)| stay.stage == *stage)
                .filter_map(|(n, stay)| {
                    let next = stays.clone().find(|(m, other)| *m > n && other.token == stay.token);
                    Some((stay.left?, next.map_or(usize::MAX, |(m, _)| 2 * m - 1)))
                })
                .collect(),
            ClockMark::Field(field) => match self.field_value(record, field)? {
                Value::Moment(at) => vec![(at, usize::MAX)],
                Value::Date(day) => vec![(self.policy.calendar.start_of_day(day), usize::MAX)],
                _ => Vec::new(),
            },
        };
        moments.sort();
        Ok(moments)
    }

    /// What a field holds, computed or not.
    fn field_value(&self, record: &Record, field: &Id) -> Result<Value, Refused> {
        let rules = self.rules_of(&record)?;
        let computed = rules.field(field).and_then(|field| field.formula.as_ref());
        Ok(match computed {
            Some(formula) => formula.value(&self.frame(record, &[]))?,
            None => record.fields.get(field).cloned().unwrap_or_default(),
        })
    }

    /// A timer of a clock over several stages has come due.
    pub fn clock_timer(&mut self, id: &Id, timer: &Id) -> Result<(), Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let Some(run) = record.clocks.iter().find(|run| run.timers.iter().any(|one| one.name == *timer)) else {
            return Ok(());
        };
        let Some(clock) = rules.clocks.get(&run.clock) else { return Ok(()) };
        let parts = Clock::over_stages(&clock.id, &clock.on_overdue);
        if **timer == *parts.due {
            drop(record);
            return self.emit(id, warned(clock.id.clone(), Some("yellow".into()), None));
        }
        let n = timer.strip_prefix(&*parts.rung).and_then(|n| n.parse::<usize>().ok());
        let Some(rung) = n.and_then(|n| clock.on_overdue.get(n)) else { return Ok(()) };
        drop(record);
        self.rung(id, None, rung, &clock.title, clock.id.clone())
    }
}

/// What happens where a clock should stand otherwise than it does.
fn changes(id: &Id, clock: &Clock, before: Option<&ClockRun>, after: Standing) -> Vec<Body> {
    let level = |run: Option<&ClockRun>| run.and_then(|run| clock.level(&run.timers));
    let (run, ended) = match (before, after) {
        (None, Err(_)) => return Vec::new(),
        (Some(before), Ok(after)) if *before == after => return Vec::new(),
        (_, Ok(after)) => (after, None),
        (Some(before), Err(why)) => (ClockRun { timers: Vec::new(), ..before.clone() }, Some(why)),
    };
    let had = match before {
        Some(run) if clock.rungs.is_empty() && ended == Some("removed") => {
            run.timers.iter().any(|timer| timer.fired).then(|| "yellow".into())
        }
        before => level(before),
    };
    let (has, why) = (level(Some(&run)), ended.unwrap_or("moved"));
    let mut bodies = vec![Body::Clocked { run, ended: ended.map(str::to_owned) }];
    if had != has {
        let because = has.is_none().then_some(why);
        bodies.push(warned(id.clone(), has, because));
    }
    bodies
}

/// The moment a clock counts from, put off by its pauses; and since when it stands still, if it does.
fn stood_still(
    stays: &[Stay],
    pause_in: &[Id],
    since: Timestamp,
    limit: &Duration,
    calendar: &Calendar,
) -> Result<(Timestamp, Option<Timestamp>), Refused> {
    let mut pauses: Vec<(Timestamp, Option<Timestamp>)> =
        stays.iter().filter(|stay| pause_in.contains(&stay.stage)).map(|stay| (stay.entered, stay.left)).collect();
    pauses.sort();
    let mut from = since;
    // What came before this moment is counted: pauses of several tokens may overlap.
    let mut counted = since;
    for (entered, left) in pauses {
        let begin = entered.max(counted);
        match left {
            None => return Ok((from, Some(begin))),
            Some(left) if left > begin => {
                from = put_off(calendar, from, begin, left, limit)?;
                counted = left;
            }
            Some(_) => {}
        }
    }
    Ok((from, None))
}
