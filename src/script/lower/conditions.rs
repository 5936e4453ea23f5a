//! Conditions as closures. A field against a constant, the shape guards are made of, is read in place.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Run, Whose, lower, lower_all, own_slot, slot, value};
use crate::{
    model::{Id, Type, Value},
    script::{
        access::{self, Evaluate},
        node::{Node, Of, Op},
        operate,
        syntax::Operator,
        tri::Tri,
    },
};

/// A condition.
pub(super) fn test(node: &Node) -> Run<Tri> {
    match &node.op {
        Op::Const(value) => {
            let known = Tri::of(value);
            Box::new(move |_| known.clone())
        }
        Op::Field { .. } if own_slot(node).is_some() => {
            let at = own_slot(node).unwrap_or_default();
            Box::new(move |frame| match slot(frame, at) {
                Value::Bool(yes) => Ok(Tri::from(*yes)),
                other => Tri::of(other),
            })
        }
        Op::Not(inner) => {
            let inner = lower(inner).into_test();
            Box::new(move |frame| Ok(inner(frame)?.opposite()))
        }
        Op::And(parts) => conjunction(parts),
        Op::Or(parts) => disjunction(parts),
        Op::Compare(operator, a, b) => compare(*operator, a, b),
        Op::IsNone(inner, negated) => {
            let negated = *negated;
            if let Some(at) = own_slot(inner).filter(|_| !inner.ty.is_numeric()) {
                return Box::new(move |frame| Ok(Tri::from(slot(frame, at).is_none() != negated)));
            }
            let inner = lower(inner);
            Box::new(move |frame| Ok(Tri::from(inner.value(frame)?.is_none() != negated)))
        }
        Op::InStage(whose, stages) => in_stage(whose, stages),
        Op::In(item, list) => within(item, list),
        Op::Changed(now, before) => {
            let (now, before) = (lower(now), lower(before));
            Box::new(move |frame| Ok(Tri::from(now.value(frame)? != before.value(frame)?)))
        }
        Op::IsNew => Box::new(|frame| Ok(Tri::from(frame.old.is_none()))),
        Op::Matches(text, pattern) => {
            let (text, pattern) = (lower(text), pattern.clone());
            Box::new(move |frame| {
                Ok(match text.value(frame)? {
                    Value::Text(text) => Tri::from(pattern.is_match(&text)),
                    _ => Tri::Unknown,
                })
            })
        }
        Op::If(condition, a, b) => {
            let condition = lower(condition).into_test();
            let (a, b) = (lower(a).into_test(), lower(b).into_test());
            Box::new(move |frame| match condition(frame)? {
                Tri::True => a(frame),
                _ => b(frame),
            })
        }
        _ => {
            let run = value(node);
            Box::new(move |frame| Tri::of(&run(frame)?))
        }
    }
}

fn tests(parts: &[Node]) -> Vec<Run<Tri>> {
    parts.iter().map(|part| lower(part).into_test()).collect()
}

fn conjunction(parts: &[Node]) -> Run<Tri> {
    let mut parts = tests(parts);
    if parts.len() == 2
        && let (Some(b), Some(a)) = (parts.pop(), parts.pop())
    {
        return Box::new(move |frame| match a(frame)? {
            Tri::False => Ok(Tri::False),
            Tri::True => b(frame),
            Tri::Unknown => Ok(match b(frame)? {
                Tri::False => Tri::False,
                _ => Tri::Unknown,
            }),
        });
    }
    Box::new(move |frame| {
        let mut answer = Tri::True;
        for part in &parts {
            match part(frame)? {
                Tri::False => return Ok(Tri::False),
                Tri::Unknown => answer = Tri::Unknown,
                Tri::True => {}
            }
        }
        Ok(answer)
    })
}

