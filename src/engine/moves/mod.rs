//! Moving: what a person's move, an automatic transition, a join and an outcome do to the tokens of a record.
//!
//! A record is a set of tokens (semantics.md, section 3); a transition takes one, or with a join those that have arrived,
//! and puts one into each stage it leads to, in one commit or not at all. Which tokens a join takes is said by
//! [`crate::policy::Join::firing`], which the proofs use too. What runs on a token (tasks, chains, timers) has rooms of
//! its own; here they are only closed when their token goes.

mod choose;
mod goals;
mod joins;
mod person;
mod rest;
mod room;
mod take;
mod tokens;

pub(super) use choose::{Found, kept};
pub(super) use rest::{settle, tried};
pub(crate) use room::LINE;
pub(super) use room::lock_entries;

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    model::{Id, Record, Value},
    policy::Transition,
};

/// The locals of a transition's expressions (`policy::locals::transition`).
pub(super) fn locals(transition: &Transition, requester: Option<&Id>, answers: &BTreeMap<Id, Value>) -> Vec<Value> {
    let requester = requester.cloned().map_or(Value::None, Value::Text);
    let asked = transition.ask.iter().map(|ask| answers.get(&ask.id).cloned().unwrap_or(Value::None));
    std::iter::once(requester).chain(asked).chain(super::outside::among(transition, answers)).collect()
}

/// The record with those answers in place that are fields of it.
pub(super) fn with_answers<'r>(
    record: &'r Record,
    transition: &Transition,
    answers: &BTreeMap<Id, Value>,
) -> Cow<'r, Record> {
    let mut asked = Cow::Borrowed(record);
    for ask in transition.ask.iter().filter(|ask| ask.is_field) {
        if let Some(value) = answers.get(&ask.id) {
            asked.to_mut().fields.set(&ask.id, value.clone());
        }
    }
    asked
}
