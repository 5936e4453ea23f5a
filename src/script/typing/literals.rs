//! What fits where: literals read as what they meet, values taken as what is wanted.

use std::sync::Arc;

use super::{Noted, Typed, Typer, a};
use crate::{
    model::{
        Id, Said, Type, Value,
        row::split_kind,
        time::{Duration, TimeError},
        value::Choices,
    },
    said,
    script::{
        node::{Node, Op},
        problem::{Problem, ProblemKind, few, nearest},
    },
};

impl Typer<'_> {
    /// Takes a part as a value of a type.
    pub fn coerce(&mut self, node: Node, want: &Type) -> Typed {
        if node.ty == *want || *want == Type::Any || node.ty == Type::None {
            return Ok(node);
        }
        if let Some(text) = node.literal().cloned() {
            return match self.literal(&text, want, (node.start, node.end)) {
                Ok(value) => Ok(Node { ty: want.clone(), op: Op::Const(value), ..node }),
                Err(problem) => self.note(problem),
            };
        }
        match node.op {
            Op::If(condition, then, other) => {
                let then = self.coerce(*then, want);
                let other = self.coerce(*other, want);
                Ok(Node { ty: want.clone(), op: Op::If(condition, Box::new(then?), Box::new(other?)), ..node })
            }
            Op::Instead(parts) => {
                let parts: Vec<Typed> = parts.into_iter().map(|p| self.coerce(p, want)).collect();
                Ok(Node { ty: want.clone(), op: Op::Instead(parts.into_iter().collect::<Result<_, _>>()?), ..node })
            }
            Op::List(items) => {
                if let Type::List(of) = want {
                    let items: Vec<Typed> = items.into_iter().map(|item| self.coerce(item, of)).collect();
                    let items = items.into_iter().collect::<Result<Vec<_>, _>>()?;
                    return Ok(list_of(node.start, node.end, want.clone(), items));
                }
                let node = Node { op: Op::List(items), ..node };
                self.taken_as(node, want)
            }
            op => self.taken_as(Node { op, ..node }, want),
        }
    }

    /// Takes a part that is no literal.
    fn taken_as(&mut self, node: Node, want: &Type) -> Typed {
        match fits(&node.ty, want) {
            Fit::Same => Ok(node),
            Fit::Converted => Ok(Node {
                start: node.start,
                end: node.end,
                ty: want.clone(),
                op: Op::As(Box::new(node), want.clone()),
            }),
            Fit::No => {
                let message = wanted(want, &a(&node.ty));
                let kind = match node.ty.is_numeric() && want.is_numeric() {
                    true => ProblemKind::Unit,
                    false => ProblemKind::TypeMismatch,
                };
                let hint = match (&node.ty, want) {
                    (from, Type::Text) if from.is_numeric() => Some(Said::from(("write `text(…)`", "请写 `text(…)`"))),
                    (Type::Text, want) if want.is_numeric() => {
                        Some(Said::from(("write `number(…)`", "请写 `number(…)`")))
                    }
                    (Type::Answer(of), _) => {
                        let columns = self.scope.schema.columns(of).unwrap_or_default();
                        let names: Vec<&str> = columns.iter().map(|(name, _)| &**name).collect();
                        let names = names.join(", ");
                        Some(said!(
                            "it answers several things: say which, `.name`, one of {names}",
                            "它有几个输出：请指明要哪一个，写 `.名字`，可选 {names}"
                        ))
                    }
                    _ => None,
                };
                let problem = Problem::new(kind, (node.start, node.end), message);
                self.note(problem.hint_if(hint))
            }
        }
    }

    /// Reads a text literal as a value of a type.
    pub fn literal(&self, text: &Id, want: &Type, place: (usize, usize)) -> Result<Value, Problem> {
        let schema = self.scope.schema;
        let org = schema.org();
        let unknown = |what: (&str, &str), known: Vec<&str>| {
            let what = Said::from(what);
            let message = said!("no {what} is called `{text}`", "没有叫 `{text}` 的{what}"; what);
            let near = nearest(text, known.iter().copied());
            Problem::new(ProblemKind::UnknownValue, place, message).hint_if(near.or_else(|| few(&known)))
        };
        let unread = |error: TimeError| Problem::new(ProblemKind::BadLiteral, place, error.said());
        Ok(match want {
            Type::Text | Type::Any | Type::Ref(_) => Value::Text(text.clone()),
            Type::Date => Value::Date(schema.calendar().parse_date(text).map_err(unread)?),
            Type::DateTime => {
                let at = schema.calendar().parse_timestamp(text);
                Value::Moment(at.map_err(unread)?)
            }
            Type::Duration => Value::Duration(Arc::new(Duration::parse(text).map_err(unread)?)),
            Type::Choice(choices) => {
                let named = choices.values.iter().find(|(id, _)| id == text);
                let titled = || choices.values.iter().find(|(_, title)| **title == **text);
                match named.or_else(titled) {
                    Some((id, _)) => Value::Text(id.clone()),
                    None => {
                        let known = choices.values.iter().map(|(id, _)| &**id).collect();
                        return Err(unknown(("value of this choice", "选项值"), known));
                    }
                }
            }
            Type::Person if &**text == "policy" => Value::Text(text.clone()),
            Type::Person => match org.find(text) {
                Some(id) => Value::Text(id.clone()),
                None => {
                    let ids = org.people.keys().map(|id| &**id);
                    let names = org.people.values().map(|p| p.name.as_str());
                    let known = ids.chain(names.filter(|name| !name.is_empty()));
                    return Err(unknown(("person", "人员"), known.collect()));
                }
            },
            Type::Unit => match org.units.get_key_value(text) {
                Some((id, _)) => Value::Text(id.clone()),
                None => {
                    let known = org.units.keys().map(|id| &**id).collect();
                    return Err(unknown(("unit", "部门"), known));
                }
            },
            Type::Role => match org.roles.get_key_value(text) {
                Some((id, _)) => Value::Text(id.clone()),
                None if org.roles.is_empty() => Value::Text(text.clone()),
                None => {
                    let known = org.roles.keys().map(|id| &**id).collect();
                    return Err(unknown(("role", "角色"), known));
                }
            },
            Type::List(of) => Value::List(Arc::new([self.literal(text, of, place)?])),
            Type::Number | Type::Money | Type::Percent => {
                let message = wanted(want, &a(&Type::Text));
                let problem = Problem::new(ProblemKind::TypeMismatch, place, message);
                let number = crate::model::number::parse(text);
                return Err(match number.map(crate::model::number::plain) {
                    Some(n) => problem.hint(said!("write {n} without quotes", "请写 {n}，不要引号")).fix(n),
                    None => problem,
                });
            }
            Type::None | Type::Bool | Type::Rows(_) | Type::Answer(_) => {
                let message = wanted(want, &a(&Type::Text));
                return Err(Problem::new(ProblemKind::TypeMismatch, place, message));
            }
        })
    }

    /// Brings several parts to one type: branches, alternatives, elements.
    pub fn together(&mut self, nodes: Vec<Node>) -> Result<(Vec<Node>, Type), Noted> {
        // What is no literal decides; literals follow.
        let mut ty = Type::None;
        let mut deciding: Vec<&Node> = nodes.iter().filter(|n| n.literal().is_none()).collect();
        deciding.extend(nodes.iter().filter(|n| n.literal().is_some()));
        for node in deciding {
            let as_literal = node.literal().is_some() && !matches!(ty, Type::None);
            match shared(&ty, &node.ty) {
                _ if as_literal => {}
                Some(both) => ty = both,
                None => {
                    let (one, other) = (a(&ty), a(&node.ty));
                    let message = said!("{one} and {other} stand side by side", "{one}和{other}放在了一起"; one, other);
                    let kind = match ty.is_numeric() && node.ty.is_numeric() {
                        true => ProblemKind::Unit,
                        false => ProblemKind::TypeMismatch,
                    };
                    return self.wrong(kind, (node.start, node.end), message);
                }
            }
        }
        let nodes: Vec<Typed> = nodes.into_iter().map(|n| self.coerce(n, &ty)).collect();
        Ok((nodes.into_iter().collect::<Result<_, _>>()?, ty))
    }
}