fn disjunction(parts: &[Node]) -> Run<Tri> {
    let mut parts = tests(parts);
    if parts.len() == 2
        && let (Some(b), Some(a)) = (parts.pop(), parts.pop())
    {
        return Box::new(move |frame| match a(frame)? {
            Tri::True => Ok(Tri::True),
            Tri::False => b(frame),
            Tri::Unknown => Ok(match b(frame)? {
                Tri::True => Tri::True,
                _ => Tri::Unknown,
            }),
        });
    }
    Box::new(move |frame| {
        let mut answer = Tri::False;
        for part in &parts {
            match part(frame)? {
                Tri::True => return Ok(Tri::True),
                Tri::Unknown => answer = Tri::Unknown,
                Tri::False => {}
            }
        }
        Ok(answer)
    })
}

/// The six comparisons, each a closure of its own.
macro_rules! by_operator {
    ($operator:expr, $frame:ident, $a:ident, $b:ident, $read:expr) => {
        match $operator {
            Operator::Equal => by_operator!(@one $frame, $a, $b, $read, $a == $b),
            Operator::Unequal => by_operator!(@one $frame, $a, $b, $read, $a != $b),
            Operator::Less => by_operator!(@one $frame, $a, $b, $read, $a < $b),
            Operator::AtMost => by_operator!(@one $frame, $a, $b, $read, $a <= $b),
            Operator::Greater => by_operator!(@one $frame, $a, $b, $read, $a > $b),
            _ => by_operator!(@one $frame, $a, $b, $read, $a >= $b),
        }
    };
    (@one $frame:ident, $a:ident, $b:ident, $read:expr, $holds:expr) => {
        Box::new(move |$frame| match $read {
            Some(($a, $b)) => Ok(Tri::from($holds)),
            None => Ok(Tri::Unknown),
        })
    };
}

fn compare(operator: Operator, a: &Node, b: &Node) -> Run<Tri> {
    let mirrored = match operator {
        Operator::Less => Operator::Greater,
        Operator::AtMost => Operator::AtLeast,
        Operator::Greater => Operator::Less,
        Operator::AtLeast => Operator::AtMost,
        same => same,
    };
    match (own_slot(a), b.constant(), a.constant(), own_slot(b)) {
        (Some(at), Some(Value::Number(n)), ..) if a.ty.is_numeric() => {
            return number_against(operator, at, *n);
        }
        (.., Some(Value::Number(n)), Some(at)) if b.ty.is_numeric() => {
            return number_against(mirrored, at, *n);
        }
        (Some(at), Some(Value::Text(text)), ..) if text_like(operator, &a.ty) => {
            return text_against(operator == Operator::Equal, at, text.clone());
        }
        (.., Some(Value::Text(text)), Some(at)) if text_like(operator, &b.ty) => {
            return text_against(operator == Operator::Equal, at, text.clone());
        }
        _ => {}
    }
    if a.ty.is_numeric() && b.ty.is_numeric() {
        if let Some(Value::Number(right)) = b.constant() {
            let (left, right) = (lower(a).into_number(), *right);
            return by_operator!(operator, frame, x, y, left(frame)?.map(|x| (x, right)));
        }
        let (left, right) = (lower(a).into_number(), lower(b).into_number());
        return by_operator!(operator, frame, x, y, {
            let (x, y) = (left(frame)?, right(frame)?);
            x.zip(y)
        });
    }
    let (a, b) = (lower(a), lower(b));
    Box::new(move |frame| {
        let (a, b) = (a.value(frame)?, b.value(frame)?);
        operate::compare(operator, &a, &b, frame.context.calendar())
    })
}

/// Equality of texts and ids, which are text inside.
fn text_like(operator: Operator, ty: &Type) -> bool {
    matches!(operator, Operator::Equal | Operator::Unequal)
        && matches!(ty, Type::Text | Type::Choice(_) | Type::Person | Type::Unit | Type::Role | Type::Ref(_))
}

/// A stored number against a constant: whole numbers are compared wherever they fit into a machine's.
fn number_against(operator: Operator, at: usize, constant: Decimal) -> Run<Tri> {
    let known = Scaled::of(constant);
    by_operator!(operator, frame, x, y, {
        match slot(frame, at) {
            Value::Number(n) => Some((known.order(n), Ordering::Equal)),
            _ => None,
        }
    })
}

/// A constant taken apart once.
#[derive(Clone, Copy)]
struct Scaled {
    number: Decimal,
    scale: u32,
    /// The number without its point, where that is small.
    small: Option<i64>,
}

