//! What a scenario expects, held against what there is.

use std::{collections::BTreeMap, ops::ControlFlow};

use serde_json::Value as Json;

use super::{
    Failure, Wrong,
    world::{World, is_ref},
};
use crate::{
    compiler,
    desk::State,
    engine::{self, View},
    figures::{self, Question},
    model::{
        Body, Id, Record, Type, Value, json, number,
        time::{Calendar, Period},
    },
    policy::{
        Policy,
        scenario::{Deed, Expected, Said},
    },
    script::{Context, Expect, Expr, Place},
};

/// Checks what a step expects.
pub fn check(world: &World, place: &Place, deed: &Deed) -> Result<(), Failure> {
    let state = world.desk.state();
    let looked = match deed {
        Deed::Expect(expected) => record(world, &state, expected).map(|wrong| (wrong, Some(expected.record.clone()))),
        Deed::That { record, that } => holds(world, &state, record, that).map(|wrong| (wrong, Some(record.clone()))),
        Deed::Inbox { person, count } => inbox(&state, person, *count).map(|wrong| (wrong, None)),
        Deed::Count { workflow, filter, value } => {
            count(world, &state, workflow, filter.as_deref(), *value).map(|wrong| (wrong, None))
        }
        Deed::Kpi { figure, by, period, says } => {
            kpi(world, &state, figure, by, period.as_deref(), says).map(|wrong| (wrong, None))
        }
        Deed::Warning { warning, by, record, period, level } => {
            let asked = Series { warning, by, record: record.as_ref(), period: period.as_deref() };
            asked.check(world, &state, level.as_ref()).map(|wrong| (wrong, record.clone()))
        }
        Deed::Case { table, given, expected } => case(world, &state, table, given, expected).map(|wrong| (wrong, None)),
        Deed::Sent { to, text, count } => sent(world, to, text.as_deref(), *count).map(|wrong| (wrong, None)),
        _ => Ok((Vec::new(), None)),
    };
    let (wrong, record) = looked.map_err(|trouble| Failure::new(place, trouble))?;
    if wrong.is_empty() {
        return Ok(());
    }
    let message = match wrong.as_slice() {
        [one] => format!("{} is not as expected", one.what),
        several => format!("{} are not as expected", names(several)),
    };
    let state = record.map(|record| state_of(world, &record)).unwrap_or_default();
    Err(Failure { wrong, state, ..Failure::new(place, message) })
}

fn names(wrong: &[Wrong]) -> String {
    wrong.iter().map(|one| one.what.as_str()).collect::<Vec<_>>().join(", ")
}

fn record(world: &World, state: &State, expected: &Expected) -> Result<Vec<Wrong>, String> {
    let record = world.record(&expected.record)?;
    let mut wrong = Vec::new();
    let stages: Vec<Id> = record.stages().cloned().collect();
    if let Some(stage) = expected.stage.as_ref().filter(|stage| !stages.contains(stage)) {
        wrong.push(Wrong::new("stage", stage, list(&stages)));
    }
    same("stages", expected.stages.as_deref(), &stages, &mut wrong);
    let outcome = record.outcome.clone().unwrap_or_default();
    if let Some(expected) = expected.outcome.as_ref().filter(|expected| **expected != outcome) {
        wrong.push(Wrong::new("outcome", expected, &outcome));
    }
    if expected.waiting_for.is_some() {
        same("waiting_for", expected.waiting_for.as_deref(), &waiting(state, &record)?, &mut wrong);
    }
    let owner = record.owner().cloned().unwrap_or_default();
    if let Some(expected) = expected.owner.as_ref().filter(|expected| **expected != owner) {
        wrong.push(Wrong::new("owner", expected, owner));
    }
    if let Some(expected) = &expected.label {
        let label = engine::label(&state.policy, state, &record, state.now);
        if *expected != label {
            wrong.push(Wrong::new("label", expected, label));
        }
    }
    fields(world, state, &record, &expected.with, &mut wrong);
    if let Some(expected) = expected.locked {
        let is = is_locked(&state.policy, &record);
        if expected != is {
            wrong.push(Wrong::new("locked", expected, is));
        }
    }
    if let Some(expected) = expected.overdue {
        let is = is_overdue(state, &record)?;
        if expected != is {
            wrong.push(Wrong::new("overdue", expected, is));
        }
    }
    if expected.fired.is_some() {
        same("fired", expected.fired.as_deref(), &fired(world, &record)?, &mut wrong);
    }
    let links: Vec<Id> = record.links.iter().map(|link| Id::from(&*link.to)).collect();
    same("links", expected.links.as_deref(), &links, &mut wrong);
    for (workflow, expected) in &expected.children {
        let is = children(world, &record, workflow)?.len() as u64;
        if *expected != is {
            wrong.push(Wrong::new(format!("children {workflow}"), expected, is));
        }
    }
    Ok(wrong)
}

