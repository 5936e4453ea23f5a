//! Typing: every name resolved, every literal read, every unit checked, when the policy is compiled.
//!
//! It gathers all problems of an expression; a part with a problem of its own makes no others.

mod calls;
mod literals;
mod names;
mod operators;
mod rows;

use super::{
    compile::Reads,
    node::{Node, Op},
    problem::{Problem, ProblemKind},
    scope::{Local, Scope},
    syntax::{Form, Syn},
};
use crate::{
    model::{Id, Lang, Said, Type, Value},
    said,
};

/// A problem has been noted; what contains the part says nothing more about it.
pub(super) struct Noted;

/// A typed part, unless something was wrong with it.
pub(super) type Typed = Result<Node, Noted>;

/// Types one expression.
pub(super) struct Typer<'s> {
    scope: Scope<'s>,
    /// Whether bare names are a row's: then fields come before what came in with the frame.
    in_rows: bool,
    /// The columns that bare names are, inside rows of a list or of answers, and the slot their row is in.
    row: Option<(usize, Vec<(Id, Type)>)>,
    /// What was wrong so far.
    pub problems: Vec<Problem>,
    /// What is read so far.
    pub reads: Reads,
}

/// The columns that are bare names inside rows of that type: those of a list or of a table's answers.
fn row_of(scope: &Scope<'_>, of: &Type) -> Option<Vec<(Id, Type)>> {
    match of {
        Type::Answer(of) => scope.schema.columns(of),
        _ => None,
    }
}

