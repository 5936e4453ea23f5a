//! `show`, `list`, `live`, `why`: records as they stand.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
    ops::ControlFlow,
    sync::Arc,
};

use serde_json::{Value as Json, json};

use super::{Asked, not_found};
use crate::{
    compiler,
    desk::State,
    engine::{self, View},
    model::{Id, Record, Type, Value},
    policy::Workflow,
    said,
    script::{Expect, Expr, Fault, Frame},
    server::{Problem, eyes::Eyes, shapes},
};

/// How many records one answer may hold.
const LIMIT_MAX: usize = 10_000;

/// A record, with its events if wanted.
pub(super) fn show(asked: &Asked, id: &str, history: bool) -> Result<Json, Problem> {
    asked.look(|state| {
        let record = find(state, id)?;
        let mut json = shapes::record(state, &record);
        json["chains"] = shapes::chains(state, &record);
        let work = record.work.iter().filter(|run| state.sight.sees_task(&record, run.n).unwrap_or(false));
        json["work"] = work.map(|run| shapes::work(state, &record, run)).collect();
        if !record.calls.is_empty() {
            json["calls"] = record.calls.iter().map(|run| shapes::call(state, &record, run)).collect();
        }
        let links = record.links.iter();
        let links = links.map(|it| json!({"to": it.to, "by": it.by, "at": shapes::moment(state, it.at)}));
        json["links"] = links.collect();
        json["checklist"] = shapes::checklist(state, &record);
        json["columns"] = shapes::columns(state, &record.workflow, std::slice::from_ref(&record));
        if history {
            let mut events = Vec::new();
            for event in asked.desk().history(&record.id)? {
                let seen = state.sight.event(event)?;
                events.extend(seen.map(|event| shapes::event(&event, &state.policy.calendar)));
            }
            json["history"] = Json::Array(events);
        }
        Ok(json)
    })
}

/// Why a record stands where it stands.
pub(super) fn why(asked: &Asked, id: &str, transition: Option<&str>) -> Result<Json, Problem> {
    let reader = asked.reader()?;
    asked.look(|state| {
        let record = find(state, id)?;
        let why = engine::why(&state.policy, &**state, &reader, state.now, &record.id, transition)?;
        Ok(shapes::why(state, &record, &why, asked.lang))
    })
}

/// What a list is asked for.
pub(super) struct List {
    pub workflow: String,
    pub stage: Option<String>,
    pub filter: Option<String>,
    pub sort: Option<String>,
    pub limit: usize,
    pub cursor: Option<String>,
}

/// Records of a workflow: those wanted, in the order wanted, page by page.
pub(super) fn list(asked: &Asked, list: List) -> Result<Json, Problem> {
    asked.look(|state| listed(state, &list))
}

fn listed(state: &Eyes, list: &List) -> Result<Json, Problem> {
    let policy = state.policy.clone();
    let rules = workflow(state, &list.workflow)?;
    if let Some(stage) = &list.stage
        && !rules.stages.contains_key(stage.as_str())
    {
        return Err(not_found(said!("{} has no stage `{stage}`", "{} 没有阶段 `{stage}`", rules.name())));
    }
    let compile = |text: &str, expect| {
        compiler::expression(&policy, &rules.id, text, expect).map_err(|problems| Problem::expression(text, &problems))
    };
    let wanted = Wanted {
        rules,
        stage: list.stage.as_deref(),
        filter: list.filter.as_deref().map(|text| compile(text, Expect::Condition)).transpose()?,
    };
    let limit = list.limit.clamp(1, LIMIT_MAX);
    let cursor = list.cursor.as_deref().map(Cursor::read).transpose()?;
    let page = match &list.sort {
        None => in_order(state, rules, &wanted, limit, cursor)?,
        Some(sort) => {
            let (text, greatest_first) = match sort.strip_prefix('-') {
                Some(text) => (text, true),
                None => (sort.as_str(), false),
            };
            let by = compile(text.trim(), Expect::Any)?;
            sorted(state, rules, &wanted, (&by, greatest_first), limit, cursor)?
        }
    };
    let records: Vec<Json> = page.records.iter().map(|record| shapes::record(state, record)).collect();
    let cursor = page.cursor.map(|cursor| cursor.text());
    let columns = shapes::columns(state, &rules.id, &page.records);
    Ok(json!({"records": records, "cursor": cursor, "total": page.total, "columns": columns}))
}