/// Whether two lists hold the same, in any order.
fn same(what: &str, expected: Option<&[Id]>, is: &[Id], wrong: &mut Vec<Wrong>) {
    let Some(expected) = expected else { return };
    let sorted = |ids: &[Id]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    if sorted(expected) != sorted(is) {
        wrong.push(Wrong::new(what, list(expected), list(is)));
    }
}

fn list(ids: &[Id]) -> String {
    ids.iter().map(|id| &**id).collect::<Vec<_>>().join(", ")
}

fn waiting(state: &State, record: &Record) -> Result<Vec<Id>, String> {
    let waiting = engine::waiting(&state.policy, state, record, state.now).map_err(|fault| fault.to_string())?;
    Ok(waiting.people())
}

fn fields(world: &World, state: &State, record: &Record, with: &[(Id, Json)], wrong: &mut Vec<Wrong>) {
    if with.is_empty() {
        return;
    }
    let policy = &state.policy;
    let all: BTreeMap<Id, Value> = engine::fields(policy, state, record, state.now).into_iter().collect();
    for (name, expected) in with {
        let ty = policy.rules_of(record).and_then(|workflow| workflow.field(name)).map(|field| &field.ty);
        let is = all.get(name).cloned().unwrap_or_default();
        match ty.map(|ty| read(world, policy, expected, ty)) {
            None => wrong.push(Wrong::new(&**name, shown(expected), "no such field")),
            Some(Err(message)) => wrong.push(Wrong::new(&**name, message, &is)),
            Some(Ok(expected)) if agree(&expected, &is, &policy.calendar) => {}
            Some(Ok(expected)) => wrong.push(Wrong::new(&**name, expected, is)),
        }
    }
}

/// An expected value, by the type of what it is compared with.
fn read(world: &World, policy: &Policy, expected: &Json, ty: &Type) -> Result<Value, String> {
    let mut expected = expected.clone();
    if is_ref(ty) {
        world.name_to_id(&mut expected);
    }
    if let (Type::Person, Some(id)) = (ty, expected.as_str().and_then(|text| policy.org.find(text))) {
        return Ok(Value::Text(id.clone()));
    }
    Ok(json::read(&expected, ty, policy.manifest.minor_digits, &policy.calendar)?)
}

/// Whether two values are the same to people; blank text and no rows are no value.
fn agree(expected: &Value, is: &Value, calendar: &Calendar) -> bool {
    let is_blank = |value: &Value| match value {
        Value::None => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    };
    expected == is
        || is_blank(expected) && is_blank(is)
        || expected.compare(is, calendar) == Some(std::cmp::Ordering::Equal)
}

