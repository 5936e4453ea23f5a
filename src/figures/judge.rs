//! Judging: which warnings change their level.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cells, Question, Series, Sum,
    attainment::attainment,
    frame,
    judged::{Change, Judged, Judgement, Raised},
    ladder,
    notice::{self, Standing},
    plan::{Group, Plan},
    targets::{Aims, Ground},
};
use crate::{
    model::{
        Id, Record, Value,
        time::{self, Period, Timestamp},
    },
    policy::{Level, Over, Policy, Warning},
    script::{Context, Expr, Fault, FaultKind, Frame},
};

/// For so many days after its end late data may still raise a warning of a period.
const LATE_DAYS: i64 = 5;

/// A warning over a figure, and which of its series are judged for which period.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'a> {
    /// The warning.
    pub warning: &'a Warning,
    /// The period; its grain is the warning's.
    pub period: &'a Period,
    /// The series to judge, as after a commit that touched them; none: every series the figure has in that period,
    /// those that have a target for it, and those raised.
    pub series: Option<&'a BTreeSet<Series>>,
    /// What stands raised for that period.
    pub raised: &'a BTreeMap<Series, Raised>,
}

/// Judges a warning over a figure for a period.
///
/// A period that has not begun is not judged. One that is over ends what was raised in it; late data may raise anew
/// for five days, and then that ends too.
///
/// # Errors
/// Where the cells cannot be read, or the figure does not exist.
pub fn judge_figure(
    policy: &Policy,
    cells: &dyn Cells,
    context: &dyn Context,
    watch: &Watch,
    now: Timestamp,
) -> Result<Judgement, Fault> {
    let Watch { warning, period, series, raised: current } = *watch;
    let mut judgement = Judgement::default();
    let Over::Figure { kpi, by, .. } = &warning.over else {
        return Ok(judgement);
    };
    let begins = policy.calendar.start_of_day(period.start);
    let ends = policy.calendar.start_of_day(period.end);
    let late_until = period.end.saturating_add(jiff::Span::new().days(LATE_DAYS));
    let closed = now >= policy.calendar.start_of_day(late_until);
    let is_over = |raised: &Raised| now >= ends && (closed || raised.since < ends);
    let wanted = |one: &Series| series.is_none_or(|series| series.contains(one));
    for (series, raised) in current {
        if wanted(series) && is_over(raised) {
            let change = period_over(warning, by, series, period, raised);
            judgement.changes.push(change);
        }
    }
    if closed || now < begins {
        return Ok(judgement);
    }
    let question = Question { by: by.clone(), ..Question::total(kpi, Some(*period)) };
    let today = policy.calendar.local_date(now);
    let mut plan = match Plan::of(policy, &question, today) {
        Ok(plan) => plan,
        // A stock is not known for a period that is over.
        Err(_) if now >= ends => return Ok(judgement),
        Err(refused) => return Err(Fault::new(FaultKind::Missing, refused.message)),
    };
    plan.among = series.cloned();
    let mut counted = plan.count(cells)?;
    let aims = Aims::of(&Ground { policy, cells, context, now }, kpi, Some(period))?;
    let nothing = vec![Sum::default(); plan.recipe.measures.len()];
    let also: Vec<Series> = match series {
        Some(series) => series.iter().cloned().collect(),
        None => aims.series(by, period).into_iter().chain(current.keys().cloned()).collect(),
    };
    for series in also {
        let group = Group { series, ..Group::default() };
        counted.entry(group).or_insert_with(|| nothing.clone());
    }
    let judge = Judge { policy, context, warning, plan: &plan, aims: &aims, by, period, now };
    for (group, sums) in &counted {
        let raised = current.get(&group.series);
        if !raised.is_some_and(is_over) {
            judge.series(group, sums, raised, &mut judgement)?;
        }
    }
    judgement.changes.sort_by(|a, b| a.series.cmp(&b.series));
    Ok(judgement)
}

struct Judge<'a> {
    policy: &'a Policy,
    context: &'a dyn Context,
    warning: &'a Warning,
    plan: &'a Plan<'a>,
    aims: &'a Aims<'a>,
    by: &'a [Id],
    period: &'a Period,
    now: Timestamp,
}

/// The place of `level` among a figure warning's locals.
const LEVEL: usize = 5;

impl Judge<'_> {
    fn series(
        &self,
        group: &Group,
        sums: &[Sum],
        current: Option<&Raised>,
        judgement: &mut Judgement,
    ) -> Result<(), Fault> {
        let faults = &mut judgement.faults;
        let bare = frame(self.policy, self.context, None, &[], self.now);
        let Some(value) = unless_faulty(self.plan.recipe.cook(sums, &bare), faults)? else {
            return Ok(());
        };
        let by = self.plan.dims_of(group);
        let target = self.aims.target(&by, self.period);
        let attained = attainment(&value, &target, self.plan.figure.better());
        let elapsed = time::elapsed(self.period, self.now, &self.policy.calendar);
        // In the order of `policy::locals::figure_warning`.
        let mut locals = vec![
            value.clone(),
            target.clone(),
            attained,
            Value::Number(elapsed),
            Value::text(self.period.name()),
            level_value(current.map(|raised| &raised.level)),
        ];
        locals.extend(group.series.0.iter().cloned());
        let at = Frame { locals: &locals, ..bare };
        let level = climb(self.warning, current, &at, faults)?;
        let Some(change) = change(self.warning, current, level) else {
            return Ok(());
        };
        let name = level.map(|level| level.name.clone());
        locals[LEVEL] = level_value(name.as_ref());
        let at = Frame { locals: &locals, ..bare };
        let types = self.by.iter().map(|id| self.plan.recipe.type_of(id));
        let standing = Standing {
            dims: group.series.0.iter().zip(types).collect(),
            period: self.period.name(),
            value: &value,
            target: &target,
            unit: self.plan.figure.ty(),
        };
        let text = notice::about_series(self.policy, self.warning, standing, &at, faults)?;
        let notify = told(change, level, &at, faults)?;
        judgement.changes.push(Judged {
            warning: self.warning.id.clone(),
            series: group.series.clone(),
            by,
            period: Some(self.period.name()),
            record: None,
            change,
            level: name,
            value,
            target,
            because: None,
            notify,
            text,
        });
        Ok(())
    }
}

