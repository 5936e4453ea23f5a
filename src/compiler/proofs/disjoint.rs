//! Whether two conditions can hold at once, as far as their text alone says.

use std::cmp::Ordering;

use crate::{
    model::Value,
    policy::Guard,
    script::{
        node::{Node, Op},
        syntax::Operator,
    },
};

/// A part of a condition and the text it was read from.
#[derive(Clone, Copy)]
struct Part<'e> {
    node: &'e Node,
    text: &'e str,
}

/// What a comparison with a constant says of its other side.
struct Bound<'e> {
    of: String,
    operator: Operator,
    value: &'e Value,
}

/// Whether one of these conditions and one of those can never hold together.
pub(super) fn exclude(these: &[Guard], those: &[Guard]) -> bool {
    these.iter().any(|this| those.iter().any(|that| excluded(part(this), part(that))))
}

/// The same text, another part of it.
fn within<'e>(part: Part<'e>, node: &'e Node) -> Part<'e> {
    Part { node, ..part }
}

fn part(guard: &Guard) -> Part<'_> {
    Part { node: guard.is.tree(), text: guard.is.text() }
}

fn excluded(a: Part<'_>, b: Part<'_>) -> bool {
    match (&a.node.op, &b.node.op) {
        (Op::Const(Value::Bool(false)), _) | (_, Op::Const(Value::Bool(false))) => true,
        (Op::As(inner, _), _) => excluded(Part { node: inner, ..a }, b),
        (_, Op::As(inner, _)) => excluded(a, Part { node: inner, ..b }),
        (Op::Or(some), _) => some.iter().all(|one| excluded(within(a, one), b)),
        (_, Op::Or(some)) => some.iter().all(|one| excluded(a, within(b, one))),
        (Op::And(all), _) => all.iter().any(|one| excluded(within(a, one), b)),
        (_, Op::And(all)) => all.iter().any(|one| excluded(a, within(b, one))),
        (Op::Not(inner), _) if said(within(a, inner)) == said(b) => true,
        (_, Op::Not(inner)) if said(within(b, inner)) == said(a) => true,
        (Op::IsNone(one, yes), Op::IsNone(other, no)) => yes != no && said(within(a, one)) == said(within(b, other)),
        (Op::IsNone(one, true), _) => compared(b).is_some_and(|bound| bound.of == said(within(a, one))),
        (_, Op::IsNone(one, true)) => compared(a).is_some_and(|bound| bound.of == said(within(b, one))),
        _ => match (compared(a), compared(b)) {
            (Some(a), Some(b)) => a.of == b.of && apart(&a, &b),
            _ => false,
        },
    }
}

/// The text of a part, spaces aside.
fn said(part: Part<'_>) -> String {
    let length = part.node.end.saturating_sub(part.node.start);
    let text: String = part.text.chars().skip(part.node.start).take(length).filter(|c| !c.is_whitespace()).collect();
    text.trim_start_matches('(').trim_end_matches(')').to_owned()
}

fn compared(part: Part<'_>) -> Option<Bound<'_>> {
    let Op::Compare(operator, left, right) = &part.node.op else {
        return None;
    };
    let side = |node| said(Part { node, ..part });
    match (&left.op, &right.op) {
        (_, Op::Const(value)) => Some(Bound { of: side(left), operator: *operator, value }),
        (Op::Const(value), _) => Some(Bound { of: side(right), operator: turned(*operator), value }),
        _ => None,
    }
}

/// The operator with its sides changed.
fn turned(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::AtMost => Operator::AtLeast,
        Operator::Greater => Operator::Less,
        Operator::AtLeast => Operator::AtMost,
        other => other,
    }
}

fn apart(a: &Bound<'_>, b: &Bound<'_>) -> bool {
    use Operator::{AtLeast, AtMost, Equal, Greater, Less, Unequal};
    let order = match (a.value, b.value) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
        (a, b) if a == b => Some(Ordering::Equal),
        _ => None,
    };
    match (a.operator, b.operator, order) {
        (Equal, Equal, order) => order != Some(Ordering::Equal),
        (Equal, Unequal, Some(Ordering::Equal)) | (Unequal, Equal, Some(Ordering::Equal)) => true,
        // x < 5 and x > 7, x <= 5 and x > 5, x == 5 and x > 5 …
        (Less | AtMost | Equal, Greater | AtLeast | Equal, Some(Ordering::Less)) => true,
        (Greater | AtLeast | Equal, Less | AtMost | Equal, Some(Ordering::Greater)) => true,
        (Less, Greater | AtLeast | Equal, Some(Ordering::Equal)) => true,
        (AtMost | Equal, Greater, Some(Ordering::Equal)) => true,
        (Greater, Less | AtMost | Equal, Some(Ordering::Equal)) => true,
        (AtLeast | Equal, Less, Some(Ordering::Equal)) => true,
        _ => false,
    }
}