fn shown(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

/// Whether people cannot edit a record where it stands.
fn is_locked(policy: &Policy, record: &Record) -> bool {
    let stages = policy.rules_of(record).map(|workflow| &workflow.stages);
    let by_stage = record.stages().filter_map(|id| stages?.get(id)).any(|stage| stage.locked);
    let by_chain = record
        .running()
        .filter(|run| run.back.is_none())
        .filter_map(|run| policy.chain(&run.chain, &record.workflow))
        .any(|chain| chain.locked);
    by_stage || by_chain
}

/// Whether it has stayed longer than it may where it stands, or one of its clocks is over its limit.
fn is_overdue(state: &State, record: &Record) -> Result<bool, String> {
    let is = on(state, record, &expression(&state.policy, &record.workflow, "is_overdue()")?)?;
    Ok(is == Some(true) && !record.is_closed())
}

fn fired(world: &World, record: &Record) -> Result<Vec<Id>, String> {
    let history = world.desk.history(&record.id).map_err(|trouble| trouble.to_string())?;
    let moves = history.into_iter().filter_map(|event| match event.body {
        Body::Moved { transition, .. } => Some(transition),
        _ => None,
    });
    Ok(moves.collect())
}

/// The records of a workflow that another has made, oldest first.
pub fn children(world: &World, record: &Record, workflow: &str) -> Result<Vec<Id>, String> {
    let state = world.desk.state();
    let fault = |fault: crate::script::Fault| fault.to_string();
    let mut found = Vec::new();
    for id in state.children(&record.id).map_err(fault)? {
        if state.record(&id).map_err(fault)?.is_some_and(|child| &*child.workflow == workflow) {
            found.push(id);
        }
    }
    Ok(found)
}

fn expression(policy: &Policy, workflow: &str, text: &str) -> Result<Expr, String> {
    compiler::expression(policy, workflow, text, Expect::Condition).map_err(|problems| {
        let first = problems.first().map_or("it is no expression", |problem| &*problem.message);
        format!("`{text}`: {first}")
    })
}

fn on(state: &State, record: &Record, expr: &Expr) -> Result<Option<bool>, String> {
    let glass = state.glass();
    expr.holds(&glass.frame(Some(record), &[], state.now)).map_err(|fault| fault.to_string())
}

fn holds(world: &World, state: &State, name: &str, that: &str) -> Result<Vec<Wrong>, String> {
    let record = world.record(name)?;
    let expr = expression(&state.policy, &record.workflow, &world.filled(that))?;
    let glass = state.glass();
    let frame = glass.frame(Some(&record), &[], state.now);
    let conditions = expr.explain(&frame).map_err(|fault| fault.to_string())?;
    let failing = conditions.into_iter().filter(|condition| condition.holds != Some(true));
    Ok(failing
        .map(|condition| {
            let seen = condition.seen.iter().map(|(name, value)| format!("{name} = {}", blank(value)));
            let is = match condition.holds {
                None => "unknown",
                _ => "false",
            };
            let seen: Vec<String> = seen.collect();
            let is = if seen.is_empty() { is.to_owned() } else { format!("{is}: {}", seen.join(", ")) };
            Wrong::new(condition.text, "true", is)
        })
        .collect())
}

fn blank(value: &Value) -> String {
    if value.is_none() { "none".to_owned() } else { value.to_string() }
}

fn inbox(state: &State, person: &Id, expected: Option<u64>) -> Result<Vec<Wrong>, String> {
    let lines = state.inbox(person).map_err(|fault| fault.to_string())?;
    let lines = engine::inbox_shown(&state.policy, state, person, lines, state.now);
    let what = format!("the inbox of {person}");
    let records: Vec<Id> = lines.iter().map(|(record, ..)| record.clone()).collect();
    Ok(many(what, expected, records.len() as u64, &list(&records)))
}

/// How many there should be, and are.
fn many(what: String, expected: Option<u64>, is: u64, which: &str) -> Vec<Wrong> {
    let told = if which.is_empty() { is.to_string() } else { format!("{is}: {which}") };
    match expected {
        Some(expected) if expected != is => vec![Wrong::new(what, expected, told)],
        None if is == 0 => vec![Wrong::new(what, "at least 1", told)],
        _ => Vec::new(),
    }
}

fn count(
    world: &World,
    state: &State,
    workflow: &Id,
    filter: Option<&str>,
    expected: u64,
) -> Result<Vec<Wrong>, String> {
    let Some(rules) = state.policy.workflow(workflow) else { return Err(format!("there is no workflow {workflow}")) };
    let filter = filter.map(|text| expression(&state.policy, &rules.id, &world.filled(text))).transpose()?;
    let mut counted = Vec::new();
    for id in state.of_workflow(&rules.id).map_err(|fault| fault.to_string())? {
        let record = state.record(&id).map_err(|fault| fault.to_string())?;
        let Some(record) = record.filter(|record| rules.names(record)) else { continue };
        if filter.as_ref().map_or(Ok(Some(true)), |filter| on(state, &record, filter))? == Some(true) {
            counted.push(id);
        }
    }
    Ok(many(format!("how many {workflow}"), Some(expected), counted.len() as u64, &list(&counted)))
}

fn kpi(
    world: &World,
    state: &State,
    figure: &Id,
    by: &[(Id, String)],
    period: Option<&str>,
    says: &[(Said, Option<Json>)],
) -> Result<Vec<Wrong>, String> {
    let policy = &state.policy;
    let today = policy.calendar.local_date(state.now);
    let fiscal = policy.manifest.fiscal_year_starts;
    let period =
        period.map(|text| Period::parse(text, today, fiscal)).transpose().map_err(|error| error.to_string())?;
    let only = by.iter().map(|(id, value)| (id.clone(), Value::Text(world.id(value)))).collect();
    let question = Question { figure: figure.clone(), by: Vec::new(), period, only };
    let lines = figures::ask(policy, state, &state.glass(), &question, state.now);
    let lines = lines.map_err(|refusal| refusal.message.to_string())?;
    let Some(line) = lines.into_iter().next() else { return Err(format!("{figure} has no line")) };
    let unit = figures::unit(policy, figure).unwrap_or(&Type::Number);
    let mut wrong = Vec::new();
    for (said, expected) in says {
        let (what, ty, is) = match said {
            Said::Value => (figure.to_string(), unit, &line.value),
            Said::Target => (format!("the target of {figure}"), unit, &line.target),
            Said::Attainment => (format!("the attainment of {figure}"), &Type::Percent, &line.attainment),
        };
        let expected = match expected {
            Some(expected) => json::read(expected, ty, policy.manifest.minor_digits, &policy.calendar)?,
            None => Value::None,
        };
        // As people see it: money in whole minor units.
        let is = &match (is, ty) {
            (Value::Number(amount), Type::Money) => Value::Number(number::round(*amount, policy.manifest.minor_digits)),
            _ => is.clone(),
        };
        if expected != *is && expected.compare(is, &policy.calendar) != Some(std::cmp::Ordering::Equal) {
            wrong.push(Wrong::new(what, blank(&expected), blank(is)));
        }
    }
    Ok(wrong)
}

/// Which raised warning is meant.
struct Series<'s> {
    warning: &'s Id,
    by: &'s [(Id, String)],
    record: Option<&'s Id>,
    period: Option<&'s str>,
}

