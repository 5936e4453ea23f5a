//! What an expression sees when it runs, and how it fails.

use std::{fmt, sync::Arc};

use rust_decimal::Decimal;

use super::node::Standing;
use crate::{
    model::{
        Actor, Id, Layout, Record, Said, Value,
        people::Org,
        time::{Calendar, Date, Period, Timestamp},
        work::Leave,
    },
    said,
};

/// What an expression may ask of the world beside the record it stands on. Everything here is decided by the command
/// and the policy alone; nothing reads a clock.
pub trait Context {
    /// Business time and the policy's zone.
    fn calendar(&self) -> &Calendar;
    /// The organisation.
    fn org(&self) -> &Org;
    /// Another record, through a reference; none where there is none.
    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault>;
    /// Records a record's steps have made, of one workflow, oldest first.
    fn children(&self, id: &str, workflow: &str) -> Result<Vec<Arc<Record>>, Fault>;
    /// Records that a record's steps have made, of every workflow, oldest first.
    fn all_children(&self, id: &str) -> Result<Vec<Arc<Record>>, Fault>;
    /// All records of a workflow, oldest first.
    fn records(&self, workflow: &str) -> Result<Vec<Arc<Record>>, Fault>;
    /// How a record is called in lists.
    fn label(&self, record: &Record, frame: &Frame) -> Result<String, Fault>;
    /// The value of a computed field of `frame.record`.
    fn formula(&self, slot: usize, frame: &Frame) -> Result<Value, Fault>;
    /// The answer of a decision table or decision; none where nothing matched. Of one output its value; of several a list
    /// of them in the order of `out`, or the one that is asked for. A table that collects answers with a list of these.
    fn table(&self, table: &str, arguments: &[Value], output: Option<usize>, frame: &Frame) -> Result<Value, Fault>;
    /// Each part of an amount at the rate of its tier, added up; the tiers are a table's or a list's.
    fn tiered(&self, tiers: &str, x: Decimal, _frame: &Frame) -> Result<Value, Fault> {
        Err(Fault::new(
            FaultKind::Missing,
            said!("{x} has no tiers here: `{tiers}` is not at hand", "{x} 在这里没有档位：`{tiers}` 不可用"),
        ))
    }
    /// The result of a function of `rules/*.rhai`.
    fn function(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault>;
    /// The columns of a kind of row, as `order.lines`; none where there is none.
    fn columns(&self, _kind: &str) -> Option<Arc<Layout>> {
        None
    }
    /// How a balance stands for the frame's record: of the account of a key, or the one the record is or refers to.
    fn balance(&self, name: &str, _asked: Standing, _key: &[Value], _frame: &Frame) -> Result<Value, Fault> {
        Err(Fault::new(FaultKind::Missing, said!("there is no balance `{name}`", "没有余额 `{name}`")))
    }
    /// How many decimal places amounts of money have.
    fn minor_digits(&self) -> u32 {
        2
    }
    /// A figure, by measure or KPI, dimensions and period.
    fn figure(&self, name: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault>;
    /// What a scorecard or incentive came to for somebody, a unit or a record, in the period a text names on a day; none
    /// where nothing is fixed.
    fn result(&self, _name: &str, _whose: &str, _period: &str, _what: Outcome, _today: Date) -> Result<Value, Fault> {
        Ok(Value::None)
    }
    /// When somebody is away, by the beginning.
    fn leaves(&self, person: &str) -> Result<Vec<Leave>, Fault>;
    /// How much somebody holds in a workflow: records they own and open work.
    fn load(&self, person: &str, workflow: &str) -> Result<usize, Fault>;
}

/// What of a result is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The score of a scorecard.
    Score,
    /// Its grade.
    Grade,
    /// The amount of an incentive.
    Amount,
}

/// What an expression sees when it runs.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// The record whose names are bare.
    pub record: Option<&'a Record>,
    /// The frame around a row: its record is `record.x`.
    pub around: Option<&'a Frame<'a>>,
    /// The record as it was before this command: `old.x`, `changed('x')`; none where it is new.
    pub old: Option<&'a Record>,
    /// The values of the scope's locals, in its order; what is missing reads as none.
    pub locals: &'a [Value],
    /// Who acts.
    pub actor: &'a Actor,
    /// The moment of the command.
    pub now: Timestamp,
    /// Its date in the policy's zone.
    pub today: Date,
    /// The rest of the world.
    pub context: &'a dyn Context,
}

impl<'a> Frame<'a> {
    /// The same moment and actor, on another record.
    pub fn on(&self, record: &'a Record) -> Frame<'a> {
        Frame { record: Some(record), around: None, old: None, locals: &[], ..*self }
    }
}

/// Of what kind a run-time failure is; the word is `details.kind` of the refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Division by zero.
    Division,
    /// A number beyond 28 digits, or a moment beyond the calendar.
    Overflow,
    /// A value that an argument cannot take (a negative root, a date that does not exist).
    Argument,
    /// Something that must be one is several.
    Several,
    /// A table that answers nothing where it must.
    NoDecision,
    /// A value outside the range of a table's input.
    Range,
    /// Two rows of a `unique` table match.
    Unique,
    /// A script function failed or hit a bound.
    Script,
    /// Automatic transitions that never rest.
    AutomaticLoop,
    /// What a record, table or function of the running policy should have, but has not.
    Missing,
    /// The store could not be read.
    Store,
}

impl FaultKind {
    /// The word programs see.
    pub fn word(self) -> &'static str {
        match self {
            FaultKind::Division => "division",
            FaultKind::Overflow => "overflow",
            FaultKind::Argument => "argument",
            FaultKind::Several => "several",
            FaultKind::NoDecision => "no_decision",
            FaultKind::Range => "range",
            FaultKind::Unique => "unique",
            FaultKind::Script => "script",
            FaultKind::AutomaticLoop => "automatic_loop",
            FaultKind::Missing => "missing",
            FaultKind::Store => "store",
        }
    }
}

/// An expression that failed when it ran: an answer, never a panic.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault(pub Box<FaultReport>);

/// What is known of a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultReport {
    /// Of what kind.
    pub kind: FaultKind,
    /// What happened, in words.
    pub message: Said,
    /// The expression, file and line, filled in by the expression that failed.
    pub place: Option<Place>,
    /// Names and the values they had.
    pub seen: Vec<(String, Value)>,
}

/// Where in the policy's files something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the policy folder.
    pub file: Id,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The text of the expression.
    pub text: Id,
}

impl Fault {
    /// A fault whose place is not known yet.
    pub fn new(kind: FaultKind, message: impl Into<Said>) -> Fault {
        Fault(Box::new(FaultReport { kind, message: message.into(), place: None, seen: Vec::new() }))
    }

    /// The same at a place, unless an inner expression has named one already.
    pub fn at(mut self, place: &Place) -> Fault {
        self.0.place.get_or_insert_with(|| place.clone());
        self
    }
}

impl Fault {
    /// What happened and where, in every language.
    pub fn said(&self) -> Said {
        let FaultReport { message, place, .. } = &*self.0;
        let Some(Place { file, line, column, text }) = place else { return message.clone() };
        said!("{message} ({file}:{line}:{column}: `{text}`)", "{message}（{file}:{line}:{column}：`{text}`）"; message)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said())
    }
}

impl std::error::Error for Fault {}
