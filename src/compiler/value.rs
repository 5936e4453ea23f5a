//! Values as TOML gives them: by their shape where nothing says more, by their type where something does.

use std::sync::Arc;

use super::{
    Cx, findings,
    names::Names,
    syntax::{Kind, Node},
};
use crate::model::{
    Id, Type, Value, number,
    time::{Date, Duration},
};

/// The date a node gives.
pub(super) fn date_of(cx: &Cx<'_>, node: &Node) -> Option<Date> {
    let text = match &node.kind {
        Kind::Date(at) if at.time.is_none() => at.to_string(),
        Kind::Text(text) => text.clone(),
        _ => {
            cx.report(findings::no_date(node));
            return None;
        }
    };
    match crate::model::time::parse_date(&text) {
        Ok(date) => Some(date),
        Err(error) => {
            cx.report(findings::unreadable(node.span, error.said()));
            None
        }
    }
}

/// A value by its shape alone.
pub(super) fn shaped(cx: &Cx<'_>, node: &Node, key: &str) -> Option<Value> {
    Some(match &node.kind {
        Kind::Text(text) => Value::text(text),
        Kind::Number(_) => Value::Number(cx.number(node, key)?),
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Date(at) if at.time.is_none() => Value::Date(date_of(cx, node)?),
        Kind::Date(at) => Value::text(at.to_string()),
        Kind::List(items) => {
            let values: Vec<Value> = items.iter().filter_map(|item| shaped(cx, item, key)).collect();
            Value::List(values.into())
        }
        Kind::Table(_) => return cx.wrong(node, key, "a value"),
    })
}

/// A value of a type.
pub(super) fn typed(cx: &Cx<'_>, names: &Names<'_>, node: &Node, ty: &Type, key: &str) -> Option<Value> {
    let unreadable = |message: crate::model::Said| {
        cx.report(findings::unreadable(node.span, message));
        None
    };
    match ty {
        Type::List(of) => {
            let values = node.entries().iter().map(|item| typed(cx, names, item, of, key));
            return Some(Value::List(values.collect::<Option<Vec<_>>>()?.into()));
        }
        Type::Any | Type::None | Type::Rows(_) | Type::Answer(_) => return shaped(cx, node, key),
        _ => {}
    }
    let text = match (&node.kind, ty) {
        (Kind::Number(_), Type::Number | Type::Money | Type::Percent) => {
            return Some(Value::Number(cx.number(node, key)?));
        }
        (Kind::Bool(value), Type::Bool) => return Some(Value::Bool(*value)),
        (Kind::Date(at), Type::Date) if at.time.is_none() => {
            return Some(Value::Date(date_of(cx, node)?));
        }
        (Kind::Date(at), Type::DateTime) => at.to_string(),
        (Kind::Text(text), _) => text.clone(),
        _ => return cx.wrong_type(node, key, ty),
    };
    match ty {
        Type::Number | Type::Money | Type::Percent => match number::parse(&text) {
            Some(n) => Some(Value::Number(n)),
            None => cx.wrong_type(node, key, ty),
        },
        Type::Bool => cx.wrong(node, key, "true or false"),
        Type::Date => Some(Value::Date(date_of(cx, node)?)),
        Type::DateTime => match names.calendar.parse_timestamp(&text) {
            Ok(at) => Some(Value::Moment(at)),
            Err(error) => unreadable(error.said()),
        },
        Type::Duration => match Duration::parse(&text) {
            Ok(duration) => Some(Value::Duration(Arc::new(duration))),
            Err(error) => unreadable(error.said()),
        },
        Type::Choice(choices) if !choices.has(&text) => {
            cx.report(findings::unknown_choice(node.span, &text, choices));
            None
        }
        Type::Person if !names.org.people.contains_key(&*text) => {
            cx.report(findings::unknown_person(node.span, &text, ids(names.org.people.keys())));
            None
        }
        Type::Unit if !names.org.units.contains_key(&*text) => {
            cx.report(findings::unknown_unit(node.span, &text, ids(names.org.units.keys())));
            None
        }
        Type::Role if !names.org.roles.contains_key(&*text) => {
            cx.report(findings::unknown_role(node.span, &text, ids(names.org.roles.keys())));
            None
        }
        _ => Some(Value::text(text)),
    }
}

fn ids<'n>(keys: impl Iterator<Item = &'n Id>) -> impl Iterator<Item = &'n str> {
    keys.map(|id| &**id)
}