impl Series<'_> {
    fn check(&self, world: &World, state: &State, expected: Option<&Id>) -> Result<Vec<Wrong>, String> {
        let standing = state.standing(Some(self.warning)).map_err(|fault| fault.to_string())?;
        let today = state.policy.calendar.local_date(state.now);
        let fiscal = state.policy.manifest.fiscal_year_starts;
        let period = self.period.map(|text| Period::parse(text, today, fiscal).map(|period| period.name()));
        let period = period.transpose().map_err(|error| error.to_string())?;
        let record = self.record.map(|record| world.id(record));
        let meant = standing.iter().filter(|one| {
            let of = |(id, value): &(Id, String)| {
                one.by.iter().any(|(known, is)| known == id && is.to_string() == *world.id(value))
            };
            self.by.iter().all(of)
                && record.as_ref().is_none_or(|record| one.record.as_ref() == Some(record))
                && period.as_ref().is_none_or(|period| one.period.as_ref() == Some(period))
        });
        let levels: Vec<Id> = meant.map(|one| one.raised.level.clone()).collect();
        let is_so = match expected {
            Some(level) => levels.contains(level),
            None => levels.is_empty(),
        };
        let expected = expected.map_or("not raised", |level| &**level);
        let is = if levels.is_empty() { "not raised".to_owned() } else { list(&levels) };
        Ok(if is_so { Vec::new() } else { vec![Wrong::new(format!("warning {}", self.warning), expected, is)] })
    }
}