/// Which records of a workflow are wanted.
struct Wanted<'a> {
    rules: &'a Workflow,
    stage: Option<&'a str>,
    filter: Option<Expr>,
}

impl Wanted<'_> {
    fn holds(&self, state: &Eyes, record: &Record) -> Result<bool, Problem> {
        if !self.rules.names(record)
            || self.stage.is_some_and(|stage| !record.is_in(stage))
            || !state.sight.sees(record)?
        {
            return Ok(false);
        }
        let Some(filter) = &self.filter else { return Ok(true) };
        Ok(asked_of(state, record, &|frame| filter.holds(frame))? == Some(true))
    }
}

/// What is asked of a record by whoever lists: an expression sees no more than they do.
pub(super) fn asked_of<T>(state: &Eyes, record: &Record, ask: &dyn Fn(&Frame) -> Result<T, Fault>) -> Result<T, Fault> {
    if state.sight.is_clear() {
        let glass = state.glass();
        return ask(&glass.frame(Some(record), &[], state.now));
    }
    let (seen, through) = (state.sight.masked(record)?, state.sight.through());
    ask(&state.sight.frame_on(&through, &seen, &[]))
}

/// Where a page ended: how many records came before, and the place of the last one in the order of creation.
#[derive(Clone, Copy)]
struct Cursor {
    shown: usize,
    last: u64,
}

impl Cursor {
    fn read(text: &str) -> Result<Cursor, Problem> {
        let parts = text.split_once('.').and_then(|(shown, last)| Some((shown.parse().ok()?, last.parse().ok()?)));
        let (shown, last) = parts.ok_or_else(|| {
            Problem::new(
                "usage",
                said!(
                    "`{text}` is no cursor: take the one of an earlier answer",
                    "`{text}` 不是游标：请用先前回答中的游标"
                ),
            )
        })?;
        Ok(Cursor { shown, last })
    }

    fn text(self) -> String {
        format!("{}.{}", self.shown, self.last)
    }
}

struct Page {
    records: Vec<Arc<Record>>,
    cursor: Option<Cursor>,
    total: Option<usize>,
}

/// All records of a workflow, or pipeline, for which something holds and that whoever looks sees, in order of creation.
pub(super) fn all(state: &Eyes, rules: &Workflow, filter: Option<&Expr>) -> Result<Vec<Arc<Record>>, Problem> {
    let wanted = Wanted { rules, stage: None, filter: filter.cloned() };
    let mut records = Vec::new();
    each(state, rules, &wanted, None, &mut |_, record| {
        records.push(record);
        ControlFlow::Continue(())
    })?;
    Ok(records)
}

fn in_order(
    state: &Eyes,
    rules: &Workflow,
    wanted: &Wanted,
    limit: usize,
    cursor: Option<Cursor>,
) -> Result<Page, Problem> {
    let shown = cursor.map_or(0, |cursor| cursor.shown);
    let mut records: Vec<Arc<Record>> = Vec::new();
    let mut last = 0;
    let mut more = false;
    each(state, rules, wanted, cursor.map(|cursor| cursor.last), &mut |order, record| {
        if records.len() == limit {
            more = true;
            return ControlFlow::Break(());
        }
        records.push(record);
        last = order;
        ControlFlow::Continue(())
    })?;
    let shown = shown + records.len();
    Ok(Page { records, cursor: more.then_some(Cursor { shown, last }), total: (!more).then_some(shown) })
}

fn sorted(
    state: &Eyes,
    rules: &Workflow,
    wanted: &Wanted,
    (by, greatest_first): (&Expr, bool),
    limit: usize,
    cursor: Option<Cursor>,
) -> Result<Page, Problem> {
    let mut all: Vec<(Value, u64, Arc<Record>)> = Vec::new();
    let mut failed = None;
    each(state, rules, wanted, None, &mut |order, record| match asked_of(state, &record, &|frame| by.value(frame)) {
        Ok(value) => {
            all.push((value, order, record));
            ControlFlow::Continue(())
        }
        Err(fault) => {
            failed = Some(fault);
            ControlFlow::Break(())
        }
    })?;
    if let Some(fault) = failed {
        return Err(fault.into());
    }
    let value_order = |a: &Value, b: &Value| match greatest_first {
        false => compare(state, by.ty(), a, b),
        true => compare(state, by.ty(), b, a),
    };
    // Records without a value come last either way; equal ones stay in order of creation.
    all.sort_by(|(a, m, _), (b, n, _)| {
        a.is_none().cmp(&b.is_none()).then_with(|| value_order(a, b)).then_with(|| m.cmp(n))
    });
    let total = all.len();
    // Behind the last one shown; where that one has gone meanwhile, behind as many as were shown.
    let start = cursor.map_or(0, |cursor| {
        let found = all.iter().position(|(_, order, _)| *order == cursor.last);
        found.map_or(cursor.shown, |at| at + 1)
    });
    let end = start.saturating_add(limit).min(total);
    let page = all.get(start.min(end)..end).unwrap_or_default();
    let cursor = page.last().filter(|_| end < total).map(|(_, last, _)| Cursor { shown: end, last: *last });
    Ok(Page { records: page.iter().map(|(_, _, record)| record.clone()).collect(), cursor, total: Some(total) })
}