/// Another value than the one that is wanted.
fn wanted(want: &Type, given: &Said) -> Said {
    let want = a(want);
    said!("{want} is wanted here, this is {given}", "这里要{want}，写的却是{given}"; want, given)
}

/// A list of parts; a constant where all of them are.
pub(super) fn list_of(start: usize, end: usize, ty: Type, items: Vec<Node>) -> Node {
    let constants: Option<Vec<Value>> = items.iter().map(|n| n.constant().cloned()).collect();
    let op = match constants {
        Some(values) => Op::Const(Value::List(values.into())),
        None => Op::List(items),
    };
    Node { start, end, ty, op }
}

/// How a value of one type is taken as another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Same,
    Converted,
    No,
}

/// Whether a value of one type may stand where another is wanted.
pub(super) fn fits(from: &Type, want: &Type) -> Fit {
    match (from, want) {
        (from, want) if from == want => Fit::Same,
        (Type::None, _) | (_, Type::Any) => Fit::Same,
        (Type::Any, Type::Rows(_) | Type::Answer(_)) => Fit::No,
        (Type::Any, _) => Fit::Converted,
        // A plain number has any unit; an amount may be kept as a plain number.
        (Type::Number, Type::Money | Type::Percent) => Fit::Same,
        (Type::Money | Type::Percent, Type::Number) => Fit::Same,
        (Type::Date, Type::DateTime) | (Type::DateTime, Type::Date) => Fit::Converted,
        (from, Type::Text) if is_id(from) => Fit::Same,
        // The id of a value: whether it is one shows when it runs.
        (Type::Text, want) if is_id(want) => Fit::Converted,
        (Type::Choice(a), Type::Choice(b)) if share(a, b) => Fit::Converted,
        (Type::List(from), Type::List(want)) => match fits(from, want) {
            Fit::Converted => Fit::Converted,
            fit => fit,
        },
        // Line items are taken column by column.
        (Type::Rows(a), Type::Rows(b)) if split_kind(a).is_some() && split_kind(b).is_some() => Fit::Same,
        (Type::Rows(of), Type::List(want)) if **want == Type::Ref(of.clone()) => Fit::Same,
        (Type::Rows(_), Type::List(want)) if matches!(**want, Type::Any | Type::Text) => Fit::Same,
        (one, Type::List(want)) if fits(one, want) != Fit::No => Fit::Converted,
        _ => Fit::No,
    }
}