/// Powers of ten a small number can be multiplied with.
const TENS: [i64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

impl Scaled {
    fn of(number: Decimal) -> Scaled {
        let number = number.normalize();
        Scaled { number, scale: number.scale(), small: i64::try_from(number.mantissa()).ok() }
    }

    /// How a number stands to this one.
    #[inline]
    fn order(&self, n: &Decimal) -> Ordering {
        let small = |n: &Decimal| i64::try_from(n.mantissa()).ok();
        if let (Some(known), Some(n_small)) = (self.small, small(n)) {
            let (mut left, mut right) = (i128::from(n_small), i128::from(known));
            let scale = n.scale();
            let apart = scale.abs_diff(self.scale) as usize;
            if let Some(tens) = TENS.get(apart) {
                match scale < self.scale {
                    true => left = i128::from(n_small) * i128::from(*tens),
                    false => right = i128::from(known) * i128::from(*tens),
                }
                return left.cmp(&right);
            }
        }
        n.cmp(&self.number)
    }
}

fn text_against(equal: bool, at: usize, constant: Id) -> Run<Tri> {
    Box::new(move |frame| {
        Ok(match slot(frame, at) {
            Value::Text(text) => Tri::from((**text == *constant) == equal),
            Value::None => Tri::Unknown,
            _ => Tri::from(!equal),
        })
    })
}

fn in_stage(whose: &Of, stages: &[Node]) -> Run<Tri> {
    if let (Of::Here, [one]) = (whose, stages)
        && let Some(Value::Text(stage)) = one.constant()
    {
        let stage = stage.clone();
        return Box::new(move |frame| {
            Ok(match frame.record {
                Some(record) => Tri::from(record.is_in(&stage)),
                None => Tri::Unknown,
            })
        });
    }
    let (whose, stages) = (Whose::of(whose), lower_all(stages));
    Box::new(move |frame| {
        whose.read(None, frame, Tri::Unknown, |on| {
            let mut answer = Tri::False;
            for stage in &stages {
                match access::in_stage(on, &stage.value(frame)?) {
                    Tri::True => return Ok(Tri::True),
                    Tri::Unknown => answer = Tri::Unknown,
                    Tri::False => {}
                }
            }
            Ok(answer)
        })
    })
}

fn within(item: &Node, list: &Node) -> Run<Tri> {
    // A stored text among constant texts: no copy is made of either.
    if let (Some(at), Some(Value::List(items))) = (own_slot(item), list.constant())
        && text_like(Operator::Equal, &item.ty)
    {
        let known: Option<Vec<Id>> = items.iter().map(|i| i.as_text().cloned()).collect();
        if let Some(known) = known {
            return Box::new(move |frame| {
                Ok(match slot(frame, at) {
                    Value::Text(text) => Tri::from(known.iter().any(|one| one == text)),
                    Value::None if known.is_empty() => Tri::False,
                    Value::None => Tri::Unknown,
                    _ => Tri::False,
                })
            });
        }
    }
    let (item, list) = (lower(item), lower(list));
    Box::new(move |frame| {
        let (item, list) = (item.value(frame)?, list.value(frame)?);
        operate::within(&item, &list, frame.context.calendar())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal() -> impl Strategy<Value = Decimal> {
        let mantissa = prop_oneof![-1_000i64..1_000, any::<i64>(), Just(0i64),];
        let wide = (any::<i64>(), 0i64..1_000_000_000).prop_map(|(a, b)| i128::from(a) * i128::from(b));
        let mantissa = prop_oneof![3 => mantissa.prop_map(i128::from), 1 => wide];
        (mantissa, 0u32..=28)
            .prop_map(|(mantissa, scale)| Decimal::try_from_i128_with_scale(mantissa, scale).unwrap_or_default())
    }

    proptest! {
        #[test]
        fn the_short_way_orders_as_decimals_do(a in decimal(), b in decimal()) {
            prop_assert_eq!(Scaled::of(b).order(&a), a.cmp(&b));
            prop_assert_eq!(Scaled::of(a).order(&a), Ordering::Equal);
        }
    }
}
