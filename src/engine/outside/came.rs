//! An event comes in: written down once, with the keys by which it is known again; kept or dropped where nobody takes it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::listeners;
use crate::{
    engine::{Glass, Refused, View, timers, work::Work},
    model::{
        Actor, Body, Id, Row, Value,
        command::With,
        event::Draft,
        outside::Came,
        time::{Duration, Timestamp},
    },
    policy::{On, Policy},
    script::{Expr, Fault},
};

impl Work<'_> {
    /// Writes down that something has happened outside; nothing where it came in before under the same key.
    pub fn event_comes(&mut self, event: &Id, with: &With, key: Option<&str>) -> Result<(), Refused> {
        self.person()?;
        let with = raw(with);
        if let Some(key) = key
            && self.view.has_come(event, &said(key))?
        {
            return Ok(());
        }
        let (asked, keys) = self.fresh_keys(event, &with)?;
        if asked && keys.is_empty() {
            return Ok(());
        }
        let key = key.map(str::to_owned);
        self.emit_wide(Body::EventCame { event: event.clone(), with, key, keys, sent: None });
        Ok(())
    }

    /// The keys under which rules take this event and under which it has not come in before; and whether every rule that
    /// listens asks for one and finds one.
    fn fresh_keys(&self, event: &Id, with: &BTreeMap<Id, Value>) -> Result<(bool, Vec<String>), Refused> {
        let mut keys = Vec::new();
        let mut asked = false;
        let mut unasked = false;
        for (on, names) in ons(self.policy, event) {
            match key_of(self.policy, self.view, self.now, on, &locals(names, with))? {
                None => unasked = true,
                Some(key) => {
                    asked = true;
                    if !self.view.has_come(event, &key)? && !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
        }
        Ok((asked && !unasked, keys))
    }
}

/// An event that a rule of this store has sent to nobody in particular comes in. Written down whatever its keys, so that
/// it is known to have come; where a key can't be had from it, it is known under none.
pub fn comes_in(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    event: &Id,
    with: &BTreeMap<Id, Value>,
    sent: u64,
) -> Draft {
    let work = Work::quiet(policy, view, Actor::Policy, now);
    let keys = work.fresh_keys(event, with).map(|(_, keys)| keys).unwrap_or_default();
    wide(Body::EventCame { event: event.clone(), with: with.clone(), key: None, keys, sent: Some(sent) })
}

/// What marks the key that a command itself gives with an event, beside those that rules ask for.
fn said(key: &str) -> String {
    format!("={key}")
}

/// The keys under which an event is known again once it has come in.
pub fn kept_names(key: Option<&str>, keys: &[String]) -> Vec<String> {
    key.map(said).into_iter().chain(keys.iter().cloned()).collect()
}

/// Every rule that listens to an event, with the names behind `event.` in its expressions: transitions and what makes
/// records.
fn ons<'p>(policy: &'p Policy, event: &'p str) -> impl Iterator<Item = (&'p On, &'p [Id])> {
    let moving = listeners(policy, event).map(|(_, transition, on)| (on, transition.event.as_slice()));
    let making = policy.flows().filter_map(|workflow| workflow.new.started.as_ref());
    let making = making.filter(move |started| is_named(&started.on, event));
    moving.chain(making.map(|started| (&started.on, started.names.as_slice())))
}

/// Whether it listens to an event of that name.
pub(super) fn is_named(on: &On, event: &str) -> bool {
    matches!(on, On::Event { name, .. } if **name == *event)
}

/// What a bare expression of a rule sees: nothing but what came in, behind the place of who asked.
pub(super) fn locals(names: &[Id], with: &BTreeMap<Id, Value>) -> Vec<Value> {
    names.iter().map(|name| with.get(name).cloned().unwrap_or(Value::None)).collect()
}

