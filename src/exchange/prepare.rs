//! A row of a file as an order for the desk: mapped, cleaned, looked at by the mapping's own rules.

use serde_json::Value as Json;

use super::{clean::clean_all, dates::Pattern, mapping::Fit, read::Row};
use crate::{
    desk::State,
    engine,
    model::{
        Actor, Id, Record, Type, Value,
        command::{self, RowMove, With},
        json,
        time::{Calendar, Timestamp},
    },
    policy::{ImportMove, Policy},
    script::{Fault, Frame},
};

/// What rows are looked at with.
pub(super) struct Look<'a> {
    pub policy: &'a Policy,
    /// The records as they stand.
    pub state: &'a State,
    pub actor: &'a Actor,
    pub now: Timestamp,
}

/// The order a row stands for, or why it is not taken.
pub(super) fn prepare(fit: &Fit<'_>, row: &Row, look: &Look<'_>) -> Result<command::Row, String> {
    if let Some(wrong) = &row.wrong {
        return Err(wrong.clone());
    }
    let (with, unread) = map(fit, row, &look.policy.calendar);
    let (mut created, mut moves) = (None, Vec::new());
    if fit.looks {
        let looking = Looking { fit, look, draft: draft(fit, &with, look)?, locals: locals(fit, row) };
        looking.refuse()?;
        created = looking.moment("created", fit.import.created.as_ref())?;
        for step in &fit.import.moves {
            moves.extend(looking.step(step)?);
        }
    }
    match unread.is_empty() {
        false => Err(unread.join("; ")),
        true => Ok(command::Row {
            workflow: fit.import.workflow.clone(),
            with,
            key: fit.import.key.clone(),
            on_double: fit.import.on_double,
            created,
            moves,
        }),
    }
}

/// The cleaned fields, and what could not be read as the mapping says. Of two columns for one field the first that
/// holds something counts.
fn map(fit: &Fit<'_>, row: &Row, calendar: &Calendar) -> (With, Vec<String>) {
    let (mut with, mut unread) = (With::new(), Vec::new());
    for column in &fit.columns {
        let taken = with.iter().any(|(to, value): (&Id, &Json)| field_of(to) == &*column.field && !is_blank(value));
        if taken {
            continue;
        }
        with.retain(|to, _| field_of(to) != &*column.field);
        let mut value = row.cells[column.at].clone();
        if !column.clean.is_empty()
            && let Some(text) = text_of(&value)
        {
            value = Json::String(clean_all(&text, column.clean));
        }
        if column.is_day
            && let Json::String(text) = &value
            && !text.trim().is_empty()
        {
            match day(text, fit.dates.as_ref(), calendar) {
                Some(iso) => value = Json::String(iso),
                None => {
                    unread.push(format!("{}: {}", column.field, no_day(text, fit.dates.as_ref())));
                    value = Json::Null;
                }
            }
        }
        with.insert(column.to.clone(), value);
    }
    (with, unread)
}

fn field_of(to: &str) -> &str {
    to.split_once('.').map_or(to, |(field, _)| field)
}

fn is_blank(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// `row.x` for the mapping's expressions: text without blanks around it; none where there is nothing.
fn locals(fit: &Fit<'_>, row: &Row) -> Vec<Value> {
    let local = |at: &usize| match text_of(&row.cells[*at]) {
        Some(text) if !text.trim().is_empty() => Value::text(text.trim()),
        _ => Value::None,
    };
    fit.row.iter().map(local).collect()
}

fn draft(fit: &Fit<'_>, with: &With, look: &Look<'_>) -> Result<Record, String> {
    engine::draft(look.policy, look.state, look.actor, look.now, &fit.import.workflow, with)
        .map_err(|refusal| refusal.message.into())
}

/// One row before the mapping's expressions.
struct Looking<'a> {
    fit: &'a Fit<'a>,
    look: &'a Look<'a>,
    draft: Record,
    locals: Vec<Value>,
}

