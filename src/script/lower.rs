//! Lowering: a typed tree becomes closures, one kind for conditions, one for numbers, one for the rest. The shapes
//! that guards are made of (a field against a constant) read the slot in place and allocate nothing.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{
    access::{self, Evaluate},
    eval::shaped,
    frame::{Fault, Frame},
    node::{Node, Of, Op, Source},
    operate,
    syntax::Operator,
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
        Op::Field {
            of: Of::Here,
            slot,
            computed: false,
            ..
        } => Some(*slot),
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

// ---- conditions ----

fn test(node: &Node) -> Run<Tri> {
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
            Box::new(move |frame| Ok(inner(frame)?.not()))
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
        && matches!(
            ty,
            Type::Text | Type::Choice(_) | Type::Person | Type::Unit | Type::Role | Type::Ref(_)
        )
}

fn number_against(operator: Operator, at: usize, constant: Decimal) -> Run<Tri> {
    by_operator!(
        operator,
        frame,
        x,
        y,
        match slot(frame, at) {
            Value::Number(x) => Some((*x, constant)),
            _ => None,
        }
    )
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

// ---- numbers ----

fn number(node: &Node) -> Run<Option<Decimal>> {
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

// ---- everything else ----

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
        Source::List(list, slot) => Source::List(Box::new(lower(list)), *slot),
        Source::Where(rows, condition) => {
            Source::Where(Box::new(lower_source(rows)), Box::new(lower(condition)))
        }
    }
}

fn value(node: &Node) -> Run<Value> {
    match &node.op {
        Op::Const(value) => {
            let value = value.clone();
            Box::new(move |_| Ok(value.clone()))
        }
        Op::Field {
            of,
            workflow,
            slot: at,
            computed,
        } => {
            if let Some(at) = own_slot(node) {
                return Box::new(move |frame| Ok(slot(frame, at).clone()));
            }
            let (whose, workflow) = (Whose::of(of), workflow.clone());
            let (at, computed, ty) = (*at, *computed, node.ty.clone());
            Box::new(move |frame| {
                let value = whose.read(Some(&workflow), frame, Value::None, |on| {
                    access::field(on, at, computed)
                })?;
                Ok(shaped(value, &ty))
            })
        }
        Op::Meta(of, what) => {
            let (whose, what) = (Whose::of(of), *what);
            Box::new(move |frame| {
                whose.read(None, frame, Value::None, |on| Ok(access::meta(on, what)))
            })
        }
        Op::Approval(of, chain) => {
            let (whose, chain) = (Whose::of(of), chain.clone());
            Box::new(move |frame| {
                whose.read(None, frame, Value::None, |on| {
                    Ok(access::approval(on, &chain))
                })
            })
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
        Op::Script(name, arguments) => {
            let (name, arguments) = (name.clone(), lower_all(arguments));
            Box::new(move |frame| frame.context.function(&name, &values(&arguments, frame)?))
        }
        Op::Figure(name, by, period) => {
            let name = name.clone();
            let by: Vec<(Id, Code)> = by.iter().map(|(id, n)| (id.clone(), lower(n))).collect();
            let period = period.as_deref().map(lower);
            Box::new(move |frame| {
                let by = by
                    .iter()
                    .map(|(id, code)| Ok((id.clone(), code.value(frame)?)));
                let by = by.collect::<Result<Vec<_>, Fault>>()?;
                let period = period.as_ref().map(|period| period.value(frame));
                access::figure(frame, &name, &by, period.transpose()?.as_ref())
            })
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
