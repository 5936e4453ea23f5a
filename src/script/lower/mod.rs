//! Lowering: a typed tree becomes closures, one kind for conditions, one for numbers, one for the rest. The shapes
//! that guards are made of (a field against a constant) read the slot in place and allocate nothing.

mod conditions;
mod numbers;

use std::sync::Arc;

use rust_decimal::Decimal;

use conditions::test;
use numbers::number;

use super::{
    access::{self, Evaluate},
    eval::shaped,
    frame::{Fault, Frame},
    node::{Node, Of, Op, Source},
    operate,
    tri::Tri,
};
use crate::model::{Id, Type, Value};

/// A closure on a frame.
type Run<T> = Box<dyn Fn(&Frame<'_>) -> Result<T, Fault> + Send + Sync>;

/// A lowered part.
pub enum Code {
    /// A condition.
    Test(Run<Tri>),
    /// A number, or none.
    Number(Run<Option<Decimal>>),
    /// Anything.
    Value(Run<Value>),
}

impl Evaluate for Code {
    fn value(&self, frame: &Frame) -> Result<Value, Fault> {
        match self {
            Code::Test(run) => run(frame).map(Tri::value),
            Code::Number(run) => Ok(run(frame)?.map_or(Value::None, Value::Number)),
            Code::Value(run) => run(frame),
        }
    }

    fn test(&self, frame: &Frame) -> Result<Tri, Fault> {
        match self {
            Code::Test(run) => run(frame),
            Code::Number(_) => Tri::of(&self.value(frame)?),
            Code::Value(run) => Tri::of(&run(frame)?),
        }
    }
}

impl Code {
    fn into_test(self) -> Run<Tri> {
        match self {
            Code::Test(run) => run,
            other => Box::new(move |frame| other.test(frame)),
        }
    }

    fn into_number(self) -> Run<Option<Decimal>> {
        match self {
            Code::Number(run) => run,
            other => Box::new(move |frame| Ok(other.value(frame)?.as_number())),
        }
    }

    fn into_value(self) -> Run<Value> {
        match self {
            Code::Value(run) => run,
            other => Box::new(move |frame| other.value(frame)),
        }
    }
}

/// Lowers a tree.
pub fn lower(node: &Node) -> Code {
    match &node.ty {
        Type::Bool => Code::Test(test(node)),
        ty if ty.is_numeric() => Code::Number(number(node)),
        _ => match &node.op {
            // Conditions stay conditions whatever their type is said to be.
            Op::Not(_) | Op::And(_) | Op::Or(_) => Code::Test(test(node)),
            _ => Code::Value(value(node)),
        },
    }
}

fn lower_all(nodes: &[Node]) -> Vec<Code> {
    nodes.iter().map(lower).collect()
}

fn values(codes: &[Code], frame: &Frame) -> Result<Vec<Value>, Fault> {
    codes.iter().map(|code| code.value(frame)).collect()
}

/// The slot of a stored field of the frame's own record.
fn own_slot(node: &Node) -> Option<usize> {
    match &node.op {
        Op::Field { of: Of::Here, slot, computed: false, .. } => Some(*slot),
        _ => None,
    }
}

#[inline]
fn slot<'a>(frame: &Frame<'a>, slot: usize) -> &'a Value {
    match frame.record {
        Some(record) => record.fields.at(slot),
        None => &Value::None,
    }
}

/// Whose record, lowered.
enum Whose {
    Here,
    Around,
    Old,
    Record(Code),
}

impl Whose {
    fn of(of: &Of) -> Whose {
        match of {
            Of::Here => Whose::Here,
            Of::Around => Whose::Around,
            Of::Old => Whose::Old,
            Of::Record(id) => Whose::Record(lower(id)),
        }
    }

    fn read<T>(
        &self,
        workflow: Option<&str>,
        frame: &Frame,
        missing: T,
        read: impl FnOnce(&Frame) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        match self {
            Whose::Here => read(frame),
            Whose::Around => access::around(frame, missing, read),
            Whose::Old => access::before(frame, missing, read),
            Whose::Record(id) => access::through(frame, &id.value(frame)?, workflow, missing, read),
        }
    }
}

fn lower_source(source: &Source) -> Source<Code> {
    match source {
        Source::Children(workflow) => Source::Children(workflow.clone()),
        Source::Records(workflow) => Source::Records(workflow.clone()),
        Source::Descendants(workflow) => Source::Descendants(workflow.clone()),
        Source::List(list, slot) => Source::List(Box::new(lower(list)), *slot),
        Source::Lines(lines, kind) => Source::Lines(Box::new(lower(lines)), kind.clone()),
        Source::Sorted(rows, by) => Source::Sorted(Box::new(lower_source(rows)), Box::new(lower(by))),
        Source::Where(rows, condition) => Source::Where(Box::new(lower_source(rows)), Box::new(lower(condition))),
    }
}

