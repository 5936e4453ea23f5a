//! Templates: text with expressions in braces, `"{customer.name} · {amount}"`. `{{` and `}}` are braces.
//!
//! Values are shown as people read them: money and numbers grouped, percentages as 15%, choices by title, people by
//! name, none as nothing.

use rust_decimal::Decimal;

use super::{
    compile::{Expect, Expr, compile},
    frame::{Fault, Frame, Place},
    problem::{Problem, ProblemKind},
    scope::Scope,
};
use crate::model::{Id, Type, Value, number};

/// A compiled template.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    text: Id,
    parts: Vec<Part>,
    minor_digits: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Value(Expr),
}

impl Template {
    /// Compiles a template for its place. Positions count characters of the whole template.
    pub fn compile(text: &str, scope: &Scope) -> Result<Template, Vec<Problem>> {
        let chars: Vec<char> = text.chars().collect();
        let mut parts = Vec::new();
        let mut problems = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while at < chars.len() {
            let (c, next) = (chars[at], chars.get(at + 1));
            match c {
                '{' | '}' if next == Some(&c) => {
                    plain.push(c);
                    at += 2;
                }
                '{' => {
                    let end = closing(&chars, at + 1);
                    let Some(end) = end else {
                        let message = ("the brace is not closed", "花括号没有闭合");
                        let place = (at, chars.len());
                        let problem = Problem::new(ProblemKind::Syntax, place, message);
                        problems.push(problem.hint(("a brace itself is written `{{`", "花括号本身请写 `{{`")));
                        break;
                    };
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    let inner: String = chars[at + 1..end].iter().collect();
                    match compile(&inner, scope, Expect::Any) {
                        Ok(expr) => parts.push(Part::Value(expr)),
                        Err(inner) => {
                            problems.extend(inner.into_iter().map(|p| p.shifted(at + 1)));
                        }
                    }
                    at = end + 1;
                }
                '}' => {
                    let message = ("a closing brace without an opening one", "多了一个右花括号");
                    let problem = Problem::new(ProblemKind::Syntax, (at, at + 1), message);
                    problems.push(problem.hint(("a brace itself is written `}}`", "花括号本身请写 `}}`")).fix("}}"));
                    at += 1;
                }
                other => {
                    plain.push(other);
                    at += 1;
                }
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        match problems.is_empty() {
            true => Ok(Template { text: text.into(), parts, minor_digits: scope.schema.minor_digits() }),
            false => Err(problems),
        }
    }

    /// The text it was compiled from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value(expr) => Some(expr),
            Part::Text(_) => None,
        })
    }

    /// The same at a place, which the faults of its expressions will name.
    pub fn placed(mut self, place: &Place) -> Template {
        for part in &mut self.parts {
            if let Part::Value(expr) = part {
                *expr = expr.clone().placed(place.clone());
            }
        }
        self
    }

    /// The text with its values.
    pub fn render(&self, frame: &Frame) -> Result<String, Fault> {
        let mut out = String::with_capacity(self.text.len() * 2);
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(expr) => {
                    let value = expr.value(frame)?;
                    out.push_str(&shown(&value, expr.ty(), self.minor_digits, frame));
                }
            }
        }
        Ok(out)
    }
}

/// The brace that closes an expression: not one in its text literals or blocks.
fn closing(chars: &[char], from: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in chars.iter().enumerate().skip(from) {
        match (quote, c) {
            (Some(open), c) if open == *c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(*c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A value as people read it.
pub fn shown(value: &Value, ty: &Type, minor_digits: u32, frame: &Frame) -> String {
    let org = frame.context.org();
    let calendar = frame.context.calendar();
    match (value, ty) {
        (Value::None, _) => String::new(),
        (Value::Number(n), Type::Money) => number::grouped(*n, minor_digits),
        (Value::Number(n), Type::Percent) => match n.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => format!("{}%", grouped_plain(percent)),
            None => number::plain(*n),
        },
        (Value::Number(n), _) => grouped_plain(*n),
        (Value::Text(id), Type::Choice(choices)) => choices.title(id).to_owned(),
        (Value::Text(id), Type::Person) => org.name(id).to_owned(),
        (Value::Text(id), Type::Unit) => match org.units.get(id) {
            Some(unit) if !unit.title.is_empty() => unit.title.clone(),
            _ => id.to_string(),
        },
        (Value::Text(id), Type::Role) => match org.roles.get(id) {
            Some(title) if !title.is_empty() => title.clone(),
            _ => id.to_string(),
        },
        (Value::Moment(at), _) => {
            let local = calendar.local_datetime(*at);
            local.strftime("%Y-%m-%d %H:%M").to_string()
        }
        (Value::List(items), ty) => {
            let of = match ty {
                Type::List(of) => of,
                _ => &Type::Any,
            };
            let items = items.iter().filter(|item| !item.is_none());
            let texts: Vec<String> = items.map(|item| shown(item, of, minor_digits, frame)).collect();
            texts.join("、")
        }
        (other, _) => other.to_string(),
    }
}

/// A number with a comma every three digits and the places it has.
fn grouped_plain(n: Decimal) -> String {
    number::grouped(n, n.normalize().scale())
}