impl<'s> Typer<'s> {
    /// A typer at a place.
    pub fn new(scope: Scope<'s>) -> Typer<'s> {
        // Where a record is around, bare names are a row's from the start.
        let in_rows = scope.around.is_some();
        // An effect done for each answer of a table reads its columns as bare names, too.
        let row = scope.locals.last().filter(|local| *local.path == *"line").and_then(|line| row_of(&scope, &line.ty));
        let row = row.map(|columns| (scope.locals.len() - 1, columns));
        Typer { scope, in_rows, row, problems: Vec::new(), reads: Reads::default() }
    }

    /// Types a part in another scope: inside rows.
    fn inside<T>(
        &mut self,
        scope: Scope<'_>,
        in_rows: bool,
        row: Option<(usize, Vec<(Id, Type)>)>,
        work: impl FnOnce(&mut Typer<'_>) -> T,
    ) -> T {
        let mut inner = Typer {
            scope,
            in_rows,
            row,
            problems: std::mem::take(&mut self.problems),
            reads: std::mem::take(&mut self.reads),
        };
        let result = work(&mut inner);
        self.problems = inner.problems;
        self.reads = inner.reads;
        result
    }

    /// Types a part over the rows of a workflow.
    fn inside_rows<T>(&mut self, workflow: &Id, work: impl FnOnce(&mut Typer<'_>) -> T) -> T {
        let scope = Scope { record: Some(workflow), around: self.scope.record, old: false, ..self.scope };
        self.inside(scope, true, None, work)
    }

    /// Types a part over the elements of a list; gives their slot too.
    fn inside_list<T>(&mut self, of: &Type, work: impl FnOnce(&mut Typer<'_>) -> T) -> (T, usize) {
        let mut locals = self.scope.locals.to_vec();
        let slot = locals.len();
        locals.push(Local::new("line", of.clone()));
        let scope = Scope { locals: &locals, ..self.scope };
        let row = row_of(&self.scope, of).map(|columns| (slot, columns));
        let in_rows = self.in_rows;
        (self.inside(scope, in_rows, row, work), slot)
    }

    fn note<T>(&mut self, problem: Problem) -> Result<T, Noted> {
        self.problems.push(problem);
        Err(Noted)
    }

    fn wrong<T>(&mut self, kind: ProblemKind, place: (usize, usize), message: impl Into<Said>) -> Result<T, Noted> {
        self.note(Problem::new(kind, place, message))
    }

    /// Types a part as it is, without knowing what is wanted of it.
    pub fn infer(&mut self, syn: &Syn) -> Typed {
        let make = |ty: Type, op: Op| Ok(Node { start: syn.start, end: syn.end, ty, op });
        match &syn.form {
            Form::Bool(yes) => make(Type::Bool, Op::Const(Value::Bool(*yes))),
            Form::Number(n) => make(Type::Number, Op::Const(Value::Number(*n))),
            Form::Text(text) => make(Type::Text, Op::Const(Value::Text(text.clone()))),
            Form::Name(_) | Form::Dot(..) => self.name(syn),
            Form::Call(name, end, arguments) => self.call(syn, name, *end, arguments),
            Form::List(items) => self.list(syn, items),
            Form::Minus(inner) => self.minus(syn, inner),
            Form::Not(inner) => {
                let inner = self.condition(inner)?;
                make(Type::Bool, Op::Not(Box::new(inner)))
            }
            Form::And(parts) => {
                let parts = self.conditions(parts)?;
                make(Type::Bool, Op::And(parts))
            }
            Form::Or(parts) => {
                let parts = self.conditions(parts)?;
                make(Type::Bool, Op::Or(parts))
            }
            Form::Instead(parts) => {
                let parts = self.all(parts)?;
                let (parts, ty) = self.together(parts)?;
                make(ty, Op::Instead(parts))
            }
            Form::Binary(operator, a, b) if operator.compares() => self.comparison(syn, *operator, a, b),
            Form::Binary(operator, a, b) => self.arithmetic(syn, *operator, a, b),
            Form::In(item, list) => self.within(syn, item, list),
            Form::If(condition, then, other) => {
                let condition = self.condition(condition);
                let (then, other) = (self.infer(then), self.infer(other));
                let (condition, then, other) = (condition?, then?, other?);
                self.choice((syn.start, syn.end), condition, then, other)
            }
        }
    }

    /// Types all parts before it gives up on any.
    fn all(&mut self, parts: &[Syn]) -> Result<Vec<Node>, Noted> {
        let parts: Vec<Typed> = parts.iter().map(|part| self.infer(part)).collect();
        parts.into_iter().collect()
    }

    fn conditions(&mut self, parts: &[Syn]) -> Result<Vec<Node>, Noted> {
        let parts: Vec<Typed> = parts.iter().map(|part| self.condition(part)).collect();
        parts.into_iter().collect()
    }

    /// Types a part that must be true or false.
    pub fn condition(&mut self, syn: &Syn) -> Typed {
        let node = self.infer(syn)?;
        self.must_be_condition(node)
    }

    pub fn must_be_condition(&mut self, node: Node) -> Typed {
        match node.ty {
            Type::Bool | Type::None | Type::Any => Ok(node),
            _ => {
                let what = a(&node.ty);
                let message =
                    said!("a condition is true or false, this is {what}", "条件只能是真或假，这里是{what}"; what);
                let hint = match &node.ty {
                    Type::Text => {
                        ("compare it: `… == 'text'`; or ask `is_blank(…)`", "请比较：`… == '文本'`；或用 `is_blank(…)`")
                    }
                    Type::List(_) | Type::Rows(_) => {
                        ("ask `count(…) > 0` or `any(…, …)`", "请写 `count(…) > 0` 或 `any(…, …)`")
                    }
                    _ => ("compare it with something, or ask `is_blank(…)`", "请与某个值比较，或用 `is_blank(…)`"),
                };
                let place = (node.start, node.end);
                self.note(Problem::new(ProblemKind::TypeMismatch, place, message).hint(hint))
            }
        }
    }

    fn choice(&mut self, (start, end): (usize, usize), condition: Node, then: Node, other: Node) -> Typed {
        let (branches, ty) = self.together(vec![then, other])?;
        let mut branches = branches.into_iter();
        match (branches.next(), branches.next()) {
            (Some(then), Some(other)) => {
                Ok(Node { start, end, ty, op: Op::If(Box::new(condition), Box::new(then), Box::new(other)) })
            }
            _ => Err(Noted),
        }
    }

    fn list(&mut self, syn: &Syn, items: &[Syn]) -> Typed {
        let items = self.all(items)?;
        let (items, ty) = match items.is_empty() {
            true => (items, Type::None),
            false => self.together(items)?,
        };
        let ty = Type::List(Box::new(ty));
        let constants: Option<Vec<Value>> = items.iter().map(|item| item.constant().cloned()).collect();
        let op = match constants {
            // Literals stay parts of their own: they may yet be read as dates or people.
            Some(values) if !matches!(ty, Type::List(ref of) if **of == Type::Text) => {
                Op::Const(Value::List(values.into()))
            }
            _ => Op::List(items),
        };
        Ok(Node { start: syn.start, end: syn.end, ty, op })
    }
}

/// A type with its article, for sentences.
pub(super) fn a(ty: &Type) -> Said {
    let en = match ty {
        Type::Number | Type::Date | Type::Choice(_) | Type::Person | Type::Unit | Type::Role => {
            format!("a {}", ty.word())
        }
        Type::Percent => "a percentage".into(),
        Type::Bool => "true or false".into(),
        Type::DateTime => "a moment".into(),
        Type::Duration => "a length of time".into(),
        Type::Ref(of) => format!("a {of}"),
        Type::List(_) => format!("a {}", ty.word()),
        Type::Any => "a value known only when it runs".into(),
        _ => ty.word(),
    };
    let zh = match ty {
        Type::Bool => "真或假".to_owned(),
        Type::Any => "运行时才知道的值".to_owned(),
        Type::Ref(of) => format!("一条 {of} 记录"),
        ty => ty.said().text(Lang::Zh).to_owned(),
    };
    Said::new(en, zh)
}