fn value(node: &Node) -> Run<Value> {
    match &node.op {
        Op::Const(value) => {
            let value = value.clone();
            Box::new(move |_| Ok(value.clone()))
        }
        Op::Field { of, workflow, slot: at, computed } => {
            let (whose, workflow) = (Whose::of(of), workflow.clone());
            if let Type::Rows(kind) = &node.ty {
                let (at, kind) = (*at, kind.clone());
                return Box::new(move |frame| {
                    whose.read(Some(&workflow), frame, Value::None, |on| Ok(access::lines(on, at, &kind)))
                });
            }
            if let Some(at) = own_slot(node) {
                return Box::new(move |frame| Ok(slot(frame, at).clone()));
            }
            let (at, computed, ty) = (*at, *computed, node.ty.clone());
            Box::new(move |frame| {
                let value = whose.read(Some(&workflow), frame, Value::None, |on| access::field(on, at, computed))?;
                Ok(shaped(value, &ty))
            })
        }
        Op::Meta(of, what) => {
            let (whose, what) = (Whose::of(of), *what);
            Box::new(move |frame| whose.read(None, frame, Value::None, |on| access::meta(on, what)))
        }
        Op::Approval(of, chain) => {
            let (whose, chain) = (Whose::of(of), chain.clone());
            Box::new(move |frame| whose.read(None, frame, Value::None, |on| Ok(access::approval(on, &chain))))
        }
        Op::Local(at) => {
            let at = *at;
            Box::new(move |frame| Ok(frame.locals.get(at).cloned().unwrap_or_default()))
        }
        Op::Now => Box::new(|frame| Ok(Value::Moment(frame.now))),
        Op::Today => Box::new(|frame| Ok(Value::Date(frame.today))),
        Op::Actor => Box::new(|frame| Ok(access::actor(frame.actor))),
        Op::OfPerson(of, name) | Op::OfUnit(of, name) => {
            let person = matches!(node.op, Op::OfPerson(..));
            let (of, name) = (lower(of), name.clone());
            Box::new(move |frame| Ok(access::attribute(frame, &of.value(frame)?, &name, person)))
        }
        Op::Minus(inner) => {
            let inner = lower(inner);
            Box::new(move |frame| operate::minus(&inner.value(frame)?))
        }
        Op::Instead(parts) => {
            let parts = lower_all(parts);
            Box::new(move |frame| {
                for part in &parts {
                    let value = part.value(frame)?;
                    if !value.is_none() {
                        return Ok(value);
                    }
                }
                Ok(Value::None)
            })
        }
        Op::Arithmetic(operator, a, b, zero_is_none) => {
            let (operator, zero_is_none) = (*operator, *zero_is_none);
            let (a, b) = (lower(a), lower(b));
            Box::new(move |frame| {
                let (a, b) = (a.value(frame)?, b.value(frame)?);
                operate::arithmetic(operator, &a, &b, zero_is_none, frame.context.calendar())
            })
        }
        Op::List(items) => {
            let items = lower_all(items);
            Box::new(move |frame| Ok(Value::List(values(&items, frame)?.into())))
        }
        Op::If(condition, a, b) => {
            let condition = lower(condition).into_test();
            let (a, b) = (lower(a).into_value(), lower(b).into_value());
            Box::new(move |frame| match condition(frame)? {
                Tri::True => a(frame),
                _ => b(frame),
            })
        }
        Op::Call(function, arguments, _) => {
            let (function, arguments) = (*function, lower_all(arguments));
            Box::new(move |frame| access::call(function, &values(&arguments, frame)?, frame))
        }
        Op::Table(name, arguments, output) => {
            let (name, arguments, output) = (name.clone(), lower_all(arguments), *output);
            Box::new(move |frame| access::table(frame, &name, &values(&arguments, frame)?, output))
        }
        Op::Part(of, at, each) => {
            let (of, at, each) = (lower(of), *at, *each);
            Box::new(move |frame| Ok(access::part(&of.value(frame)?, at, each)))
        }
        Op::Script(name, arguments) => {
            let (name, arguments) = (name.clone(), lower_all(arguments));
            Box::new(move |frame| frame.context.function(&name, &values(&arguments, frame)?))
        }
        Op::Figure(name, by, period) => {
            let name = name.clone();
            let by: Vec<(Id, Code)> = by.iter().map(|(id, n)| (id.clone(), lower(n))).collect();
            let period = period.as_deref().map(lower);
            Box::new(move |frame| {
                let by = by.iter().map(|(id, code)| Ok((id.clone(), code.value(frame)?)));
                let by = by.collect::<Result<Vec<_>, Fault>>()?;
                let period = period.as_ref().map(|period| period.value(frame));
                access::figure(frame, &name, &by, period.transpose()?.as_ref())
            })
        }
        Op::Parent(workflow) => {
            let workflow = workflow.clone();
            Box::new(move |frame| access::parent(frame, &workflow))
        }
        Op::Balance(name, asked, key) => {
            let (name, asked, key) = (name.clone(), *asked, lower_all(key));
            Box::new(move |frame| frame.context.balance(&name, asked, &values(&key, frame)?, frame))
        }
        Op::Rows(source) => {
            let source = lower_source(source);
            Box::new(move |frame| access::rows(&source, frame))
        }
        Op::Fold(fold, source, what) => {
            let (fold, source) = (*fold, lower_source(source));
            let what = what.as_deref().map(lower);
            Box::new(move |frame| access::fold(fold, &source, what.as_ref(), frame))
        }
        Op::As(inner, ty) => {
            let (inner, ty) = (lower(inner), ty.clone());
            Box::new(move |frame| access::read_as(inner.value(frame)?, &ty, frame))
        }
        Op::Not(_)
        | Op::And(_)
        | Op::Or(_)
        | Op::Compare(..)
        | Op::IsNone(..)
        | Op::InStage(..)
        | Op::In(..)
        | Op::Changed(..)
        | Op::IsNew
        | Op::Matches(..) => {
            let run: Arc<Run<Tri>> = Arc::new(test(node));
            Box::new(move |frame| Ok(run(frame)?.value()))
        }
    }
}
