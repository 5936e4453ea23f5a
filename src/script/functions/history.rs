//! What has happened to this record: its stays in stages, its approvals.

use std::sync::Arc;

use super::{Function, Gives, Run, Takes, Touches, text_of, wrong};
use crate::{
    model::{
        Record, Type, Value,
        record::{ChainState, SeatState, Stay},
        time::{Duration, Timestamp},
    },
    script::{
        frame::{Fault, Frame},
        operate::time_fault,
    },
};

const STAGE: &[(&str, Takes)] = &[("stage", Takes::Stage)];
const STAY_OR_CLOCK: &[(&str, Takes)] = &[("stage", Takes::StageOrClock)];
const CHAIN: &[(&str, Takes)] = &[("chain", Takes::Chain)];

pub(super) static FUNCTIONS: &[Function] = &[
    make("entered", STAGE, Type::DateTime, |v, f| Ok(moment(stays(v, f)?.first().map(|stay| stay.entered))))
        .docs("When the stage was entered first.", "now - entered('proposal') > '5bd'"),
    make("last_entered", STAGE, Type::DateTime, |v, f| Ok(moment(stays(v, f)?.last().map(|stay| stay.entered))))
        .docs("When the stage was entered last.", "last_entered('review')"),
    make("exited", STAGE, Type::DateTime, |v, f| Ok(moment(stays(v, f)?.iter().filter_map(|stay| stay.left).max())))
        .docs("When the stage was left last; none if never.", "exited('proposal')"),
    make("time_in", STAGE, Type::Duration, |v, f| {
        let seconds = |stay: &&Stay| {
            let left = stay.left.unwrap_or(f.now);
            (left.as_second() - stay.entered.as_second()).max(0)
        };
        let total = stays(v, f)?.iter().map(seconds).sum();
        Ok(Value::Duration(Arc::new(Duration::seconds(total))))
    })
    .reads(Touches::HistoryAndNow)
    .docs("How long all stays in the stage were together, by the clock.", "time_in('legal') > '2d'"),
    make("times_entered", &[("stage", Takes::Stage), ("within", Takes::Duration)], Type::Number, times_entered)
        .optional(1)
        .reads(Touches::HistoryAndNow)
        .docs(
            "How often the stage was entered, in the last time if one is given.",
            "times_entered('rework', '15d') >= 3",
        ),
    make("changed_on", &[("field", Takes::Field)], Type::DateTime, |v, f| {
        let field = text_of(v, 0)?;
        let filled = |record: &&Record| record.fields.get(field).is_some_and(|value| !value.is_none());
        let at = f.record.and_then(|record| {
            let made = Some(record).filter(filled).map(|record| record.created_at);
            record.changes.get(field).copied().or(made)
        });
        Ok(moment(at))
    })
    .docs(
        "When a field took its present value: its last change, or the creation.",
        "days_since(changed_on('amount')) > 30",
    ),
    make("in_stage", STAGE, Type::Bool, |v, f| {
        let stage = text_of(v, 0)?;
        Ok(f.record.map_or(Value::None, |record| Value::Bool(record.is_in(stage))))
    })
    .docs("Whether a token stands in the stage.", "in_stage('delivery')"),
    make("visited", STAGE, Type::Bool, |v, f| Ok(Value::Bool(!stays(v, f)?.is_empty())))
        .docs("Whether the stage was ever entered.", "visited('negotiation')"),
    make("is_overdue", STAY_OR_CLOCK, Type::Bool, is_overdue).optional(1).reads(Touches::HistoryAndNow).docs(
        "Whether a token has stood in the stage longer than its sla, or the clock of that name is over its limit; \
         without a name: any of them.",
        "is_overdue('proposal')",
    ),
    make("decided_by", &[("chain", Takes::Chain), ("step", Takes::Text)], Type::Person, decided_by).docs(
        "Who decided a step of the chain's latest run; the last one, where several did.",
        "actor != decided_by('contract', 'legal')",
    ),
    make("approved_at", CHAIN, Type::DateTime, |v, f| {
        let chain = text_of(v, 0)?;
        let runs = f.record.map_or(&[][..], |record| &record.chains);
        let approved = runs.iter().rev().find(|run| run.chain == *chain && run.state == ChainState::Approved);
        Ok(moment(approved.and_then(|run| run.ended)))
    })
    .docs("When the chain last ended approved; none if never.", "approved_at('contract')"),
];

type Body = fn(&[Value], &Frame) -> Result<Value, Fault>;

const fn make(name: &'static str, takes: &'static [(&'static str, Takes)], gives: Type, run: Body) -> Function {
    Function::new("this record", name, takes, Gives::Is(gives), Run::Values(run)).reads(Touches::History)
}

fn moment(at: Option<Timestamp>) -> Value {
    at.map_or(Value::None, Value::Moment)
}

/// The stays in the stage of the first argument, oldest first.
fn stays<'a>(values: &[Value], frame: &Frame<'a>) -> Result<Vec<&'a Stay>, Fault> {
    let stage = text_of(values, 0)?;
    let all = frame.record.map_or(&[][..], |record: &'a Record| &record.stays);
    Ok(all.iter().filter(|stay| stay.stage == *stage).collect())
}

fn times_entered(values: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let stays = stays(values, frame)?;
    let since = match values.get(1) {
        None => None,
        Some(Value::Duration(back)) => Some(frame.context.calendar().sub(frame.now, back).map_err(time_fault)?),
        other => return Err(wrong(other, ("a length of time", "时长"))),
    };
    let counted = stays.iter().filter(|stay| since.is_none_or(|since| stay.entered >= since));
    Ok(Value::int(counted.count() as i64))
}

fn is_overdue(values: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let stage = match values.len() {
        0 => None,
        _ => Some(text_of(values, 0)?),
    };
    let Some(record) = frame.record else {
        return Ok(Value::None);
    };
    let stays = record.tokens.iter().map(|token| (&token.stage, &token.timers));
    let clocks = record.clocks.iter().map(|run| (&run.clock, &run.timers));
    let named = stays.chain(clocks).filter(|(name, _)| stage.is_none_or(|stage| **name == *stage));
    // Only the timer that says time is up knows what it is counted from.
    let late = named.flat_map(|(_, timers)| timers).any(|timer| timer.from.is_some() && timer.is_up(frame.now));
    Ok(Value::Bool(late))
}

fn decided_by(values: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let (chain, step) = (text_of(values, 0)?, text_of(values, 1)?);
    let runs = frame.record.map_or(&[][..], |record| &record.chains);
    let latest = runs.iter().rev().find(|run| run.chain == *chain);
    let steps = latest.map_or(&[][..], |run| &run.steps);
    let decided = steps
        .iter()
        .filter(|run| run.step == *step)
        .flat_map(|run| &run.seats)
        .filter_map(|seat| match &seat.state {
            SeatState::Decided { by, at, .. } => Some((at, by.person()?)),
            _ => None,
        })
        .max_by_key(|(at, _)| **at);
    Ok(decided.map_or(Value::None, |(_, person)| Value::Text(person.clone())))
}