/// The key a rule takes an event under; none where it asks for none, or the event has none.
pub(super) fn key_of(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    on: &On,
    locals: &[Value],
) -> Result<Option<String>, Fault> {
    let On::Event { key: Some(key), .. } = on else { return Ok(None) };
    let value = key.value(&Glass { policy, view }.frame(None, locals, now))?;
    Ok((!value.is_blank()).then(|| format!("{}={value}", key.text())))
}

/// How long a rule keeps what it can't take yet.
fn keeps(
    policy: &Policy,
    view: &dyn View,
    came: &Came,
    keep: &Expr,
    names: &[Id],
) -> Result<Option<Timestamp>, Refused> {
    let glass = Glass { policy, view };
    let locals = locals(names, &came.with);
    let frame = glass.frame(None, &locals, came.at);
    let length: Option<Duration> = timers::length(keep, &frame)?;
    length.map(|length| timers::add(&frame, came.at, &length)).transpose()
}

/// Whether a rule may still take an event that was kept.
pub(super) fn is_kept_for(
    policy: &Policy,
    view: &dyn View,
    now: Timestamp,
    came: &Came,
    on: &On,
    names: &[Id],
) -> Result<bool, Refused> {
    match on {
        On::Event { keep: Some(keep), .. } => Ok(keeps(policy, view, came, keep, names)?.is_some_and(|end| now < end)),
        _ => Ok(false),
    }
}

/// What becomes of an event that nobody took: kept where a rule says so, else dropped.
pub fn leave_over(policy: &Policy, view: &dyn View, came: &Came, because: Option<String>) -> Draft {
    let (until, because) = match kept_until(policy, view, came) {
        Ok(until) => (until, because),
        Err(fault) => (None, because.or(Some(fault.message.into()))),
    };
    let (came, event) = (came.seq, came.event.clone());
    wide(match until {
        Some(until) => Body::EventKept { came, event, until },
        None => Body::EventDropped { came, event, because },
    })
}

/// How long any rule keeps it: the longest.
fn kept_until(policy: &Policy, view: &dyn View, came: &Came) -> Result<Option<Timestamp>, Refused> {
    let mut until: Option<Timestamp> = None;
    for (on, names) in ons(policy, &came.event) {
        if let On::Event { keep: Some(keep), key, .. } = on {
            let fresh = key.is_none() || {
                let key = key_of(policy, view, came.at, on, &locals(names, &came.with))?;
                key.is_none_or(|key| came.keys.contains(&key))
            };
            if fresh {
                until = until.max(keeps(policy, view, came, keep, names)?);
            }
        }
    }
    Ok(until)
}

/// What was kept and has not been taken in time.
pub fn is_over(came: &Came) -> Draft {
    let because = Some("nobody took it in time".to_owned());
    wide(Body::EventDropped { came: came.seq, event: came.event.clone(), because })
}

pub(super) fn wide(body: Body) -> Draft {
    Draft { record: None, as_of: None, actor: Actor::Policy, body }
}

/// The events that rules of a workflow keep until a record can take them.
pub fn may_keep<'p>(policy: &'p Policy, workflow: &str) -> Vec<&'p Id> {
    let rules = policy.workflow(workflow);
    let edges = rules.into_iter().flat_map(|rules| rules.transitions.values()).flat_map(|t| t.edges());
    let mut names: Vec<&Id> = edges
        .filter_map(|edge| match edge.on.as_deref() {
            Some(On::Event { name, keep: Some(_), .. }) => Some(name),
            _ => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Values as they came, with no field to say what they mean: numbers, text, true and false, lists, rows of these.
pub fn raw(with: &With) -> BTreeMap<Id, Value> {
    with.iter().map(|(name, json)| (name.clone(), value(json))).filter(|(_, value)| !value.is_none()).collect()
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(n) => crate::model::number::parse(&n.to_string()).map_or(Value::None, Value::Number),
        Json::String(text) => Value::text(text.trim()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(map) => {
            let values = map.iter().map(|(name, json)| (Id::from(&**name), value(json)));
            Value::Row(Row::new("".into(), values.collect()).into())
        }
    }
}
