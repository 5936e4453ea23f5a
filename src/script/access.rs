//! Reading the world: fields, what every record has, other records, rows. Both the closures and the slow evaluator
//! come through here; what differs between them is only how a part is evaluated.

use std::{cmp::Ordering, sync::Arc};

use rust_decimal::Decimal;

use super::{
    frame::{Fault, FaultKind, Frame},
    functions,
    node::{Fold, Meta, Source},
    operate,
    syntax::Operator,
    tri::Tri,
};
use crate::{
    model::{
        Actor, Id, Record, Row, Type, Value, number,
        row::RowPlace,
        time::{Duration, Period},
    },
    said,
};

/// Something that can be evaluated on a frame.
pub trait Evaluate {
    /// Its value.
    fn value(&self, frame: &Frame) -> Result<Value, Fault>;
    /// Whether it holds.
    fn test(&self, frame: &Frame) -> Result<Tri, Fault>;
}

/// Evaluates on the record around a row.
pub fn around<T>(frame: &Frame, missing: T, read: impl FnOnce(&Frame) -> Result<T, Fault>) -> Result<T, Fault> {
    match frame.around {
        Some(around) => read(around),
        None => Ok(missing),
    }
}

/// Evaluates on the record as it was.
pub fn before<T>(frame: &Frame, missing: T, read: impl FnOnce(&Frame) -> Result<T, Fault>) -> Result<T, Fault> {
    match frame.old {
        Some(old) => read(&Frame { record: Some(old), old: None, ..*frame }),
        None => Ok(missing),
    }
}

/// Evaluates on the record an id names; what is missing where there is none, or one of another workflow.
pub fn through<T>(
    frame: &Frame,
    id: &Value,
    workflow: Option<&str>,
    missing: T,
    read: impl FnOnce(&Frame) -> Result<T, Fault>,
) -> Result<T, Fault> {
    if let (Value::Row(row), Some(kind)) = (id, workflow) {
        return on_row(frame, row, kind, read);
    }
    let Value::Text(id) = id else {
        return Ok(missing);
    };
    match frame.context.record(id)? {
        Some(record) if workflow.is_none_or(|w| *record.workflow == *w) => {
            let here: Frame<'_> = *frame;
            read(&here.on(&record))
        }
        _ => Ok(missing),
    }
}

/// A field of the frame's record.
pub fn field(frame: &Frame, slot: usize, computed: bool) -> Result<Value, Fault> {
    match (frame.record, computed) {
        (None, _) => Ok(Value::None),
        (Some(_), true) => frame.context.formula(slot, frame),
        (Some(record), false) => Ok(record.fields.at(slot).clone()),
    }
}

/// The line items of the frame's record, each knowing whose it is.
pub fn lines(frame: &Frame, slot: usize, kind: &Id) -> Value {
    let Some(record) = frame.record else {
        return Value::None;
    };
    let placed = |item: &Value| match item {
        Value::Row(row) => {
            let place = Some(RowPlace { record: record.id.clone(), kind: kind.clone() });
            Value::Row(Arc::new(Row { place, ..Row::clone(row) }))
        }
        other => other.clone(),
    };
    match record.fields.at(slot) {
        Value::List(items) => Value::List(items.iter().map(placed).collect()),
        _ => Value::List(Arc::new([])),
    }
}

/// Evaluates on a line item: its columns are bare, the frame's record is around it.
pub fn on_row<T>(
    frame: &Frame,
    row: &Row,
    kind: &str,
    read: impl FnOnce(&Frame) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let layout = frame.context.columns(kind).unwrap_or_default();
    let inside = row.as_record(&layout);
    read(&Frame { record: Some(&inside), around: Some(frame), old: None, ..*frame })
}

/// Evaluates on one of some rows, as an effect's `each` goes over them: a line item, a record, or an element of a list,
/// which is the local behind those of the frame. A record that is gone is passed over.
pub fn standing_on<T: Default>(
    over: &Type,
    item: &Value,
    frame: &Frame,
    read: &mut dyn FnMut(&Frame) -> Result<T, Fault>,
) -> Result<T, Fault> {
    match (over, item) {
        (Type::Rows(kind), Value::Row(row)) => on_row(frame, row, kind, read),
        (Type::Rows(_), Value::Text(id)) => match frame.context.record(id)? {
            Some(record) => read(&Frame { record: Some(&record), around: Some(frame), old: None, ..*frame }),
            None => Ok(T::default()),
        },
        _ => on_element(frame, frame.locals.len(), item, read),
    }
}

