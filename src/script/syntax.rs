//! The tree of an expression as it is read: forms of the language and the characters they stand at.
//!
//! Nothing is known here of names, types or functions; `read` makes the tree.

use std::sync::Arc;

use rhai::Token;
use rust_decimal::Decimal;

pub use super::read::{TEXT_BYTES_MAX, read};
use crate::model::Id;

/// A part of an expression and the characters it stands at.
#[derive(Clone, Debug, PartialEq)]
pub struct Syn {
    /// Its first character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
    /// What it is.
    pub form: Form,
}

/// The forms of the language.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `true`, `false`.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// Text in quotes.
    Text(Id),
    /// A name.
    Name(Id),
    /// `of.name`, and where the name stands.
    Dot(Box<Syn>, Id, (usize, usize)),
    /// `name(arguments)`, and where the name ends.
    Call(Id, usize, Vec<Syn>),
    /// `[a, b]`.
    List(Vec<Syn>),
    /// `-a`.
    Minus(Box<Syn>),
    /// `!a`, `not(a)`.
    Not(Box<Syn>),
    /// `a && b && c`.
    And(Vec<Syn>),
    /// `a || b || c`.
    Or(Vec<Syn>),
    /// `a ?? b ?? c`.
    Instead(Vec<Syn>),
    /// An operation on two values.
    Binary(Operator, Box<Syn>, Box<Syn>),
    /// `a in b`.
    In(Box<Syn>, Box<Syn>),
    /// `if c { a } else { b }`.
    If(Box<Syn>, Box<Syn>, Box<Syn>),
}

/// Arithmetic and comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a % b`
    Modulo,
    /// `a == b`
    Equal,
    /// `a != b`
    Unequal,
    /// `a < b`
    Less,
    /// `a <= b`
    AtMost,
    /// `a > b`
    Greater,
    /// `a >= b`
    AtLeast,
}

impl Operator {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Modulo => "%",
            Operator::Equal => "==",
            Operator::Unequal => "!=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::Greater => ">",
            Operator::AtLeast => ">=",
        }
    }

    /// Whether it answers true or false.
    pub fn compares(self) -> bool {
        !matches!(self, Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo)
    }

    /// The operator of a word of Rhai's.
    pub(super) fn of(token: &Token) -> Option<Operator> {
        Some(match token {
            Token::Plus => Operator::Add,
            Token::Minus => Operator::Subtract,
            Token::Multiply => Operator::Multiply,
            Token::Divide => Operator::Divide,
            Token::Modulo => Operator::Modulo,
            Token::EqualsTo => Operator::Equal,
            Token::NotEqualsTo => Operator::Unequal,
            Token::LessThan => Operator::Less,
            Token::LessThanEqualsTo => Operator::AtMost,
            Token::GreaterThan => Operator::Greater,
            Token::GreaterThanEqualsTo => Operator::AtLeast,
            _ => return None,
        })
    }
}

/// The names of a dotted path, `a.b.c`; none where it does not begin with a name.
pub fn path(syn: &Syn) -> Option<Vec<Arc<str>>> {
    match &syn.form {
        Form::Name(name) => Some(vec![name.clone()]),
        Form::Dot(of, name, _) => {
            let mut names = path(of)?;
            names.push(name.clone());
            Some(names)
        }
        _ => None,
    }
}
