//! Why: what a record waits for and what keeps each of its moves from being made, from the engine's own evaluation.

use serde_json::{Value as Json, json};

use super::{Glass, Refused, View, moves, people, work::Work};
use crate::{
    model::{
        Actor, Code, Id, Record, Refusal, Said, Value, json,
        record::ChainRun,
        time::{Calendar, Timestamp},
    },
    policy::{Guard, Policy, Transition},
    said,
    script::{Condition, Expr, Fault, Frame},
};

/// Why a record stands where it stands.
#[derive(Clone, Debug)]
pub struct Why {
    /// Its stages.
    pub stages: Vec<Id>,
    /// Its outcome, where it has ended.
    pub outcome: Option<Id>,
    /// Whom it waits for.
    pub waiting: people::Waiting,
    /// Since when it stands there, or waits at its oldest open seat.
    pub since: Option<Timestamp>,
    /// Each way on from here.
    pub ways: Vec<Way>,
}

/// One transition as seen from where a record stands.
#[derive(Clone, Debug)]
pub struct Way {
    /// The transition.
    pub transition: Id,
    /// What people call it.
    pub title: String,
    /// Where it leads.
    pub to: Option<Id>,
    /// Whether it fires by itself.
    pub automatic: bool,
    /// Who may take it, as written.
    pub who: Vec<Id>,
    /// Whether all its conditions hold, nothing it asks is missing and no chain keeps it back.
    pub open: bool,
    /// Why it is not open, as the engine would refuse it.
    pub refusal: Option<Refused>,
    /// Its conditions, each with the values it saw.
    pub conditions: Vec<Check>,
}

/// A condition and how it stands.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was looked at.
    pub condition: Condition,
    /// Where it is written.
    pub place: Option<String>,
}

/// Why a record stands where it stands and what keeps it from moving on; of one transition, if named.
pub fn why(
    policy: &Policy,
    view: &dyn View,
    actor: &Actor,
    now: Timestamp,
    record: &str,
    transition: Option<&str>,
) -> Result<Why, Refused> {
    let work = Work::quiet(policy, view, actor.clone(), now);
    work.must_see(&record.into())?;
    let record = work.get(record)?;
    let rules = work.rules_of(&record)?;
    if let Some(named) = transition
        && rules.transition(named).is_none()
    {
        return Err(Refusal::new(
            Code::NotFound,
            said!("{} has no transition `{named}`", "{} 没有流转 `{named}`", rules.id),
        ));
    }
    let ways = rules
        .edges()
        .filter(|t| transition.map_or_else(|| t.from.iter().any(|from| record.is_in(from)), |named| &*t.id == named))
        .map(|transition| way(&work, &record, transition))
        .collect::<Result<Vec<_>, _>>()?;
    let seats = record.running().flat_map(ChainRun::open_seats).map(|(_, seat)| seat.since).min();
    Ok(Why {
        stages: record.stages().cloned().collect(),
        outcome: record.outcome.clone(),
        waiting: work.sight()?.waiting(&record, people::waiting(policy, view, &record, now)?)?,
        since: seats.or(record.tokens.iter().map(|token| token.entered).min()),
        ways,
    })
}

fn way(work: &Work, record: &Record, transition: &Transition) -> Result<Way, Refused> {
    let locals = moves::locals(transition, None, &Default::default());
    let mut conditions = Vec::new();
    for guard in &transition.when {
        let place = guard.is.place().map(|place| format!("{}:{}", place.file, place.line));
        let seen = work.said(record, &locals, |frame| Ok(guard.is.explain(frame)?))?;
        conditions.extend(seen.into_iter().map(|condition| Check { condition, place: place.clone() }));
    }
    let refusal = trial(work, record, transition).err();
    Ok(Way {
        transition: transition.id.clone(),
        title: transition.title.clone(),
        to: transition.to.single().cloned(),
        automatic: transition.by_itself(),
        who: transition.who.as_ref().map_or(vec!["owner".into()], |who| who.iter().map(|p| p.text.clone()).collect()),
        open: refusal.is_none(),
        refusal,
        conditions,
    })
}

/// Takes the transition in a work of its own and throws it away: the engine's own answer, with nothing asked filled in.
fn trial(work: &Work, record: &Record, transition: &Transition) -> Result<(), Refused> {
    let token = record.tokens.iter().find(|token| transition.from.contains(&token.stage));
    let Some(token) = token else {
        return Err(Refusal::new(
            Code::NotInStage,
            said!("`{}` does not begin here", "`{}` 不能从这里开始", transition.id),
        ));
    };
    if let Some(run) = record.chain_on(token.id).filter(|_| !transition.anywhere && !transition.is_timed()) {
        return Err(Refusal::new(
            Code::Waiting,
            said!("approval `{}` of `{}` runs", "`{1}` 的审批链 `{0}` 正在进行", run.chain, run.transition),
        ));
    }
    if transition.is_timed() && !super::timers::is_due(token, transition, work.now) {
        let due = super::timers::due_of(token, transition).filter(|timer| !timer.fired);
        let due = due.map(|timer| work.policy.calendar.format_timestamp(timer.due));
        return Err(match due {
            Some(due) => Refusal::new(Code::Waiting, said!("it fires by itself at {due}", "到 {due} 会自动发生"))
                .with("due", due),
            None => Refusal::new(
                Code::Waiting,
                ("no timer was set for it when this stage was entered", "进入本阶段时没有为它设定定时"),
            ),
        });
    }
    let locals = moves::locals(transition, None, &Default::default());
    if let Some(tried) = work.tried_from_elsewhere(record, work.same(record, transition)?, token) {
        return tried;
    }
    work.pass(&transition.when, record, &locals)?;
    if let Some(run) = moves::tried(record, token, transition).filter(|_| transition.auto) {
        return Err(Refusal::new(Code::Waiting, {
            let state = run.state.said();
            said!("it was {state} and is not tried again in this stay", "它{state}，本次停留不再重试"; state)
        }));
    }
    if !transition.ask.is_empty() {
        // What it asks is for the person to say; whether the rest holds shows when they do.
        return Ok(());
    }
    let mut dry = Work::quiet(work.policy, work.view, Actor::Policy, work.now);
    dry.reader = work.reader.clone();
    let found = dry.would_take(record, dry.same(record, transition)?)?;
    dry.set_out(&record.id, &found, Default::default())?;
    dry.finish().map(drop)
}