/// The nearest record of a workflow above the frame's.
pub fn parent(frame: &Frame, workflow: &str) -> Result<Value, Fault> {
    let mut above = frame.record.and_then(|record| record.parent.clone());
    for _ in 0..ABOVE_MAX {
        let Some(id) = above else { return Ok(Value::None) };
        match frame.context.record(&id)? {
            Some(record) if *record.workflow == *workflow => return Ok(Value::Text(id)),
            Some(record) => above = record.parent.clone(),
            None => return Ok(Value::None),
        }
    }
    Ok(Value::None)
}

/// What every record has.
pub fn meta(frame: &Frame, what: Meta) -> Result<Value, Fault> {
    let Some(record) = frame.record else {
        return Ok(Value::None);
    };
    let text = |id: Option<&Id>| id.cloned().map_or(Value::None, Value::Text);
    Ok(match what {
        Meta::Id => Value::Text(record.id.clone()),
        Meta::Workflow => Value::Text(record.workflow.clone()),
        Meta::Pipeline => Value::Text(record.pipeline().clone()),
        Meta::Stage => text(record.stages().next()),
        Meta::Stages => Value::List(record.stages().cloned().map(Value::Text).collect()),
        Meta::Outcome => text(record.outcome.as_ref()),
        Meta::Version => Value::Number(record.version.into()),
        Meta::CreatedAt => Value::Moment(record.created_at),
        Meta::CreatedBy => actor(&record.created_by),
        Meta::ChangedAt => Value::Moment(record.changed_at),
        Meta::Label => Value::text(frame.context.label(record, frame)?),
    })
}

/// Who acts, as a value: a person's id, or `policy`.
pub fn actor(actor: &Actor) -> Value {
    match actor {
        Actor::Person(id) => Value::Text(id.clone()),
        Actor::Policy => Value::text("policy"),
    }
}

/// How the latest run of a chain stands; none where it never ran.
pub fn approval(frame: &Frame, chain: &str) -> Value {
    let runs = frame.record.map_or(&[][..], |record: &Record| &record.chains);
    let latest = runs.iter().rev().find(|run| *run.chain == *chain);
    latest.map_or(Value::None, |run| Value::text(run.state.word()))
}

/// What was filled in as a task was done last, or is being done; none where it never was.
pub fn form(frame: &Frame, task: &str, id: &str) -> Value {
    let runs = frame.record.map_or(&[][..], |record: &Record| &record.work);
    let filled = runs.iter().rev().filter(|run| *run.task == *task).find_map(|run| run.form.get(id));
    filled.cloned().unwrap_or_default()
}

/// Whether a token of the frame's record is in a stage; unknown where there is no record or no stage.
pub fn in_stage(frame: &Frame, stage: &Value) -> Tri {
    match (frame.record, stage) {
        (Some(record), Value::Text(stage)) => Tri::from(record.is_in(stage)),
        _ => Tri::Unknown,
    }
}

/// An attribute of a person or unit.
pub fn attribute(frame: &Frame, of: &Value, name: &str, person: bool) -> Value {
    match (of, person) {
        (Value::Text(id), true) => frame.context.org().attribute(id, name),
        (Value::Text(id), false) => frame.context.org().unit_attribute(id, name),
        _ => Value::None,
    }
}

/// The answer of a table or decision, or the asked output of it; none where nothing matched.
pub fn table(frame: &Frame, name: &str, arguments: &[Value], output: Option<usize>) -> Result<Value, Fault> {
    frame.context.table(name, arguments, output, frame)
}

/// One of the values an answer is made of; of each of several answers.
pub fn part(answer: &Value, at: usize, each: bool) -> Value {
    match answer {
        Value::List(answers) if each => Value::List(answers.iter().map(|answer| part(answer, at, false)).collect()),
        Value::List(outputs) => outputs.get(at).cloned().unwrap_or_default(),
        _ => Value::None,
    }
}

