//! An expression resolved and typed: what `eval` walks, `lower` turns into closures and
//! `explain` speaks about. Nothing in it is looked up by name any more.

use std::sync::Arc;

use regex::Regex;

use super::{functions::Function, syntax::Operator};
use crate::model::{Id, Type, Value};

/// A typed part of an expression and the characters it stands at.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its first character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
    /// What its values mean.
    pub ty: Type,
    /// What it does.
    pub op: Op,
}

/// Whose names these are.
#[derive(Clone, Debug)]
pub enum Of {
    /// The record of the frame, or the row.
    Here,
    /// The record around the row.
    Around,
    /// The record as it was.
    Old,
    /// The record an id names.
    Record(Box<Node>),
}

/// What every record has beside its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meta {
    /// Its id.
    Id,
    /// Its workflow.
    Workflow,
    /// The pipeline it runs in.
    Pipeline,
    /// The stage of its oldest token.
    Stage,
    /// The stages of all tokens, oldest first.
    Stages,
    /// The outcome of its end.
    Outcome,
    /// A number that rises with every change.
    Version,
    /// When it was made.
    CreatedAt,
    /// Who made it.
    CreatedBy,
    /// When it changed last.
    ChangedAt,
    /// How it is called in lists.
    Label,
}

/// Where rows come from.
#[derive(Clone, Debug)]
pub enum Source<E = Node> {
    /// Records that this record's steps have made.
    Children(Id),
    /// All records of a workflow.
    Records(Id),
    /// The elements of a list; each is the local `line` in this slot.
    List(Box<E>, usize),
    /// Records that this record's steps have made, and what those have made, and so on.
    Descendants(Id),
    /// Line items of that kind, or the records a value names.
    Lines(Box<E>, Id),
    /// Rows that hold.
    Where(Box<Source<E>>, Box<E>),
    /// Rows by a value, least first; those that have none come last.
    Sorted(Box<Source<E>>, Box<E>),
}

/// What may be asked of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What may still be taken from the account.
    Available,
    /// What is reserved: by this record, or of the account by all.
    Reserved,
    /// What this record waits for.
    WaitsFor,
}

