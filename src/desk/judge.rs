//! Warnings after a command: those that watch a figure it changed, and those over the records it touched.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    absorb::{Touched, series},
    codec::{self, Standing},
    keys,
    state::{State, fault},
};
use crate::{
    engine::{Sight, View},
    figures::{self, Judged, Raised, Series},
    model::{
        Actor, Body, Id, Record, Value,
        event::Draft,
        time::{Grain, Period},
    },
    policy::{Over, Policy, Warning},
    script::Fault,
};

/// The events of warnings that change their level because of what was touched.
pub fn after(state: &State, touched: &Touched) -> Result<Vec<Draft>, Fault> {
    let policy = state.policy.clone();
    if policy.warnings.is_empty() {
        return Ok(Vec::new());
    }
    let mut drafts = Vec::new();
    for id in &touched.linked {
        drafts.extend(over_record(state, &policy, id)?);
    }
    let reach = state.reach();
    for id in touched.around.iter().filter(|id| !touched.linked.contains(*id)) {
        if state.record(id)?.is_some_and(|record| reach.warns_with_others(&record.workflow)) {
            drafts.extend(over_record(state, &policy, id)?);
        }
    }
    for (warning, periods) in watched(state, &policy, touched)? {
        for period in periods {
            drafts.extend(over_figure(state, warning, &period)?);
        }
    }
    Ok(drafts)
}

/// The events of warnings that time alone has changed: a new day has begun.
pub fn new_day(state: &State) -> Result<Vec<Draft>, Fault> {
    let policy = state.policy.clone();
    let mut drafts = Vec::new();
    for warning in policy.warnings.values() {
        match &warning.over {
            Over::Records { of, .. } => {
                for id in state.of_workflow(of)? {
                    drafts.extend(judge_record(state, warning, &id)?);
                }
            }
            Over::Figure { period, .. } => {
                for period in judged_periods(state, warning, *period)? {
                    drafts.extend(over_figure(state, warning, &period)?);
                }
            }
        }
    }
    Ok(drafts)
}

/// The periods of a warning that time may change, in order.
fn judged_periods(state: &State, warning: &Warning, grain: Grain) -> Result<Vec<Period>, Fault> {
    let policy = &state.policy;
    let today = policy.calendar.local_date(state.now);
    let fiscal = policy.manifest.fiscal_year_starts;
    let this = Period::containing(grain, today, fiscal);
    // The period before is judged once more: its last day is gone now. So is any that something is still raised for: it
    // may have ended while nobody looked.
    let mut periods: Vec<Period> = this.previous().into_iter().chain([this]).collect();
    for standing in state.standing(Some(&warning.id))? {
        let name = standing.period.as_deref().unwrap_or_default();
        periods.extend(Period::parse(name, today, fiscal).ok().filter(|period| !periods.contains(period)));
    }
    periods.sort_by_key(|period| period.start);
    Ok(periods)
}

fn over_record(state: &State, policy: &Policy, id: &Id) -> Result<Vec<Draft>, Fault> {
    let Some(record) = state.record(id)? else {
        return Ok(Vec::new());
    };
    let mut drafts = Vec::new();
    for warning in policy.warnings.values() {
        if matches!(&warning.over, Over::Records { of, .. } if *of == record.workflow) {
            drafts.extend(judge_record(state, warning, id)?);
        }
    }
    Ok(drafts)
}

fn judge_record(state: &State, warning: &Warning, id: &Id) -> Result<Vec<Draft>, Fault> {
    let Some(record) = state.record(id)? else {
        return Ok(Vec::new());
    };
    let current = standing(state, &warning.id, &[], None, Some(id))?;
    let raised = current.as_ref().map(|standing| &standing.raised);
    let judgement = figures::judge_record(&state.policy, &state.glass(), warning, &record, raised, state.now)?;
    let mut drafts = Vec::new();
    for mut judged in judgement.changes {
        let notices = in_words(state, warning, &record, &mut judged)?;
        drafts.extend(drafts_of(judged));
        drafts.extend(notices);
    }
    Ok(drafts)
}