/// A figure.
pub fn figure(frame: &Frame, name: &str, by: &[(Id, Value)], period: Option<&Value>) -> Result<Value, Fault> {
    let period: Option<Period> = match period {
        Some(Value::Text(text)) => Some(functions::period(text, frame)?),
        Some(Value::None) | None => None,
        Some(other) => {
            let message = said!("`{other}` is no period", "`{other}` 不是期间");
            return Err(Fault::new(FaultKind::Argument, message));
        }
    };
    frame.context.figure(name, by, period.as_ref())
}

/// Calls a function of the language.
pub fn call(function: &functions::Function, arguments: &[Value], frame: &Frame) -> Result<Value, Fault> {
    match function.run {
        functions::Run::Values(_) if arguments.iter().any(Value::is_none) => Ok(Value::None),
        functions::Run::Values(body) | functions::Run::Blank(body) => body(arguments, frame),
        functions::Run::Special => {
            Err(Fault::new(FaultKind::Missing, said!("`{}` has no body", "`{}` 没有函数体", function.name)))
        }
    }
}

/// A value read as one of a type: what a script function gave, a moment as a day.
pub fn read_as(value: Value, ty: &Type, frame: &Frame) -> Result<Value, Fault> {
    let calendar = frame.context.calendar();
    let unfit = |value: &Value| {
        let wanted = ty.said();
        let message = said!("`{value}` is no {wanted}", "`{value}` 不是{wanted}"; wanted);
        Fault::new(FaultKind::Argument, message)
    };
    Ok(match (ty, value) {
        (_, Value::None) => Value::None,
        (Type::Any, value) => value,
        (Type::Number | Type::Money | Type::Percent, value @ Value::Number(_)) => value,
        // What comes from outside may write a number as text, and a number where an id is wanted.
        (Type::Number | Type::Money | Type::Percent, Value::Text(text)) => match number::parse(&text) {
            Some(number) => Value::Number(number),
            None => return Err(unfit(&Value::Text(text))),
        },
        (Type::Text | Type::Ref(_), Value::Number(number)) => Value::Text(number::plain(number).into()),
        (Type::Bool, value @ Value::Bool(_)) => value,
        (Type::Date, value @ Value::Date(_)) => value,
        (Type::Date, Value::Moment(at)) => Value::Date(calendar.local_date(at)),
        (Type::Date, Value::Text(text)) => match calendar.parse_date(&text) {
            Ok(date) => Value::Date(date),
            Err(_) => return Err(unfit(&Value::Text(text))),
        },
        (Type::DateTime, value @ Value::Moment(_)) => value,
        (Type::DateTime, Value::Date(date)) => Value::Moment(calendar.start_of_day(date)),
        (Type::DateTime, Value::Text(text)) => match calendar.parse_timestamp(&text) {
            Ok(at) => Value::Moment(at),
            Err(_) => return Err(unfit(&Value::Text(text))),
        },
        (Type::Duration, value @ Value::Duration(_)) => value,
        (Type::Duration, Value::Text(text)) => match Duration::parse(&text) {
            Ok(duration) => Value::Duration(Arc::new(duration)),
            Err(_) => return Err(unfit(&Value::Text(text))),
        },
        (Type::Choice(choices), Value::Text(id)) if choices.has(&id) => Value::Text(id),
        (Type::Choice(choices), Value::Text(text)) => {
            let titled = choices.values.iter().find(|(_, title)| **title == *text);
            match titled {
                Some((id, _)) => Value::Text(id.clone()),
                None => return Err(unfit(&Value::Text(text))),
            }
        }
        (Type::Text | Type::Person | Type::Unit | Type::Role | Type::Ref(_), value @ Value::Text(_)) => value,
        (Type::List(of), Value::List(items)) => {
            let read = items.iter().map(|item| read_as(item.clone(), of, frame));
            Value::List(read.collect::<Result<Vec<_>, _>>()?.into())
        }
        (Type::List(of), one) => Value::List(Arc::new([read_as(one, of, frame)?])),
        (_, other) => return Err(unfit(&other)),
    })
}

/// How many records above or below one are looked through: a bound, should they ever stand in a ring.
const ABOVE_MAX: usize = 64;