/// The refusal of a condition that does not hold.
pub(super) fn unmet(guard: &Guard, frame: &Frame) -> Result<Refused, Refused> {
    let message = match &guard.otherwise {
        Some(otherwise) => Said::own(otherwise.render(frame)?),
        None => said!("this does not hold: {}", "条件不成立：{}", guard.is.text()),
    };
    with_conditions(Refusal::new(Code::Guard, message), &guard.is, frame)
}

/// The refusal with the condition, its place, and what each part of it saw.
pub(super) fn with_conditions(refusal: Refused, expr: &Expr, frame: &Frame) -> Result<Refused, Refused> {
    let calendar = frame.context.calendar();
    let parts: Vec<Json> = expr.explain(frame)?.iter().map(|part| condition_json(part, calendar)).collect();
    let refusal = refusal.with("condition", expr.text()).with("parts", parts);
    Ok(match expr.place() {
        Some(place) => refusal.with("place", format!("{}:{}:{}", place.file, place.line, place.column)),
        None => refusal,
    })
}

/// A condition as programs read it.
fn condition_json(condition: &Condition, calendar: &Calendar) -> Json {
    let seen: serde_json::Map<String, Json> =
        condition.seen.iter().map(|(name, value)| (name.clone(), json::write(value, calendar))).collect();
    json!({
        "text": condition.text,
        "holds": condition.holds,
        "seen": seen,
        "distance": condition.distance,
        "blank": condition.blank,
    })
}

impl Check {
    /// As programs read it.
    pub fn to_json(&self, calendar: &Calendar) -> Json {
        let mut json = condition_json(&self.condition, calendar);
        json["place"] = self.place.clone().map_or(Json::Null, Json::String);
        json
    }
}

impl<'a> Work<'a> {
    /// The same transition, borrowed from the policy for as long as the work lasts.
    fn same(&self, record: &Record, transition: &Transition) -> Result<&'a Transition, Refused> {
        let rules = self.rules_of(record)?;
        rules
            .edge(&transition.id, transition.edge)
            .ok_or_else(|| Refusal::new(Code::NotFound, ("no such transition", "没有这个流转")))
    }
}

/// How a record is called in lists; its id where its label fails.
pub fn label(policy: &Policy, view: &dyn View, record: &Record, now: Timestamp) -> String {
    let glass = Glass { policy, view };
    let Some(rules) = policy.rules_of(record) else {
        return record.id.to_string();
    };
    let frame = glass.frame(Some(record), &[], now);
    super::effects::label(rules, record, &frame).unwrap_or_else(|_: Fault| record.id.to_string())
}

/// A record's fields as people and programs see them: computed ones included, in the order of the workflow.
pub fn fields(policy: &Policy, view: &dyn View, record: &Record, now: Timestamp) -> Vec<(Id, Value)> {
    let glass = Glass { policy, view };
    let Some(rules) = policy.rules_of(record) else {
        return record.fields.filled().map(|(id, value)| (id.clone(), value.clone())).collect();
    };
    let frame = glass.frame(Some(record), &[], now);
    let value = |slot: usize| {
        let field = &rules.fields[slot];
        match rules.lines.get(&field.id) {
            Some(lines) => super::rows::shown(lines, record, &frame),
            // A formula that fails shows as empty here; whatever needs it is refused with the reason.
            None if field.is_computed() => crate::script::Context::formula(&glass, slot, &frame).unwrap_or(Value::None),
            None => record.fields.at(slot).clone(),
        }
    };
    rules.fields.iter().enumerate().map(|(slot, field)| (field.id.clone(), value(slot))).collect()
}

/// A fault is a refusal: the record stays as it was.
impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        use crate::script::FaultKind;
        let code = match fault.0.kind {
            FaultKind::NoDecision => Code::NoDecision,
            FaultKind::Unique => Code::Unique,
            FaultKind::Range => Code::InvalidValue,
            _ => Code::Fault,
        };
        let seen: serde_json::Map<String, Json> =
            fault.0.seen.iter().map(|(name, value)| (name.clone(), json!(value.to_string()))).collect();
        let refusal = Refusal::new(code, fault.said()).with("kind", fault.0.kind.word()).with("seen", seen);
        match &fault.0.place {
            Some(place) => refusal
                .with("file", &*place.file)
                .with("line", place.line)
                .with("column", place.column)
                .with("expression", &*place.text),
            None => refusal,
        }
    }
}