/// Judges a warning over records for one of them. A closed record, and one its `where` does not hold of, has none:
/// what was raised ends.
///
/// # Errors
/// Where the store cannot be read.
pub fn judge_record(
    policy: &Policy,
    context: &dyn Context,
    warning: &Warning,
    record: &Record,
    current: Option<&Raised>,
    now: Timestamp,
) -> Result<Judgement, Fault> {
    let mut judgement = Judgement::default();
    let Over::Records { of, filter } = &warning.over else {
        return Ok(judgement);
    };
    if record.workflow != *of {
        return Ok(judgement);
    }
    let faults = &mut judgement.faults;
    // In the order of `policy::locals::record_warning`.
    let locals = [level_value(current.map(|raised| &raised.level))];
    let at = frame(policy, context, Some(record), &locals, now);
    let belongs = match filter {
        _ if record.is_closed() => Some(false),
        Some(filter) => known(filter, &at, faults)?,
        None => Some(true),
    };
    let (level, because) = match belongs {
        Some(true) => (climb(warning, current, &at, faults)?, None),
        Some(false) => (None, Some("ended")),
        None => return Ok(judgement),
    };
    let Some(change) = change(warning, current, level) else {
        return Ok(judgement);
    };
    let name = level.map(|level| level.name.clone());
    let locals = [level_value(name.as_ref())];
    let at = frame(policy, context, Some(record), &locals, now);
    let text = notice::about_it(warning, &at, faults)?;
    let notify = told(change, level, &at, faults)?;
    judgement.changes.push(Judged {
        warning: warning.id.clone(),
        series: Series::default(),
        by: BTreeMap::new(),
        period: None,
        record: Some(record.id.clone()),
        change,
        level: name,
        value: Value::None,
        target: Value::None,
        because,
        notify,
        text,
    });
    Ok(judgement)
}

fn period_over(warning: &Warning, by: &[Id], series: &Series, period: &Period, raised: &Raised) -> Judged {
    Judged {
        warning: warning.id.clone(),
        series: series.clone(),
        by: by.iter().cloned().zip(series.0.iter().cloned()).collect(),
        period: Some(period.name()),
        record: None,
        change: Change::Cleared,
        level: None,
        value: raised.value.clone(),
        target: raised.target.clone(),
        because: Some("period_over"),
        notify: Vec::new(),
        text: format!("{}: {period}", warning.title),
    }
}

fn level_value(level: Option<&Id>) -> Value {
    level.cloned().map_or(Value::None, Value::Text)
}

/// Where the level stood: 0 for none. A level that the warning no longer has counts as its lowest.
fn rank(warning: &Warning, level: &Id) -> usize {
    let mut names = warning.levels.iter().map(|level| &level.name);
    names.position(|name| name == level).map_or(1, |at| at + 1)
}

/// The level that follows.
fn climb<'a>(
    warning: &'a Warning,
    current: Option<&Raised>,
    at: &Frame,
    faults: &mut Vec<Fault>,
) -> Result<Option<&'a Level>, Fault> {
    let levels = warning.levels.iter();
    let levels = levels.map(|level| known(&level.when, at, faults)).collect::<Result<Vec<_>, Fault>>()?;
    let clear = match &warning.clear {
        Some(clear) => Some(known(clear, at, faults)?),
        None => None,
    };
    let stood = current.map_or(0, |raised| rank(warning, &raised.level));
    let next = ladder::next(stood, &levels, clear);
    Ok(next.checked_sub(1).and_then(|at| warning.levels.get(at)))
}

fn change(warning: &Warning, current: Option<&Raised>, level: Option<&Level>) -> Option<Change> {
    match (current, level) {
        (None, None) => None,
        (None, Some(_)) => Some(Change::Raised),
        (Some(_), None) => Some(Change::Cleared),
        (Some(raised), Some(level)) if raised.level == level.name => None,
        (Some(raised), Some(level)) => {
            let rises = rank(warning, &level.name) >= rank(warning, &raised.level);
            Some(if rises { Change::Up } else { Change::Down })
        }
    }
}

fn told(change: Change, level: Option<&Level>, at: &Frame, faults: &mut Vec<Fault>) -> Result<Vec<Id>, Fault> {
    match (change, level) {
        (Change::Raised | Change::Up, Some(level)) => notice::people(&level.notify, at, faults),
        _ => Ok(Vec::new()),
    }
}

fn known(expr: &Expr, at: &Frame, faults: &mut Vec<Fault>) -> Result<Option<bool>, Fault> {
    Ok(unless_faulty(expr.holds(at), faults)?.flatten())
}

/// What is wrong with a formula is noted and reads as nothing; a store that cannot be read stops everything.
pub(super) fn unless_faulty<T>(result: Result<T, Fault>, faults: &mut Vec<Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.0.kind == FaultKind::Store => Err(fault),
        Err(fault) => {
            faults.push(fault);
            Ok(None)
        }
    }
}