/// The records of a workflow below a record, nearest first.
fn descendants(frame: &Frame, id: &Id, workflow: &str) -> Result<Vec<Arc<Record>>, Fault> {
    let mut found = Vec::new();
    let mut level = vec![id.clone()];
    for _ in 0..ABOVE_MAX {
        let mut next = Vec::new();
        for id in &level {
            for child in frame.context.all_children(id)? {
                next.push(child.id.clone());
                if *child.workflow == *workflow {
                    found.push(child);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        level = next;
    }
    Ok(found)
}

/// Whether to look at the next row.
enum Next {
    Go,
    Stop,
}

/// Visits rows, each on its own frame.
fn visit<E: Evaluate>(
    source: &Source<E>,
    frame: &Frame,
    each: &mut dyn FnMut(&Frame, &Value) -> Result<Next, Fault>,
) -> Result<Next, Fault> {
    match source {
        Source::Children(workflow) => match frame.record {
            Some(record) => {
                let rows = frame.context.children(&record.id, workflow)?;
                visit_records(&rows, frame, each)
            }
            None => Ok(Next::Go),
        },
        Source::Records(workflow) => {
            let rows = frame.context.records(workflow)?;
            visit_records(&rows, frame, each)
        }
        Source::List(list, slot) => {
            let Value::List(items) = list.value(frame)? else {
                return Ok(Next::Go);
            };
            let mut locals = frame.locals.to_vec();
            locals.resize(slot + 1, Value::None);
            for item in items.iter() {
                locals[*slot] = item.clone();
                let line = Frame { locals: &locals, ..*frame };
                if let Next::Stop = each(&line, item)? {
                    return Ok(Next::Stop);
                }
            }
            Ok(Next::Go)
        }
        Source::Descendants(workflow) => match frame.record {
            Some(record) => visit_records(&descendants(frame, &record.id, workflow)?, frame, each),
            None => Ok(Next::Go),
        },
        Source::Lines(lines, kind) => {
            let lines = lines.value(frame)?;
            for item in lines.items() {
                let next = match item {
                    Value::Row(row) => on_row(frame, row, kind, |inside| each(inside, item))?,
                    item => on_item(source, frame, item, each)?,
                };
                if let Next::Stop = next {
                    return Ok(Next::Stop);
                }
            }
            Ok(Next::Go)
        }
        Source::Sorted(rows, by) => {
            let mut all: Vec<(Value, Value)> = Vec::new();
            visit(rows, frame, &mut |row, item| {
                all.push((by.value(row)?, item.clone()));
                Ok(Next::Go)
            })?;
            let calendar = frame.context.calendar();
            all.sort_by(|(a, _), (b, _)| match (a.is_none(), b.is_none()) {
                (false, false) => a.compare(b, calendar).unwrap_or(Ordering::Equal),
                (a, b) => a.cmp(&b),
            });
            for (_, item) in &all {
                if let Next::Stop = on_item(rows, frame, item, each)? {
                    return Ok(Next::Stop);
                }
            }
            Ok(Next::Go)
        }
        Source::Where(rows, condition) => visit(rows, frame, &mut |row, item| match condition.test(row)? {
            Tri::True => each(row, item),
            _ => Ok(Next::Go),
        }),
    }
}

/// Visits one row that a source has given.
fn on_item<E: Evaluate>(
    source: &Source<E>,
    frame: &Frame,
    item: &Value,
    each: &mut dyn FnMut(&Frame, &Value) -> Result<Next, Fault>,
) -> Result<Next, Fault> {
    match (source, item) {
        (Source::Where(inner, _) | Source::Sorted(inner, _), _) => on_item(inner, frame, item, each),
        (Source::Lines(_, kind), Value::Row(row)) => on_row(frame, row, kind, |inside| each(inside, item)),
        (Source::List(_, slot), _) => on_element(frame, *slot, item, |line| each(line, item)),
        (_, Value::Text(id)) => match frame.context.record(id)? {
            Some(record) => visit_records(&[record], frame, each),
            None => Ok(Next::Go),
        },
        _ => Ok(Next::Go),
    }
}

/// Evaluates on an element of a list, which is the local in a slot.
pub fn on_element<T>(
    frame: &Frame,
    slot: usize,
    item: &Value,
    read: impl FnOnce(&Frame) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut locals = frame.locals.to_vec();
    locals.resize(slot + 1, Value::None);
    locals[slot] = item.clone();
    read(&Frame { locals: &locals, ..*frame })
}

fn visit_records(
    rows: &[Arc<Record>],
    frame: &Frame,
    each: &mut dyn FnMut(&Frame, &Value) -> Result<Next, Fault>,
) -> Result<Next, Fault> {
    for row in rows {
        let inside = Frame { record: Some(row), around: Some(frame), old: None, ..*frame };
        if let Next::Stop = each(&inside, &Value::Text(row.id.clone()))? {
            return Ok(Next::Stop);
        }
    }
    Ok(Next::Go)
}

/// The ids of rows.
pub fn rows<E: Evaluate>(source: &Source<E>, frame: &Frame) -> Result<Value, Fault> {
    let mut ids = Vec::new();
    visit(source, frame, &mut |_, id| {
        ids.push(id.clone());
        Ok(Next::Go)
    })?;
    Ok(Value::List(ids.into()))
}

/// What is made of rows.
pub fn fold<E: Evaluate>(fold: Fold, source: &Source<E>, what: Option<&E>, frame: &Frame) -> Result<Value, Fault> {
    let value = |row: &Frame, item: &Value| match what {
        Some(what) => what.value(row),
        None => Ok(item.clone()),
    };
    match fold {
        Fold::Count => {
            let mut count = 0i64;
            visit(source, frame, &mut |_, _| {
                count += 1;
                Ok(Next::Go)
            })?;
            Ok(Value::int(count))
        }
        Fold::Sum | Fold::Average => {
            let (mut sum, mut count) = (Decimal::ZERO, 0i64);
            visit(source, frame, &mut |row, item| {
                match value(row, item)? {
                    Value::None => {}
                    Value::Number(n) => {
                        let total = operate::numbers(Operator::Add, sum, n, false)?;
                        sum = total.unwrap_or(sum);
                        count += 1;
                    }
                    other => {
                        let message = said!("`{other}` is no number", "`{other}` 不是数字");
                        return Err(Fault::new(FaultKind::Argument, message));
                    }
                }
                Ok(Next::Go)
            })?;
            match (fold, count) {
                (Fold::Sum, _) => Ok(Value::Number(sum)),
                (_, 0) => Ok(Value::None),
                _ => {
                    let mean = operate::numbers(Operator::Divide, sum, count.into(), false)?;
                    Ok(mean.map_or(Value::None, Value::Number))
                }
            }
        }
        Fold::Min | Fold::Max => {
            let mut best = Value::None;
            visit(source, frame, &mut |row, item| {
                let next = value(row, item)?;
                if !next.is_none() {
                    let pair = [std::mem::take(&mut best), next];
                    let start = usize::from(pair[0].is_none());
                    best = functions::extreme(&pair[start..], frame, fold == Fold::Min)?;
                }
                Ok(Next::Go)
            })?;
            Ok(best)
        }
        Fold::Any | Fold::All => {
            let any = fold == Fold::Any;
            let mut answer = Tri::from(!any);
            visit(source, frame, &mut |row, _| {
                match what.map_or(Ok(Tri::True), |what| what.test(row))? {
                    Tri::Unknown => answer = Tri::Unknown,
                    Tri::True if any => {
                        answer = Tri::True;
                        return Ok(Next::Stop);
                    }
                    Tri::False if !any => {
                        answer = Tri::False;
                        return Ok(Next::Stop);
                    }
                    _ => {}
                }
                Ok(Next::Go)
            })?;
            Ok(answer.value())
        }
        Fold::First | Fold::Last | Fold::Only => {
            let (mut found, mut count) = (Value::None, 0);
            visit(source, frame, &mut |_, item| {
                found = item.clone();
                count += 1;
                Ok(match (fold, count) {
                    (Fold::First, _) | (Fold::Only, 2) => Next::Stop,
                    _ => Next::Go,
                })
            })?;
            match (fold, count) {
                (Fold::Only, 2) => Err(Fault::new(
                    FaultKind::Several,
                    ("`find` has found more than one record", "`find` 找到了多条记录"),
                )),
                _ => Ok(found),
            }
        }
        Fold::Distinct | Fold::Collect => {
            let mut all: Vec<Value> = Vec::new();
            visit(source, frame, &mut |row, item| {
                let next = value(row, item)?;
                let known = fold == Fold::Distinct && all.contains(&next);
                if !next.is_none() && !known {
                    all.push(next);
                }
                Ok(Next::Go)
            })?;
            Ok(Value::List(all.into()))
        }
    }
}
