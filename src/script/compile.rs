//! Compiling: text becomes an [`Expr`], which answers for any frame of its scope.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    access::Evaluate,
    explain::{self, Condition},
    frame::{Fault, Frame, Place},
    lower::{self, Code},
    node::{Node, Op},
    problem::{Problem, ProblemKind},
    scope::Scope,
    syntax,
    typing::{self, Noted, Typer},
};
use crate::{
    model::{Id, Said, Type, Value},
    said,
};

/// What is wanted of an expression at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// True or false.
    Condition,
    /// A value of that type; literals are read as one.
    Of(Type),
    /// A number, money or a percentage.
    Number,
    /// A date or moment.
    Day,
    /// A person or a list of people.
    People,
    /// Rows or a list.
    Several,
    /// Anything.
    Any,
}

/// What an expression reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Fields, by workflow; what every record has (`stage`, `outcome` …) among them.
    pub fields: BTreeSet<(Id, Id)>,
    /// Names that come in with the frame, by their place in the scope. Larger numbers are the `line` of a list.
    pub locals: BTreeSet<usize>,
    /// Whether the answer can change with time alone.
    pub now: bool,
    /// Whether other records are read.
    pub others: bool,
    /// Balances.
    pub balances: BTreeSet<Id>,
    /// Measures and KPIs.
    pub figures: BTreeSet<Id>,
    /// Decision tables.
    pub tables: BTreeSet<Id>,
    /// Functions of `rules/*.rhai`.
    pub functions: BTreeSet<Id>,
    /// Whether stays or approvals of the record are read.
    pub history: bool,
    /// Stages of this workflow that are named.
    pub stages: BTreeSet<Id>,
    /// Whether it matters who acts.
    pub actor: bool,
}

/// A compiled expression.
#[derive(Clone)]
pub struct Expr {
    text: Id,
    node: Arc<Node>,
    code: Arc<Code>,
    reads: Arc<Reads>,
    warnings: Arc<[Problem]>,
    place: Option<Arc<Place>>,
}

/// Compiles an expression for its place. All errors come at once; what only warns is kept with the result.
pub fn compile(text: &str, scope: &Scope, expect: Expect) -> Result<Expr, Vec<Problem>> {
    let syn = syntax::read(text)?;
    let mut typer = Typer::new(*scope);
    let node = typer.infer(&syn).and_then(|node| expected(&mut typer, node, &expect));
    let Typer { mut problems, reads, .. } = typer;
    match node {
        Ok(node) if !problems.iter().any(Problem::is_error) => Ok(Expr {
            text: text.into(),
            code: Arc::new(lower::lower(&node)),
            node: Arc::new(node),
            reads: Arc::new(reads),
            warnings: problems.into(),
            place: None,
        }),
        _ => {
            problems.sort_by_key(|problem| (problem.start, problem.end));
            Err(problems)
        }
    }
}

/// Takes an expression as what its place wants.
fn expected(typer: &mut Typer<'_>, node: Node, expect: &Expect) -> Result<Node, Noted> {
    let fits = match expect {
        Expect::Any => true,
        Expect::Condition => return typer.must_be_condition(node),
        Expect::Of(ty) => return typer.coerce(node, ty),
        Expect::Number => node.ty.is_numeric(),
        Expect::Day => matches!(node.ty, Type::Date | Type::DateTime),
        Expect::Several => matches!(node.ty, Type::List(_) | Type::Rows(_)),
        Expect::People => match &node.ty {
            // A unit is everybody in it.
            Type::Person | Type::Unit => true,
            Type::List(of) if **of == Type::Text => {
                return typer.coerce(node, &Type::List(Box::new(Type::Person)));
            }
            Type::List(of) => matches!(**of, Type::Person | Type::Any | Type::None),
            Type::Text if node.literal().is_some() => {
                return typer.coerce(node, &Type::Person);
            }
            _ => false,
        },
    };
    if fits || matches!(node.ty, Type::Any | Type::None) {
        return Ok(node);
    }
    let wanted = match expect {
        Expect::Number => ("a number", "数字"),
        Expect::Day => ("a date or moment", "日期或时刻"),
        Expect::Several => ("rows or a list", "多条记录或列表"),
        _ => ("a person or people", "人员"),
    };
    let (wanted, given) = (Said::from(wanted), typing::a(&node.ty));
    let message = said!("{wanted} is wanted here, this is {given}", "这里要{wanted}，写的却是{given}"; wanted, given);
    typer.problems.push(Problem::new(ProblemKind::TypeMismatch, (node.start, node.end), message));
    Err(Noted)
}

impl Expr {
    /// The text it was compiled from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What its values mean.
    pub fn ty(&self) -> &Type {
        &self.node.ty
    }

    /// What it reads.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// What is probably not meant so.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Its typed tree, for proofs.
    pub fn tree(&self) -> &Node {
        &self.node
    }

    /// Where it stands, once [`Expr::placed`] has said so.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_deref()
    }

    /// The same at a place, which its faults will name.
    pub fn placed(self, place: Place) -> Expr {
        Expr { place: Some(Arc::new(place)), ..self }
    }

    /// The value, where it is known without any frame.
    pub fn constant(&self) -> Option<&Value> {
        match &self.node.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }

    /// Its value.
    #[inline]
    pub fn value(&self, frame: &Frame) -> Result<Value, Fault> {
        self.code.value(frame).map_err(|fault| self.failed(fault, frame))
    }

    /// Whether it holds; none where that is unknown.
    #[inline]
    pub fn holds(&self, frame: &Frame) -> Result<Option<bool>, Fault> {
        match self.code.test(frame) {
            Ok(answer) => Ok(answer.known()),
            Err(fault) => Err(self.failed(fault, frame)),
        }
    }

    /// Names it reads, and sub-expressions that are no name, with the values they have, as far as they can be had.
    pub fn seen(&self, frame: &Frame) -> Vec<(String, Value)> {
        explain::seen(&self.text, &self.node, frame)
    }

    /// The tables and decisions it asks, each with the arguments it asks with, as far as they can be had.
    pub fn calls(&self, frame: &Frame) -> Vec<(Id, Vec<Value>)> {
        let mut calls = Vec::new();
        explain::calls(&self.node, frame, &mut calls);
        calls
    }

    /// Its conditions one by one, with what was seen.
    pub fn explain(&self, frame: &Frame) -> Result<Vec<Condition>, Fault> {
        explain::explain(&self.text, &self.node, frame).map_err(|fault| self.failed(fault, frame))
    }

    /// A fault with the place and the values seen.
    #[cold]
    fn failed(&self, fault: Fault, frame: &Frame) -> Fault {
        let mut fault = match &self.place {
            Some(place) => fault.at(place),
            None => fault,
        };
        if fault.0.seen.is_empty() {
            fault.0.seen = explain::seen(&self.text, &self.node, frame);
        }
        fault
    }

    /// The slow evaluator's answer, to hold the closures against.
    #[cfg(test)]
    pub(super) fn slow(&self, frame: &Frame) -> Result<Value, Fault> {
        self.node.value(frame).map_err(|fault| self.failed(fault, frame))
    }
}

impl std::fmt::Debug for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Expr").field("text", &self.text).field("ty", &self.node.ty).finish_non_exhaustive()
    }
}

/// Two expressions of one text and type are the same.
impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.text == other.text && self.node.ty == other.node.ty
    }
}
