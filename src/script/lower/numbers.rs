//! Numbers as closures: decimals by value, nothing allocated.

use rust_decimal::Decimal;

use super::{Run, lower, own_slot, slot, value};
use crate::{
    model::Value,
    script::{
        node::{Node, Op},
        operate,
        tri::Tri,
    },
};

/// A number.
pub(super) fn number(node: &Node) -> Run<Option<Decimal>> {
    match &node.op {
        Op::Const(value) => {
            let known = value.as_number();
            Box::new(move |_| Ok(known))
        }
        Op::Field { .. } if own_slot(node).is_some() => {
            let at = own_slot(node).unwrap_or_default();
            Box::new(move |frame| Ok(slot(frame, at).as_number()))
        }
        Op::Local(at) => {
            let at = *at;
            Box::new(move |frame| Ok(frame.locals.get(at).and_then(Value::as_number)))
        }
        Op::Minus(inner) if inner.ty.is_numeric() => {
            let inner = lower(inner).into_number();
            Box::new(move |frame| Ok(inner(frame)?.map(|n| -n)))
        }
        Op::Arithmetic(operator, a, b, zero_is_none) if a.ty.is_numeric() && b.ty.is_numeric() => {
            let (operator, zero_is_none) = (*operator, *zero_is_none);
            let (a, b) = (lower(a).into_number(), lower(b).into_number());
            Box::new(move |frame| match (a(frame)?, b(frame)?) {
                (Some(a), Some(b)) => operate::numbers(operator, a, b, zero_is_none),
                _ => Ok(None),
            })
        }
        Op::If(condition, a, b) => {
            let condition = lower(condition).into_test();
            let (a, b) = (lower(a).into_number(), lower(b).into_number());
            Box::new(move |frame| match condition(frame)? {
                Tri::True => a(frame),
                _ => b(frame),
            })
        }
        Op::Instead(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| lower(part).into_number()).collect();
            Box::new(move |frame| {
                for part in &parts {
                    if let Some(n) = part(frame)? {
                        return Ok(Some(n));
                    }
                }
                Ok(None)
            })
        }
        _ => {
            let run = value(node);
            Box::new(move |frame| Ok(run(frame)?.as_number()))
        }
    }
}