/// What is made of several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// How many there are.
    Count,
    /// Their sum; 0 of none.
    Sum,
    /// Their mean; none of none.
    Average,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// Whether one holds.
    Any,
    /// Whether all hold.
    All,
    /// The first.
    First,
    /// The last.
    Last,
    /// The one there is; two are a fault.
    Only,
    /// The different ones, in order of appearance.
    Distinct,
    /// All of them.
    Collect,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum Op {
    /// A value known when the policy is compiled.
    Const(Value),
    /// A field, in a slot; of records of that workflow.
    Field {
        /// Whose.
        of: Of,
        /// Of which workflow.
        workflow: Id,
        /// Where.
        slot: usize,
        /// Whether a formula gives it.
        computed: bool,
    },
    /// What every record has.
    Meta(Of, Meta),
    /// What came in with the frame.
    Local(usize),
    /// The moment of the command.
    Now,
    /// Its date.
    Today,
    /// Who acts.
    Actor,
    /// An attribute of a person.
    OfPerson(Box<Node>, Id),
    /// An attribute of a unit.
    OfUnit(Box<Node>, Id),
    /// How the latest run of an approval chain stands.
    Approval(Of, Id),
    /// What was filled in as a task was done last.
    Form(Id, Id),
    /// Whether a field differs from before.
    Changed(Box<Node>, Box<Node>),
    /// Whether the record is being made.
    IsNew,
    /// `-a`.
    Minus(Box<Node>),
    /// `!a`.
    Not(Box<Node>),
    /// All hold.
    And(Vec<Node>),
    /// One holds.
    Or(Vec<Node>),
    /// The first that is not none.
    Instead(Vec<Node>),
    /// `+ - * / %`; whether division by zero is none.
    Arithmetic(Operator, Box<Node>, Box<Node>, bool),
    /// `== != < <= > >=`.
    Compare(Operator, Box<Node>, Box<Node>),
    /// `a == none`, `a != none`: never unknown.
    IsNone(Box<Node>, bool),
    /// Whether a token is in one of these stages.
    InStage(Of, Vec<Node>),
    /// `a in b`.
    In(Box<Node>, Box<Node>),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `if`, `pick`.
    If(Box<Node>, Box<Node>, Box<Node>),
    /// A function of the language; none where an argument is none.
    Call(&'static Function, Vec<Node>, bool),
    /// `matches` with a pattern known when compiled.
    Matches(Box<Node>, Arc<Regex>),
    /// A decision table or decision; the output asked for, or the whole answer.
    Table(Id, Vec<Node>, Option<usize>),
    /// One of the values an answer is made of; of each of several answers where it is true.
    Part(Box<Node>, usize, bool),
    /// A function of `rules/*.rhai`.
    Script(Id, Vec<Node>),
    /// A figure by dimensions, and the period as text, date or moment.
    Figure(Id, Vec<(Id, Node)>, Option<Box<Node>>),
    /// Rows.
    Rows(Source),
    /// What is made of rows.
    Fold(Fold, Source, Option<Box<Node>>),
    /// The nearest record of a workflow above this one.
    Parent(Id),
    /// How a balance stands, for a key.
    Balance(Id, Standing, Vec<Node>),
    /// The same read as that type.
    As(Box<Node>, Type),
}

impl Node {
    /// The value, where it is known when the policy is compiled.
    pub fn constant(&self) -> Option<&Value> {
        match &self.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }

    /// The text of a text literal.
    pub fn literal(&self) -> Option<&Id> {
        match (&self.op, &self.ty) {
            (Op::Const(Value::Text(text)), Type::Text) => Some(text),
            _ => None,
        }
    }

    /// The parts of it that are evaluated on the same frame.
    pub fn parts(&self) -> Vec<&Node> {
        match &self.op {
            Op::Const(_)
            | Op::Local(_)
            | Op::Form(..)
            | Op::Now
            | Op::Today
            | Op::Actor
            | Op::IsNew
            | Op::Parent(_) => vec![],
            Op::Field { of, .. } | Op::Meta(of, _) | Op::Approval(of, _) => of.node().collect(),
            Op::InStage(of, stages) => of.node().chain(stages).collect(),
            Op::Minus(a)
            | Op::Not(a)
            | Op::OfPerson(a, _)
            | Op::OfUnit(a, _)
            | Op::IsNone(a, _)
            | Op::Part(a, ..)
            | Op::Matches(a, _)
            | Op::As(a, _) => vec![a],
            Op::Arithmetic(_, a, b, _) | Op::Compare(_, a, b) | Op::In(a, b) | Op::Changed(a, b) => vec![a, b],
            Op::If(a, b, c) => vec![a, b, c],
            Op::And(all)
            | Op::Or(all)
            | Op::Instead(all)
            | Op::List(all)
            | Op::Call(_, all, _)
            | Op::Table(_, all, _)
            | Op::Script(_, all)
            | Op::Balance(_, _, all) => all.iter().collect(),
            Op::Figure(_, by, period) => {
                let by = by.iter().map(|(_, node)| node);
                by.chain(period.as_deref()).collect()
            }
            Op::Rows(source) | Op::Fold(_, source, _) => source.list().into_iter().collect(),
        }
    }

    /// Whether it is a name, a dotted path of names or a call: what people see as one thing with one value.
    pub fn is_named(&self) -> bool {
        match &self.op {
            Op::Field { .. }
            | Op::Meta(..)
            | Op::Local(_)
            | Op::Part(..)
            | Op::Now
            | Op::Today
            | Op::Actor
            | Op::OfPerson(..)
            | Op::OfUnit(..)
            | Op::Approval(..)
            | Op::Form(..)
            | Op::InStage(..)
            | Op::Changed(..)
            | Op::IsNew
            | Op::Table(..)
            | Op::Script(..)
            | Op::Figure(..)
            | Op::Fold(..)
            | Op::Rows(_)
            | Op::Parent(_)
            | Op::Balance(..)
            | Op::Matches(..)
            | Op::Call(..) => true,
            Op::As(inner, _) => inner.is_named(),
            _ => false,
        }
    }
}

impl Of {
    fn node(&self) -> impl Iterator<Item = &Node> {
        match self {
            Of::Record(node) => Some(&**node),
            _ => None,
        }
        .into_iter()
    }
}

impl Source {
    fn list(&self) -> Option<&Node> {
        match self {
            Source::List(node, _) | Source::Lines(node, _) => Some(node),
            Source::Where(source, _) | Source::Sorted(source, _) => source.list(),
            _ => None,
        }
    }
}