/// What those read who do not see all of a record: they are told apart from the others, in words of their own.
fn in_words(state: &State, warning: &Warning, record: &Record, judged: &mut Judged) -> Result<Vec<Draft>, Fault> {
    let glass = state.glass();
    let (mut whole, mut notices) = (Vec::new(), Vec::new());
    for person in std::mem::take(&mut judged.notify) {
        let sight = Sight::of(&state.policy, &glass, &Actor::Person(person.clone()), state.now)?;
        if sight.is_clear() || person.contains(':') || judged.level.is_none() {
            whole.push(person);
            continue;
        }
        let (seen, through) = (sight.masked(record)?, sight.through());
        let level = [judged.level.clone().map_or(Value::None, Value::Text)];
        let text = figures::about_record(warning, &sight.frame_on(&through, &seen, &level))?;
        let body = Body::Noticed { to: vec![person], text };
        notices.push(Draft { record: judged.record.clone(), as_of: None, actor: Actor::Policy, body });
    }
    judged.notify = whole;
    Ok(notices)
}

fn over_figure(state: &State, warning: &Warning, period: &Period) -> Result<Vec<Draft>, Fault> {
    let Over::Figure { by, .. } = &warning.over else {
        return Ok(Vec::new());
    };
    let name = period.name();
    let mut current: BTreeMap<Series, Raised> = BTreeMap::new();
    for standing in state.standing(Some(&warning.id))? {
        if standing.period.as_deref() == Some(name.as_str()) {
            let value = |id: &Id| standing.by.iter().find(|(known, _)| known == id).map(|(_, value)| value.clone());
            let series = by.iter().map(|id| value(id).unwrap_or_default()).collect();
            current.insert(Series(series), standing.raised.clone());
        }
    }
    let glass = state.glass();
    let watch = figures::Watch { warning, period, series: None, raised: &current };
    let judgement = figures::judge_figure(&state.policy, state, &glass, &watch, state.now)?;
    Ok(judgement.changes.into_iter().flat_map(drafts_of).collect())
}

/// The warnings that watch a changed figure, each with the periods whose value changed.
fn watched<'p>(state: &State, policy: &'p Policy, touched: &Touched) -> Result<Vec<(&'p Warning, Vec<Period>)>, Fault> {
    let fiscal = policy.manifest.fiscal_year_starts;
    let today = policy.calendar.local_date(state.now);
    let mut found: Vec<(&Warning, Vec<Period>)> = Vec::new();
    let mut add = |warning: &'p Warning, period: Period| match found.iter_mut().find(|(it, _)| it.id == warning.id) {
        Some((_, periods)) if periods.contains(&period) => {}
        Some((_, periods)) => periods.push(period),
        None => found.push((warning, vec![period])),
    };
    for (measure, day) in &touched.cells {
        for warning in figures::watching(policy, measure) {
            let Over::Figure { period: grain, .. } = &warning.over else {
                continue;
            };
            add(warning, Period::containing(*grain, day.unwrap_or(today), fiscal));
        }
    }
    let shaped = touched.cells.iter().flat_map(|(measure, day)| figures::shaped_by(policy, measure, *day));
    let changed = touched.targets.iter().filter_map(|id| policy.targets.get(id)).chain(shaped);
    for target in changed {
        for warning in policy.warnings.values() {
            let Over::Figure { kpi, period: grain, .. } = &warning.over else { continue };
            if *kpi == target.kpi {
                for period in judged_periods(state, warning, *grain)? {
                    if period.start < target.period.end && target.period.start < period.end {
                        add(warning, period);
                    }
                }
            }
        }
    }
    Ok(found)
}

fn standing(
    state: &State,
    warning: &str,
    by: &[(Id, Value)],
    period: Option<&str>,
    record: Option<&Id>,
) -> Result<Option<Arc<Standing>>, Fault> {
    let key = keys::warning(warning, &series(by, period, record.map(|id| &**id)));
    match state.get(&key).map_err(fault)? {
        Some(cell) => Ok(Some(codec::value(&cell, "a raised warning")?)),
        None => Ok(None),
    }
}

fn drafts_of(judged: Judged) -> Vec<Draft> {
    let draft = |record: Option<Id>, body: Body| Draft { record, as_of: None, actor: Actor::Policy, body };
    let cleared = judged.level.is_none();
    let mut drafts = vec![draft(
        judged.record.clone(),
        Body::Warned {
            warning: judged.warning,
            by: judged.by,
            period: judged.period,
            level: judged.level,
            value: judged.value,
            target: judged.target,
            because: judged.because.map(str::to_owned),
        },
    )];
    if !cleared && !judged.notify.is_empty() {
        drafts.push(draft(judged.record, Body::Noticed { to: judged.notify, text: judged.text }));
    }
    drafts
}