impl Looking<'_> {
    fn with_frame<T>(&self, ask: impl FnOnce(&Frame<'_>) -> Result<T, Fault>) -> Result<T, String> {
        let glass = engine::Glass { policy: self.look.policy, view: self.look.state };
        let frame = glass.frame(Some(&self.draft), &self.locals, self.look.now);
        ask(&Frame { actor: self.look.actor, ..frame }).map_err(|fault| fault.to_string())
    }

    /// The reason of the first `reject` that holds, as an error.
    fn refuse(&self) -> Result<(), String> {
        for reject in &self.fit.import.reject {
            if self.with_frame(|frame| reject.when.holds(frame))? != Some(true) {
                continue;
            }
            return Err(match &reject.otherwise {
                Some(otherwise) => self.with_frame(|frame| otherwise.render(frame))?,
                None => format!("rejected: {}", reject.when.text()),
            });
        }
        Ok(())
    }

    fn step(&self, step: &ImportMove) -> Result<Option<RowMove>, String> {
        if let Some(when) = &step.when
            && self.with_frame(|frame| when.holds(frame))? != Some(true)
        {
            return Ok(None);
        }
        let mut with = With::new();
        for (id, value) in &step.with {
            let value = self.with_frame(|frame| value.value(frame))?;
            with.insert(id.clone(), self.answer(step, id, value)?);
        }
        let at = self.moment(&step.to, step.at.as_ref())?;
        Ok(Some(RowMove { to: step.to.clone(), at, with }))
    }

    /// What is asked while moving, as raw as a person gives it.
    fn answer(&self, step: &ImportMove, id: &Id, value: Value) -> Result<Json, String> {
        let calendar = &self.look.policy.calendar;
        let is_day = self.look.policy.workflow(&self.fit.import.workflow).is_some_and(|workflow| {
            let ask = workflow.transition(&step.to).and_then(|to| to.ask.iter().find(|ask| ask.id == *id));
            ask.is_some_and(|ask| matches!(ask.ty, Type::Date | Type::DateTime))
        });
        match (&value, &self.fit.dates) {
            (Value::Text(text), dates) if is_day && !text.trim().is_empty() => day(text, dates.as_ref(), calendar)
                .map(Json::String)
                .ok_or_else(|| format!("{id}: {}", no_day(text, dates.as_ref()))),
            _ => Ok(json::write(&value, calendar)),
        }
    }

    fn moment(&self, what: &str, expr: Option<&crate::script::Expr>) -> Result<Option<Timestamp>, String> {
        let Some(expr) = expr else { return Ok(None) };
        let calendar = &self.look.policy.calendar;
        let dates = self.fit.dates.as_ref();
        match self.with_frame(|frame| expr.value(frame))? {
            Value::None => Ok(None),
            Value::Moment(at) => Ok(Some(at)),
            Value::Date(date) => Ok(Some(calendar.start_of_day(date))),
            Value::Text(text) if text.trim().is_empty() => Ok(None),
            Value::Text(text) => day(&text, dates, calendar)
                .and_then(|iso| calendar.parse_timestamp(&iso).ok())
                .map(Some)
                .ok_or_else(|| format!("{what}: {}", no_day(&text, dates))),
            other => Err(format!("{what}: `{other}` is no date")),
        }
    }
}

/// A date or moment in ISO form, as written there or in ISO already.
fn day(text: &str, dates: Option<&Pattern>, calendar: &Calendar) -> Option<String> {
    let written_there = dates.and_then(|dates| dates.read(text)).filter(|iso| calendar.parse_timestamp(iso).is_ok());
    written_there.or_else(|| calendar.parse_timestamp(text).is_ok().then(|| text.trim().to_owned()))
}

fn no_day(text: &str, dates: Option<&Pattern>) -> String {
    let like = dates.map_or("2026-03-02", Pattern::text);
    format!("`{text}` is no date like {like}")
}
