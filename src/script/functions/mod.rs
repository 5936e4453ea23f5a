//! The functions of the language, each declared once: its name, what it takes and gives, one line of help, an example
//! and what it does. The reference page and the editor's help are made from this table.

mod dates;
mod history;
mod numbers;
mod organisation;
mod results;
mod special;
mod text;

pub(in crate::script) use dates::period;
pub(in crate::script) use numbers::extreme;
pub use numbers::split;
pub use organisation::{Group as PeopleGroup, place as people_place};
pub use special::NOT_YET;
pub(in crate::script) use text::pattern as text_pattern;
pub use text::{alike, plain};

use std::{collections::BTreeMap, sync::LazyLock};

use super::frame::{Fault, FaultKind, Frame};
use crate::{
    model::{Id, Said, Type, Value},
    said,
};

/// A function of the language.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Under which heading the reference shows it.
    pub group: &'static str,
    /// Name and kind of its parameters.
    pub takes: &'static [(&'static str, Takes)],
    /// How many of them, from the end, may be left out.
    pub optional: usize,
    /// Whether the last one may be repeated.
    pub many: bool,
    /// What it gives.
    pub gives: Gives,
    /// One line of help.
    pub docs: &'static str,
    /// How it is used.
    pub example: &'static str,
    /// What it reads beside its arguments.
    pub reads: Touches,
    /// What it does.
    pub run: Run,
}

/// What a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Anything.
    Any,
    /// True or false.
    Condition,
    /// A number, money or a percentage.
    Amount,
    /// Something with an order, of the same kind as the first argument.
    Same,
    /// Text, or anything that is text inside: a choice, an id.
    Text,
    /// One of these words, as a literal.
    Word(&'static [&'static str]),
    /// A pattern: a regular expression over the whole text.
    Pattern,
    /// A date or moment.
    Day,
    /// A length of time.
    Duration,
    /// Somebody.
    Person,
    /// A unit.
    Unit,
    /// A unit, or a value that a unit covers.
    UnitOrValue,
    /// A role.
    Role,
    /// A number of levels, or a role.
    LevelsOrRole,
    /// A stage of this workflow, as a literal.
    Stage,
    /// A stage or clock of this workflow, as a literal.
    StageOrClock,
    /// A field of this workflow, as a literal.
    Field,
    /// An approval chain, as a literal.
    Chain,
    /// A period: `'2026-03'`, `'previous month'`.
    Period,
    /// A list.
    List,
    /// A people place, as a literal: `'role:finance@east'`.
    People,
    /// Rows or a list.
    Rows,
    /// Evaluated for each row.
    Each,
    /// A workflow, as a literal.
    Workflow,
    /// A table or list of tiers, as a literal.
    Tiers,
}

impl Takes {
    /// The word for it in help and messages.
    pub fn word(self) -> &'static str {
        match self {
            Takes::Any => "value",
            Takes::Condition => "condition",
            Takes::Amount => "number, money or percent",
            Takes::Same => "number, money, percent, date or duration",
            Takes::Text => "text",
            Takes::Word(_) => "word",
            Takes::Pattern => "pattern",
            Takes::Day => "date or datetime",
            Takes::Duration => "duration",
            Takes::Person => "person",
            Takes::Unit => "unit",
            Takes::UnitOrValue => "unit or value it covers",
            Takes::Role => "role",
            Takes::LevelsOrRole => "number or role",
            Takes::Stage => "stage",
            Takes::StageOrClock => "stage or clock",
            Takes::Field => "field",
            Takes::Chain => "approval chain",
            Takes::Period => "period",
            Takes::List => "list",
            Takes::People => "people place",
            Takes::Rows => "rows or list",
            Takes::Each => "expression over each row",
            Takes::Workflow => "workflow",
            Takes::Tiers => "table or list of tiers",
        }
    }
}

impl Takes {
    /// The same for sentences in every language.
    pub fn said(self) -> Said {
        let zh = match self {
            Takes::Any => "值",
            Takes::Condition => "条件",
            Takes::Amount => "数字、金额或百分比",
            Takes::Same => "数字、金额、百分比、日期或时长",
            Takes::Text => "文本",
            Takes::Word(_) => "词",
            Takes::Pattern => "匹配式",
            Takes::Day => "日期或时刻",
            Takes::Duration => "时长",
            Takes::Person => "人员",
            Takes::Unit => "部门",
            Takes::UnitOrValue => "部门或它管辖的值",
            Takes::Role => "角色",
            Takes::LevelsOrRole => "数字或角色",
            Takes::Stage => "阶段",
            Takes::StageOrClock => "阶段或计时",
            Takes::Field => "字段",
            Takes::Chain => "审批链",
            Takes::Period => "期间",
            Takes::List => "列表",
            Takes::People => "人员范围",
            Takes::Rows => "多条记录或列表",
            Takes::Each => "对每行计算的表达式",
            Takes::Workflow => "流程",
            Takes::Tiers => "分档的决策表或名单",
        };
        Said::new(self.word(), zh)
    }
}

