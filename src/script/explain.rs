//! `why`: an expression taken apart into its conditions, each with the values it saw and how far it is from holding.

use rust_decimal::Decimal;

use super::{
    access::Evaluate,
    frame::{Fault, Frame},
    node::{Node, Op, Source},
    syntax::Operator,
};
use crate::model::{Id, Value, number};

/// One of the conditions that all must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As it is written.
    pub text: String,
    /// Whether it holds; none where that is unknown.
    pub holds: Option<bool>,
    /// Names, and sub-expressions that are no name, with the values they had.
    pub seen: Vec<(String, Value)>,
    /// How far a comparison that fails is from holding: `98000 < 100000, 2000 short`.
    pub distance: Option<String>,
    /// Names that were none.
    pub blank: Vec<String>,
}

/// How many values are shown of one condition.
const SEEN_MAX: usize = 12;

/// Takes an expression apart at its `&&`.
pub fn explain(text: &str, node: &Node, frame: &Frame) -> Result<Vec<Condition>, Fault> {
    let mut parts = Vec::new();
    split(node, &mut parts);
    let chars: Vec<char> = text.chars().collect();
    parts.into_iter().map(|part| condition(&chars, part, frame)).collect()
}

/// Names and values of an expression, as far as they can be had.
pub fn seen(text: &str, node: &Node, frame: &Frame) -> Vec<(String, Value)> {
    let chars: Vec<char> = text.chars().collect();
    let mut seen = Vec::new();
    gather(&chars, node, frame, &mut seen);
    seen
}

/// The tables and decisions that are asked, innermost first, with their arguments.
pub fn calls(node: &Node, frame: &Frame, found: &mut Vec<(Id, Vec<Value>)>) {
    for part in node.parts() {
        calls(part, frame, found);
    }
    if let Op::Table(name, arguments, _) = &node.op {
        let values = arguments.iter().map(|argument| argument.value(frame)).collect::<Result<Vec<_>, Fault>>();
        found.extend(values.ok().map(|values| (name.clone(), values)));
    }
}

fn split<'n>(node: &'n Node, parts: &mut Vec<&'n Node>) {
    match &node.op {
        Op::And(all) => all.iter().for_each(|part| split(part, parts)),
        _ => parts.push(node),
    }
}

fn condition(chars: &[char], node: &Node, frame: &Frame) -> Result<Condition, Fault> {
    let holds = node.test(frame)?.known();
    let mut seen = Vec::new();
    gather(chars, node, frame, &mut seen);
    let blank = seen.iter().filter(|(_, value)| value.is_none());
    Ok(Condition {
        text: slice(chars, node),
        holds,
        distance: match holds {
            Some(false) => distance(node, frame)?,
            _ => None,
        },
        blank: blank.map(|(name, _)| name.clone()).collect(),
        seen,
    })
}

fn slice(chars: &[char], node: &Node) -> String {
    let end = node.end.min(chars.len());
    chars[node.start.min(end)..end].iter().collect()
}

/// What has one value for people: names, paths, calls; of calls their arguments too.
fn gather(chars: &[char], node: &Node, frame: &Frame, seen: &mut Vec<(String, Value)>) {
    if seen.len() >= SEEN_MAX {
        return;
    }
    if node.is_named() && !matches!(node.op, Op::Rows(_) | Op::InStage(..)) {
        let name = slice(chars, node);
        if !seen.iter().any(|(known, _)| *known == name)
            && let Ok(value) = node.value(frame)
        {
            seen.push((name, value));
        }
    }
    match &node.op {
        // A path is one name; a part behind it is told only where the path ends in nothing.
        Op::Field { .. } | Op::Meta(..) | Op::OfPerson(..) | Op::OfUnit(..) => {
            if node.value(frame).is_ok_and(|value| value.is_none()) {
                for part in node.parts() {
                    gather(chars, part, frame, seen);
                }
            }
        }
        Op::InStage(whose, stages) => {
            if let super::node::Of::Here = whose
                && let Some(record) = frame.record
            {
                let value = match record.tokens.len() {
                    1 => super::access::meta(frame, super::node::Meta::Stage).unwrap_or_default(),
                    _ => super::access::meta(frame, super::node::Meta::Stages).unwrap_or_default(),
                };
                let name = "stage".to_owned();
                if !seen.iter().any(|(known, _)| *known == name) {
                    seen.push((name, value));
                }
            }
            for part in stages {
                gather(chars, part, frame, seen);
            }
        }
        Op::Changed(now, before) => {
            for (prefix, part) in [("", now), ("old.", before)] {
                if let Ok(value) = part.value(frame) {
                    let name = slice(chars, part);
                    let name = name.trim_matches(['\'', '"']);
                    seen.push((format!("{prefix}{name}"), value));
                }
            }
        }
        Op::Fold(_, source, _) | Op::Rows(source) => {
            list_of(source).into_iter().for_each(|list| gather(chars, list, frame, seen))
        }
        _ => node.parts().into_iter().for_each(|part| gather(chars, part, frame, seen)),
    }
}

fn list_of(source: &Source) -> Option<&Node> {
    match source {
        Source::List(list, _) | Source::Lines(list, _) => Some(list),
        Source::Where(rows, _) | Source::Sorted(rows, _) => list_of(rows),
        _ => None,
    }
}

/// How far a comparison that fails is from holding.
fn distance(node: &Node, frame: &Frame) -> Result<Option<String>, Fault> {
    let Op::Compare(operator, a, b) = &node.op else {
        return Ok(None);
    };
    let (a, b) = (a.value(frame)?, b.value(frame)?);
    let calendar = frame.context.calendar();
    let Some(order) = a.compare(&b, calendar) else {
        return Ok(None);
    };
    let sign = match order {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "==",
        std::cmp::Ordering::Greater => ">",
    };
    let away = match (&a, &b) {
        (Value::Number(a), Value::Number(b)) => a.checked_sub(*b).map(|n| number::plain(n.abs())),
        (Value::Date(a), Value::Date(b)) => {
            let days = calendar.days_between(*a, *b).abs();
            Some(format!("{days} {}", if days == 1 { "day" } else { "days" }))
        }
        (Value::Date(_) | Value::Moment(_), Value::Date(_) | Value::Moment(_))
        | (Value::Duration(_), Value::Duration(_)) => hours_apart(&a, &b, frame),
        _ => return Ok(None),
    };
    let plain = format!("{a} {sign} {b}");
    let which = match (operator, order.is_lt()) {
        (_, _) if order.is_eq() => return Ok(Some(plain)),
        (Operator::Unequal | Operator::Equal, _) => return Ok(Some(plain)),
        (_, true) => "short",
        (_, false) => "over",
    };
    Ok(Some(match away {
        Some(away) => format!("{plain}, {away} {which}"),
        None => plain,
    }))
}

fn hours_apart(a: &Value, b: &Value, frame: &Frame) -> Option<String> {
    let calendar = frame.context.calendar();
    let seconds = |value: &Value| match value {
        Value::Date(date) => Some(calendar.start_of_day(*date).as_second()),
        Value::Moment(at) => Some(at.as_second()),
        Value::Duration(d) => Some(d.approx_seconds(calendar)),
        _ => None,
    };
    let apart = seconds(a)?.checked_sub(seconds(b)?)?.checked_abs()?;
    let hours = number::round(Decimal::from(apart) / Decimal::from(3600), 1);
    Some(format!("{} h", number::plain(hours)))
}