/// The order people expect: choices as they are written, everything else by value.
fn compare(state: &State, ty: &Type, a: &Value, b: &Value) -> Ordering {
    if let (Type::Choice(choices), Some(a), Some(b)) = (ty, a.as_text(), b.as_text()) {
        let rank = |id: &Id| {
            choices.values.iter().position(|(known, _)| known == id).map_or(Reverse(0), |at| {
                // Unknown ones first; the rest as written.
                Reverse(usize::MAX - at)
            })
        };
        return rank(a).cmp(&rank(b));
    }
    a.compare(b, &state.policy.calendar).unwrap_or(Ordering::Equal)
}

/// Visits the wanted records of a workflow in order of creation.
fn each(
    state: &Eyes,
    rules: &Workflow,
    wanted: &Wanted,
    after: Option<u64>,
    visit: &mut dyn FnMut(u64, Arc<Record>) -> ControlFlow<()>,
) -> Result<(), Problem> {
    let mut failed: Option<Problem> = None;
    state.each_of(&rules.id, after, &mut |order, id| {
        let step = (|| -> Result<ControlFlow<()>, Problem> {
            let Some(record) = state.record(&id)? else { return Ok(ControlFlow::Continue(())) };
            match wanted.holds(state, &record)? {
                true => Ok(visit(order, record)),
                false => Ok(ControlFlow::Continue(())),
            }
        })();
        step.unwrap_or_else(|problem| {
            failed = Some(problem);
            ControlFlow::Break(())
        })
    })?;
    failed.map_or(Ok(()), Err)
}

/// How many records stand in each stage of a workflow, and how many of them for too long.
pub(super) fn live(asked: &Asked, id: &str) -> Result<Json, Problem> {
    asked.look(|state| counted(state, id))
}

fn counted(state: &Eyes, id: &str) -> Result<Json, Problem> {
    let rules = workflow(state, id)?;
    let mut counts: BTreeMap<Id, (u64, u64)> = rules.stages.keys().map(|stage| (stage.clone(), (0, 0))).collect();
    let all = Wanted { rules, stage: None, filter: None };
    each(state, rules, &all, None, &mut |_, record| {
        for token in &record.tokens {
            let sla = token.timers.iter().find(|timer| &*timer.name == "sla");
            let (count, overdue) = counts.entry(token.stage.clone()).or_default();
            *count += 1;
            *overdue += u64::from(!record.is_closed() && sla.is_some_and(|sla| sla.is_up(state.now)));
        }
        ControlFlow::Continue(())
    })?;
    let stages: serde_json::Map<String, Json> = counts
        .into_iter()
        .map(|(stage, (count, overdue))| (stage.to_string(), json!({"count": count, "overdue": overdue})))
        .collect();
    Ok(json!({ "stages": stages }))
}

fn workflow<'s>(state: &'s State, id: &str) -> Result<&'s Workflow, Problem> {
    state.policy.workflow(id).ok_or_else(|| {
        let known: Vec<&str> = state.policy.flows().map(|rules| &**rules.name()).collect();
        not_found(said!("there is no workflow `{id}`; there are {}", "没有流程 `{id}`；有 {}", known.join(", ")))
    })
}

/// A record that is there for who looks.
pub(super) fn find(state: &Eyes, id: &str) -> Result<Arc<Record>, Problem> {
    let seen = state.record(id)?.filter(|record| state.sees(record));
    seen.ok_or_else(|| not_found(said!("there is no record {id}", "没有记录 {id}")))
}