/// What a function gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Always this type.
    Is(Type),
    /// A list of people.
    People,
    /// The type of that argument.
    Like(usize),
    /// A list of the type of that argument.
    ListLike(usize),
    /// The type that all arguments share.
    Together,
}

/// What a function reads beside its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touches {
    /// Nothing.
    Nothing,
    /// The moment of the command.
    Now,
    /// The record's stays or approvals.
    History,
    /// Both.
    HistoryAndNow,
}

/// What a function does.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// Computes from values; none where an argument is none.
    Values(Body),
    /// Computes from values, none among them.
    Blank(Body),
    /// The compiler makes a form of its own of it.
    Special,
}

/// The code of a function.
pub type Body = fn(&[Value], &Frame) -> Result<Value, Fault>;

impl Function {
    /// A function of a group: name, parameters, result, code. The words for people follow by [`Function::docs`].
    const fn new(
        group: &'static str,
        name: &'static str,
        takes: &'static [(&'static str, Takes)],
        gives: Gives,
        run: Run,
    ) -> Function {
        Function {
            name,
            group,
            takes,
            optional: 0,
            many: false,
            gives,
            docs: "",
            example: "",
            reads: Touches::Nothing,
            run,
        }
    }

    const fn docs(mut self, docs: &'static str, example: &'static str) -> Function {
        self.docs = docs;
        self.example = example;
        self
    }

    const fn optional(mut self, count: usize) -> Function {
        self.optional = count;
        self
    }

    const fn many(mut self) -> Function {
        self.many = true;
        self
    }

    const fn reads(mut self, reads: Touches) -> Function {
        self.reads = reads;
        self
    }

    /// How many arguments it takes at least and at most.
    pub fn arity(&self) -> (usize, Option<usize>) {
        let most = (!self.many).then_some(self.takes.len());
        (self.takes.len() - self.optional, most)
    }

    /// What the parameter at an index accepts.
    pub fn takes_at(&self, index: usize) -> Takes {
        match self.takes.get(index).or(self.takes.last()) {
            Some((_, takes)) => *takes,
            None => Takes::Any,
        }
    }

    /// The signature as help shows it: `round(x, digits?)`.
    pub fn signature(&self) -> String {
        let required = self.takes.len() - self.optional;
        let names: Vec<String> = self
            .takes
            .iter()
            .enumerate()
            .map(|(i, (name, _))| match i >= required {
                true => format!("{name}?"),
                false => (*name).to_owned(),
            })
            .collect();
        let more = if self.many { ", …" } else { "" };
        format!("{}({}{more})", self.name, names.join(", "))
    }
}

/// All functions by name.
static TABLE: LazyLock<BTreeMap<&'static str, &'static Function>> =
    LazyLock::new(|| all().map(|function| (function.name, function)).collect());

/// Every function, in the order of the reference.
pub fn all() -> impl Iterator<Item = &'static Function> {
    special::FUNCTIONS
        .iter()
        .chain(numbers::FUNCTIONS)
        .chain(dates::FUNCTIONS)
        .chain(text::FUNCTIONS)
        .chain(organisation::FUNCTIONS)
        .chain(history::FUNCTIONS)
        .chain(results::FUNCTIONS)
}

/// A function by name.
pub fn find(name: &str) -> Option<&'static Function> {
    TABLE.get(name).copied()
}

/// The names of all functions, for hints.
pub fn names<'n>() -> impl Iterator<Item = &'n str> {
    TABLE.keys().map(|name| -> &'n str { name })
}

/// The number of an argument.
fn number(values: &[Value], index: usize) -> Result<rust_decimal::Decimal, Fault> {
    match values.get(index) {
        Some(Value::Number(n)) => Ok(*n),
        other => Err(wrong(other, ("a number", "数字"))),
    }
}

/// A whole number of an argument, in a range.
fn whole(values: &[Value], index: usize, from: i64, to: i64) -> Result<i64, Fault> {
    use rust_decimal::prelude::ToPrimitive;
    let n = number(values, index)?;
    match n.to_i64() {
        Some(whole) if n.fract().is_zero() && (from..=to).contains(&whole) => Ok(whole),
        _ => Err(Fault::new(
            FaultKind::Argument,
            said!("{n} is not a whole number from {from} to {to}", "{n} 不是 {from} 到 {to} 的整数"),
        )),
    }
}

/// The text of an argument.
fn text_of(values: &[Value], index: usize) -> Result<&Id, Fault> {
    match values.get(index) {
        Some(Value::Text(text)) => Ok(text),
        other => Err(wrong(other, ("text", "文本"))),
    }
}

/// An argument that is not what it must be.
fn wrong(value: Option<&Value>, what: (&str, &str)) -> Fault {
    let value = value.unwrap_or(&Value::None);
    let what = Said::from(what);
    Fault::new(FaultKind::Argument, said!("`{value}` is not {what}", "`{value}` 不是{what}"; what))
}