/// Whether values of a type are ids, text inside.
pub(super) fn is_id(ty: &Type) -> bool {
    matches!(ty, Type::Choice(_) | Type::Person | Type::Unit | Type::Role | Type::Ref(_))
}

pub(super) fn share(a: &Choices, b: &Choices) -> bool {
    a.values.iter().any(|(id, _)| b.has(id))
}

/// The type that values of both types have.
pub(super) fn shared(a: &Type, b: &Type) -> Option<Type> {
    Some(match (a, b) {
        (a, b) if a == b => a.clone(),
        (Type::None, other) | (other, Type::None) => other.clone(),
        (Type::Any, _) | (_, Type::Any) => Type::Any,
        (Type::Number, other) | (other, Type::Number) if other.is_numeric() => other.clone(),
        (Type::Date, Type::DateTime) | (Type::DateTime, Type::Date) => Type::DateTime,
        (Type::Choice(x), Type::Choice(y)) => match x.values.iter().all(|(id, _)| y.has(id)) {
            true => b.clone(),
            false if share(x, y) => a.clone(),
            false => Type::Text,
        },
        (Type::Text, other) | (other, Type::Text) if is_id(other) => Type::Text,
        (Type::List(x), Type::List(y)) => Type::List(Box::new(shared(x, y)?)),
        (Type::List(of), one) | (one, Type::List(of)) => Type::List(Box::new(shared(of, one)?)),
        _ => return None,
    })
}