fn case(
    world: &World,
    state: &State,
    table: &Id,
    given: &[(Id, Json)],
    expected: &[(Id, Json)],
) -> Result<Vec<Wrong>, String> {
    let policy = &state.policy;
    let rules = policy.tables.get(table).ok_or_else(|| format!("there is no table `{table}`"))?;
    let of = |all: &[(Id, Json)], id: &Id| all.iter().find(|(known, _)| known == id).map(|(_, value)| value.clone());
    let mut arguments = Vec::with_capacity(rules.inputs.len());
    for input in &rules.inputs {
        arguments.push(match of(given, &input.id) {
            Some(value) => read(world, policy, &value, &input.ty)?,
            None => Value::None,
        });
    }
    let glass = state.glass();
    let answer =
        glass.table(table, &arguments, None, &glass.frame(None, &[], state.now)).map_err(|fault| fault.to_string())?;
    let mut wrong = Vec::new();
    for (n, (id, ty)) in rules.outputs.iter().enumerate() {
        let Some(expected) = of(expected, id) else { continue };
        let is = match &answer {
            Value::List(values) => values.get(n).cloned().unwrap_or_default(),
            one => one.clone(),
        };
        let expected = read(world, policy, &expected, ty)?;
        if !agree(&expected, &is, &policy.calendar) {
            wrong.push(Wrong::new(&**id, blank(&expected), blank(&is)));
        }
    }
    Ok(wrong)
}

fn sent(world: &World, to: &Id, text: Option<&str>, expected: Option<u64>) -> Result<Vec<Wrong>, String> {
    let mut all = Vec::new();
    let address = Id::from(format!("channel:{to}"));
    let mut visit = |event: crate::model::Event| {
        match event.body {
            Body::Noticed { to: told, text } if told.contains(to) || told.contains(&address) => all.push(text),
            Body::Sent { channel: Some(channel), event, .. } if channel == *to => all.push(event.to_string()),
            Body::Called { channel, stage, .. } if channel == *to => all.push(stage.to_string()),
            _ => {}
        }
        ControlFlow::Continue(())
    };
    world.desk.events(1, &mut visit).map_err(|trouble| trouble.to_string())?;
    let is = all.iter().filter(|notice| text.is_none_or(|text| notice.contains(text))).count() as u64;
    let quoted: Vec<String> = all.iter().map(|text| format!("\"{text}\"")).collect();
    let what = match text {
        Some(text) => format!("notices to {to} that say \"{text}\""),
        None => format!("notices to {to}"),
    };
    Ok(many(what, expected, is, &quoted.join(", ")))
}

/// A record as it stands, for people who look for what went wrong.
pub fn state_of(world: &World, name: &str) -> Vec<(String, String)> {
    let state = world.desk.state();
    let Ok(record) = world.record(name) else { return Vec::new() };
    let mut lines = vec![("record".to_owned(), format!("{} ({})", record.id, record.workflow))];
    let stages: Vec<Id> = record.stages().cloned().collect();
    if !stages.is_empty() {
        lines.push(("stage".to_owned(), list(&stages)));
    }
    lines.extend(record.outcome.as_ref().map(|outcome| ("outcome".to_owned(), outcome.to_string())));
    if let Ok(waiting) = waiting(&state, &record)
        && !waiting.is_empty()
    {
        lines.push(("waiting_for".to_owned(), list(&waiting)));
    }
    for run in record.running() {
        let seats = run.open_seats().map(|(step, seat)| format!("{}: {}", step.step, list(&seat.holders)));
        lines.push((format!("approval {}", run.chain), seats.collect::<Vec<_>>().join(" · ")));
    }
    let fields = engine::fields(&state.policy, &state, &record, state.now);
    let filled = fields.into_iter().filter(|(_, value)| !value.is_none());
    lines.extend(filled.map(|(id, value)| (id.to_string(), value.to_string())));
    lines.push(("now".to_owned(), state.policy.calendar.format_timestamp(state.now)));
    lines
}
