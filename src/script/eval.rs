//! The slow, obvious evaluator: it walks the typed tree. `why` and the proofs stand on it, and the closures of
//! `lower` are held against it by a property test.

use super::{
    access::{self, Evaluate},
    frame::{Fault, Frame},
    node::{Node, Of, Op},
    operate,
    tri::Tri,
};
use crate::model::{Type, Value};

impl Evaluate for Node {
    fn value(&self, frame: &Frame) -> Result<Value, Fault> {
        match &self.ty {
            Type::Bool => Ok(self.test(frame)?.value()),
            ty => Ok(shaped(raw(self, frame)?, ty)),
        }
    }

    fn test(&self, frame: &Frame) -> Result<Tri, Fault> {
        match &self.op {
            Op::Not(inner) => Ok(inner.test(frame)?.opposite()),
            Op::And(parts) => {
                let mut answer = Tri::True;
                for part in parts {
                    match part.test(frame)? {
                        Tri::False => return Ok(Tri::False),
                        Tri::Unknown => answer = Tri::Unknown,
                        Tri::True => {}
                    }
                }
                Ok(answer)
            }
            Op::Or(parts) => {
                let mut answer = Tri::False;
                for part in parts {
                    match part.test(frame)? {
                        Tri::True => return Ok(Tri::True),
                        Tri::Unknown => answer = Tri::Unknown,
                        Tri::False => {}
                    }
                }
                Ok(answer)
            }
            Op::Compare(operator, a, b) => {
                let (a, b) = (a.value(frame)?, b.value(frame)?);
                operate::compare(*operator, &a, &b, frame.context.calendar())
            }
            Op::IsNone(inner, negated) => Ok(Tri::from(inner.value(frame)?.is_none() != *negated)),
            Op::InStage(whose, stages) => of(whose, None, frame, Tri::Unknown, |on| {
                let mut answer = Tri::False;
                for stage in stages {
                    match access::in_stage(on, &stage.value(frame)?) {
                        Tri::True => return Ok(Tri::True),
                        Tri::Unknown => answer = Tri::Unknown,
                        Tri::False => {}
                    }
                }
                Ok(answer)
            }),
            Op::In(item, list) => {
                let (item, list) = (item.value(frame)?, list.value(frame)?);
                operate::within(&item, &list, frame.context.calendar())
            }
            Op::Changed(now, before) => Ok(Tri::from(now.value(frame)? != before.value(frame)?)),
            Op::IsNew => Ok(Tri::from(frame.old.is_none())),
            Op::Matches(text, pattern) => Ok(match text.value(frame)? {
                Value::Text(text) => Tri::from(pattern.is_match(&text)),
                _ => Tri::Unknown,
            }),
            Op::If(condition, a, b) => match condition.test(frame)? {
                Tri::True => a.test(frame),
                _ => b.test(frame),
            },
            _ => Tri::of(&raw(self, frame)?),
        }
    }
}

/// A value in the shape of its type: a number, or none.
pub fn shaped(value: Value, ty: &Type) -> Value {
    match value {
        value @ (Value::Number(_) | Value::None) => value,
        _ if ty.is_numeric() => Value::None,
        value => value,
    }
}

/// Evaluates on whose record it is.
fn of<T>(
    whose: &Of,
    workflow: Option<&str>,
    frame: &Frame,
    missing: T,
    read: impl FnOnce(&Frame) -> Result<T, Fault>,
) -> Result<T, Fault> {
    match whose {
        Of::Here => read(frame),
        Of::Around => access::around(frame, missing, read),
        Of::Old => access::before(frame, missing, read),
        Of::Record(id) => access::through(frame, &id.value(frame)?, workflow, missing, read),
    }
}

fn all(parts: &[Node], frame: &Frame) -> Result<Vec<Value>, Fault> {
    parts.iter().map(|part| part.value(frame)).collect()
}

fn raw(node: &Node, frame: &Frame) -> Result<Value, Fault> {
    Ok(match &node.op {
        Op::Const(value) => value.clone(),
        Op::Field { of: whose, workflow, slot, computed } => {
            of(whose, Some(workflow), frame, Value::None, |on| match &node.ty {
                Type::Rows(kind) => Ok(access::lines(on, *slot, kind)),
                _ => access::field(on, *slot, *computed),
            })?
        }
        Op::Meta(whose, what) => of(whose, None, frame, Value::None, |on| access::meta(on, *what))?,
        Op::Approval(whose, chain) => of(whose, None, frame, Value::None, |on| Ok(access::approval(on, chain)))?,
        Op::Local(slot) => frame.locals.get(*slot).cloned().unwrap_or_default(),
        Op::Now => Value::Moment(frame.now),
        Op::Today => Value::Date(frame.today),
        Op::Actor => access::actor(frame.actor),
        Op::OfPerson(person, name) => access::attribute(frame, &person.value(frame)?, name, true),
        Op::OfUnit(unit, name) => access::attribute(frame, &unit.value(frame)?, name, false),
        Op::Minus(inner) => operate::minus(&inner.value(frame)?)?,
        Op::Instead(parts) => {
            for part in parts {
                let value = part.value(frame)?;
                if !value.is_none() {
                    return Ok(value);
                }
            }
            Value::None
        }
        Op::Arithmetic(operator, a, b, zero_is_none) => {
            let (a, b) = (a.value(frame)?, b.value(frame)?);
            operate::arithmetic(*operator, &a, &b, *zero_is_none, frame.context.calendar())?
        }
        Op::List(items) => Value::List(all(items, frame)?.into()),
        Op::If(condition, a, b) => match condition.test(frame)? {
            Tri::True => a.value(frame)?,
            _ => b.value(frame)?,
        },
        Op::Call(function, arguments, _) => access::call(function, &all(arguments, frame)?, frame)?,
        Op::Table(name, arguments, output) => access::table(frame, name, &all(arguments, frame)?, *output)?,
        Op::Part(of, at, each) => access::part(&of.value(frame)?, *at, *each),
        Op::Script(name, arguments) => frame.context.function(name, &all(arguments, frame)?)?,
        Op::Figure(name, by, period) => {
            let by = by.iter().map(|(id, node)| Ok((id.clone(), node.value(frame)?)));
            let by = by.collect::<Result<Vec<_>, Fault>>()?;
            let period = period.as_ref().map(|period| period.value(frame));
            access::figure(frame, name, &by, period.transpose()?.as_ref())?
        }
        Op::Parent(workflow) => access::parent(frame, workflow)?,
        Op::Balance(name, asked, key) => frame.context.balance(name, *asked, &all(key, frame)?, frame)?,
        Op::Rows(source) => access::rows(source, frame)?,
        Op::Fold(fold, source, what) => access::fold(*fold, source, what.as_deref(), frame)?,
        Op::As(inner, ty) => access::read_as(inner.value(frame)?, ty, frame)?,
        Op::Not(_)
        | Op::And(_)
        | Op::Or(_)
        | Op::Compare(..)
        | Op::IsNone(..)
        | Op::InStage(..)
        | Op::In(..)
        | Op::Changed(..)
        | Op::IsNew
        | Op::Matches(..) => node.test(frame)?.value(),
    })
}
