//! Names: what a bare name or a dotted path means at its place.

use std::sync::Arc;

use super::{Noted, Typed, Typer, a};
use crate::{
    model::{Id, Said, Type, Value, row::split_kind, value::Choices},
    said,
    script::{
        node::{Meta, Node, Of, Op},
        problem::{Problem, ProblemKind, nearest},
        syntax::{Form, Syn, path},
    },
};

/// Names every record has that this version does not read.
const NOT_YET: &[&str] = &["policy", "probability", "forecast"];

/// What every record has beside its fields.
const METAS: &[(&str, Meta)] = &[
    ("id", Meta::Id),
    ("workflow", Meta::Workflow),
    ("pipeline", Meta::Pipeline),
    ("stage", Meta::Stage),
    ("stages", Meta::Stages),
    ("outcome", Meta::Outcome),
    ("version", Meta::Version),
    ("created_at", Meta::CreatedAt),
    ("created_by", Meta::CreatedBy),
    ("changed_at", Meta::ChangedAt),
    ("label", Meta::Label),
];

/// Names that mean the same everywhere.
const EVERYWHERE: &[&str] = &["actor", "now", "today", "none", "true", "false"];

impl Typer<'_> {
    /// A name or a dotted path.
    pub(super) fn name(&mut self, syn: &Syn) -> Typed {
        let Some(names) = path(syn) else {
            let Form::Dot(of, name, at) = &syn.form else {
                return Err(Noted);
            };
            if let Form::Call(table, _, arguments) = &of.form
                && self.is_table(table)
            {
                return self.table(of, table, arguments, Some((name, *at)));
            }
            let of = self.infer(of)?;
            return self.dot(syn, of, name, *at);
        };
        let parts = self.spans(syn, names.len());
        let (node, used) = self.root(&names, &parts)?;
        let mut node = node;
        for (name, at) in names.iter().zip(&parts).skip(used) {
            let over = Syn { start: syn.start, end: at.1, form: Form::Bool(true) };
            node = self.dot(&over, node, name, *at)?;
        }
        Ok(node)
    }

    /// Where each name of a path stands.
    fn spans(&self, syn: &Syn, count: usize) -> Vec<(usize, usize)> {
        let mut spans = Vec::with_capacity(count);
        let mut at = syn;
        loop {
            match &at.form {
                Form::Dot(of, _, span) => {
                    spans.push(*span);
                    at = of;
                }
                _ => {
                    spans.push((at.start, at.end));
                    spans.reverse();
                    return spans;
                }
            }
        }
    }

    /// What a path begins with, and how many of its names that takes.
    fn root(&mut self, names: &[Id], at: &[(usize, usize)]) -> Result<(Node, usize), Noted> {
        let over = |used: usize, ty: Type, op: Op| {
            let node = Node { start: at[0].0, end: at[used - 1].1, ty, op };
            Ok((node, used))
        };
        let first = &*names[0];
        if let Some((slot, columns)) = &self.row
            && let Some(column) = columns.iter().position(|(name, _)| **name == *first)
        {
            let (slot, ty, here) = (*slot, columns[column].1.clone(), at[0]);
            self.reads.locals.insert(slot);
            let row = Node { start: here.0, end: here.1, ty: Type::Any, op: Op::Local(slot) };
            return over(1, ty, Op::Part(Box::new(row), column, false));
        }
        if self.in_rows
            && let Some(node) = self.field(Of::Here, self.scope.record, first, at[0])
        {
            return Ok((node, 1));
        }
        for used in (1..=names.len()).rev() {
            let joined = names[..used].join(".");
            let slot = self.scope.locals.iter().rposition(|l| *l.path == *joined);
            if let Some(slot) = slot {
                self.reads.locals.insert(slot);
                return over(used, self.scope.locals[slot].ty.clone(), Op::Local(slot));
            }
        }
        match first {
            "none" => return over(1, Type::None, Op::Const(Value::None)),
            "now" => {
                self.reads.now = true;
                return over(1, Type::DateTime, Op::Now);
            }
            "today" => {
                self.reads.now = true;
                return over(1, Type::Date, Op::Today);
            }
            "actor" => {
                self.reads.actor = true;
                return over(1, Type::Person, Op::Actor);
            }
            "is_new" if self.scope.old => return over(1, Type::Bool, Op::IsNew),
            "record" if self.row.is_some() && self.scope.record.is_some() => {
                return self.part_of(Of::Here, self.scope.record, names, at);
            }
            "record" if self.scope.around.is_some() => {
                return self.part_of(Of::Around, self.scope.around, names, at);
            }
            "old" if self.scope.old && names.len() > 1 => {
                return self.part_of(Of::Old, self.scope.record, names, at);
            }
            "setting" if names.len() > 1 => {
                return match self.scope.schema.setting(&names[1]) {
                    Some((ty, value)) => over(2, ty, Op::Const(value)),
                    None => {
                        let settings = self.scope.schema.settings();
                        let near = nearest(&names[1], settings.iter().map(|s| &**s));
                        let name = &names[1];
                        let message = said!("there is no setting `{name}`", "没有参数 `{name}`");
                        let problem = Problem::new(ProblemKind::UnknownName, at[1], message);
                        self.note(problem.hint_if(near))
                    }
                };
            }
            "approval" if names.len() > 1 && self.scope.record.is_some() => {
                return match self.scope.schema.has_chain(&names[1]) {
                    true => {
                        self.reads.history = true;
                        over(2, approval_type(), Op::Approval(Of::Here, names[1].clone()))
                    }
                    false => {
                        let name = &names[1];
                        let message = said!("there is no approval chain `{name}`", "没有审批链 `{name}`");
                        self.wrong(ProblemKind::UnknownName, at[1], message)
                    }
                };
            }
            "form" if names.len() > 2 && self.scope.record.is_some() => {
                let (task, id) = (&names[1], &names[2]);
                let ty = self.scope.record.and_then(|workflow| self.scope.schema.form(workflow, task, id));
                return match ty {
                    Some(ty) => {
                        self.reads.history = true;
                        over(3, ty, Op::Form(task.clone(), id.clone()))
                    }
                    None => {
                        let message = said!("no task `{task}` asks for `{id}`", "没有任务 `{task}` 填写 `{id}`");
                        self.wrong(ProblemKind::UnknownName, at[1], message)
                    }
                };
            }
            _ => {}
        }
        if let Some(node) = self.field(Of::Here, self.scope.record, first, at[0]) {
            return Ok((node, 1));
        }
        if let Some(node) = self.meta(Of::Here, self.scope.record, first, at[0]) {
            return Ok((node, 1));
        }
        if let Some((_, rows)) = self.scope.schema.list(first) {
            return over(1, Type::List(Box::new(Type::Answer(first.into()))), Op::Const(rows));
        }
        if NOT_YET.contains(&first) && self.scope.record.is_some() {
            let message = said!("`{first}` cannot be read in an expression yet", "`{first}` 还不能用在表达式里");
            return self.wrong(ProblemKind::NotYet, at[0], message);
        }
        self.unknown(first, at[0])
    }

    /// `record.x`, `old.x`.
    fn part_of(
        &mut self,
        of: Of,
        workflow: Option<&str>,
        names: &[Id],
        at: &[(usize, usize)],
    ) -> Result<(Node, usize), Noted> {
        let Some(name) = names.get(1) else {
            // The record itself, by its id.
            let Some(workflow) = workflow else {
                return Err(Noted);
            };
            let node =
                Node { start: at[0].0, end: at[0].1, ty: Type::Ref(workflow.into()), op: Op::Meta(of, Meta::Id) };
            return Ok((node, 1));
        };
        let span = (at[0].0, at[1].1);
        let found = match self.field(of.clone(), workflow, name, span) {
            Some(node) => Some(node),
            None => self.meta(of, workflow, name, span),
        };
        match found {
            Some(node) => Ok((node, 2)),
            None => self.no_field(workflow.unwrap_or_default(), name, at[1]),
        }
    }

    /// A field of a record of a workflow.
    fn field(&mut self, of: Of, workflow: Option<&str>, name: &str, (start, end): (usize, usize)) -> Option<Node> {
        let workflow: Id = workflow?.into();
        let info = self.scope.schema.field(&workflow, name)?;
        self.reads.fields.insert((workflow.clone(), name.into()));
        let op = Op::Field { of, workflow, slot: info.slot, computed: info.computed };
        Some(Node { start, end, ty: info.ty, op })
    }

    /// What every record has.
    fn meta(&mut self, of: Of, workflow: Option<&str>, name: &str, (start, end): (usize, usize)) -> Option<Node> {
        let workflow = workflow?;
        let (_, meta) = METAS.iter().find(|(known, _)| *known == name)?;
        let schema = self.scope.schema;
        let choice = |ids: Vec<Id>| {
            let values = ids.into_iter().map(|id| (id.clone(), id.to_string()));
            Type::Choice(Arc::new(Choices { values: values.collect() }))
        };
        // A line item is no record: it has an id and no more.
        let is_row = split_kind(workflow).is_some();
        if is_row && *meta != Meta::Id {
            return None;
        }
        let ty = match meta {
            Meta::Id if is_row => Type::Text,
            Meta::Id => Type::Ref(workflow.into()),
            Meta::Workflow => choice(schema.workflows()),
            Meta::Pipeline => choice(schema.pipelines(workflow)),
            Meta::Stage => choice(schema.stages(workflow)),
            Meta::Stages => Type::List(Box::new(choice(schema.stages(workflow)))),
            Meta::Outcome => choice(schema.outcomes(workflow)),
            Meta::Version => Type::Number,
            Meta::CreatedAt | Meta::ChangedAt => Type::DateTime,
            Meta::CreatedBy => Type::Person,
            Meta::Label => Type::Text,
        };
        self.reads.fields.insert((workflow.into(), name.into()));
        Some(Node { start, end, ty, op: Op::Meta(of, *meta) })
    }

    /// `of.name`.
    fn dot(&mut self, syn: &Syn, of: Node, name: &Id, at: (usize, usize)) -> Typed {
        let over = (syn.start, at.1);
        match of.ty.clone() {
            Type::Ref(workflow) => {
                self.reads.others = true;
                let record = Of::Record(Box::new(of));
                if let Some(node) = self.field(record.clone(), Some(&workflow), name, over) {
                    return Ok(node);
                }
                match self.meta(record, Some(&workflow), name, over) {
                    Some(node) => Ok(node),
                    None => self.no_field(&workflow, name, at),
                }
            }
            Type::Person => self.attribute(of, name, over, at, true),
            Type::Unit => self.attribute(of, name, over, at, false),
            Type::None => Ok(of),
            Type::Answer(table) => self.output(of, &table, false, name, over, at),
            Type::List(answers) if matches!(*answers, Type::Answer(_)) => match &*answers {
                Type::Answer(table) => self.output(of, table, true, name, over, at),
                _ => Err(Noted),
            },
            Type::Any => {
                let message = (
                    "what a script function gives has no names; give it a field first",
                    "脚本函数的结果没有下级名字；请先放进一个字段",
                );
                self.wrong(ProblemKind::TypeMismatch, at, message)
            }
            other => {
                let what = a(&other);
                let message = said!("{what} has no `.{name}`", "{what}没有 `.{name}`"; what);
                let hint = match other {
                    Type::Rows(_) | Type::List(_) => Some(said!(
                        "ask one of them: `first(…).{name}`, or all: `sum(…, {name})`",
                        "取其中一个：`first(…).{name}`；或取全部：`sum(…, {name})`"
                    )),
                    _ => None,
                };
                let problem = Problem::new(ProblemKind::UnknownName, at, message);
                self.note(problem.hint_if(hint))
            }
        }
    }

    /// One of the values an answer, or each of several, is made of.
    fn output(
        &mut self,
        of: Node,
        table: &Id,
        each: bool,
        name: &Id,
        (start, end): (usize, usize),
        at: (usize, usize),
    ) -> Typed {
        let columns = self.scope.schema.columns(table).unwrap_or_default();
        let Some(place) = columns.iter().position(|(known, _)| known == name) else {
            return self.no_output(table, &columns, name, at);
        };
        let ty = columns[place].1.clone();
        let ty = if each { Type::List(Box::new(ty)) } else { ty };
        Ok(Node { start, end, ty, op: Op::Part(Box::new(of), place, each) })
    }

    pub(super) fn no_output<T>(
        &mut self,
        table: &str,
        columns: &[(Id, Type)],
        name: &str,
        at: (usize, usize),
    ) -> Result<T, Noted> {
        let names: Vec<&str> = columns.iter().map(|(known, _)| &**known).collect();
        let near = nearest(name, names.iter().copied());
        let all = names.join(", ");
        let message = crate::said!("`{table}` answers no `{name}`", "`{table}` 不给出 `{name}`");
        let problem = Problem::new(ProblemKind::UnknownName, at, message);
        self.note(problem.hint_if(near.or_else(|| Some(crate::said!("it answers: {all}", "它给出：{all}").into()))))
    }

    fn attribute(
        &mut self,
        of: Node,
        name: &Id,
        (start, end): (usize, usize),
        at: (usize, usize),
        person: bool,
    ) -> Typed {
        let Some(ty) = self.attribute_type(name, person) else {
            let org = self.scope.schema.org();
            let known = org.attribute_names();
            let own: &[&str] = match person {
                true => &["id", "name", "unit", "roles", "manager", "login", "joined", "until"],
                false => &["id", "title", "head", "parent"],
            };
            let all = known.iter().map(|name| &**name).chain(own.iter().copied());
            let near = nearest(name, all);
            let message = match person {
                true => said!("no person or unit has `{name}`", "没有人员或部门有属性 `{name}`"),
                false => said!("no unit has `{name}`", "没有部门有属性 `{name}`"),
            };
            let problem = Problem::new(ProblemKind::UnknownName, at, message);
            return self.note(problem.hint_if(near));
        };
        let op = match person {
            true => Op::OfPerson(Box::new(of), name.clone()),
            false => Op::OfUnit(Box::new(of), name.clone()),
        };
        Ok(Node { start, end, ty, op })
    }

    /// The type of an attribute: the one all of that name in the organisation share.
    fn attribute_type(&self, name: &str, person: bool) -> Option<Type> {
        match (person, name) {
            (true, "id" | "manager") | (false, "head") => return Some(Type::Person),
            (true, "name" | "login") | (false, "title") => return Some(Type::Text),
            (true, "unit") | (false, "id" | "parent") => return Some(Type::Unit),
            (true, "roles") => return Some(Type::List(Box::new(Type::Role))),
            (true, "joined" | "until") => return Some(Type::Date),
            _ => {}
        }
        let org = self.scope.schema.org();
        let people = org.people.values().filter_map(|p| p.attributes.get(name));
        let people = people.filter(|_| person);
        let units = org.units.values();
        let units = units.flat_map(|u| [u.attributes.get(name), u.covers.get(name)]);
        people.chain(units.flatten()).map(shape).reduce(|x, y| if x == y { x } else { Type::Any })
    }

    fn no_field<T>(&mut self, workflow: &str, name: &Id, at: (usize, usize)) -> Result<T, Noted> {
        if NOT_YET.contains(&&**name) {
            let message = said!("`{name}` cannot be read in an expression yet", "`{name}` 还不能用在表达式里");
            return self.wrong(ProblemKind::NotYet, at, message);
        }
        let fields = self.scope.schema.fields(workflow).unwrap_or_default();
        let metas = METAS.iter().map(|(name, _)| *name);
        let near = nearest(name, fields.iter().map(|f| &**f).chain(metas));
        let message = said!("`{workflow}` has no field `{name}`", "`{workflow}` 没有字段 `{name}`");
        let problem = Problem::new(ProblemKind::UnknownName, at, message);
        self.note(problem.hint_if(near))
    }

    fn unknown<T>(&mut self, name: &str, at: (usize, usize)) -> Result<T, Noted> {
        let schema = self.scope.schema;
        let problem = |message: Said| Problem::new(ProblemKind::UnknownName, at, message);
        match name {
            "old" | "is_new" => {
                let message =
                    said!("`{name}` is known only where a change is judged", "`{name}` 只有在判断修改的地方才知道");
                return self.note(problem(message));
            }
            "record" if self.scope.record.is_some() => {
                let found = problem(Said::new(
                    "`record` is the record around rows; here are none",
                    "`record` 指多行外层的记录，这里没有多行",
                ));
                return self.note(found.hint(("here the record's names are bare", "这里直接写字段名即可")));
            }
            "setting" | "approval" | "ask" | "event" | "row" | "other" | "answer" | "form" => {
                return self.note(problem(said!("`{name}` means nothing at this place", "`{name}` 在这里没有意义")));
            }
            _ => {}
        }
        let fields = self.scope.record.and_then(|w| schema.fields(w));
        let fields = fields.unwrap_or_default();
        let choices = fields.iter().filter_map(|field| match schema.field(self.scope.record?, field)?.ty {
            Type::Choice(choices) => choices.has(name).then_some(()),
            _ => None,
        });
        let is_choice = choices.count() > 0;
        let around = self.scope.around.and_then(|w| schema.fields(w));
        let in_around = around.is_some_and(|all| all.iter().any(|f| **f == *name));
        let near = nearest(
            name,
            fields
                .iter()
                .map(|f| &**f)
                .chain(self.scope.locals.iter().map(|l| &*l.path))
                .chain(METAS.iter().map(|(name, _)| *name))
                .chain(EVERYWHERE.iter().copied()),
        );
        let hint = match () {
            () if in_around => Some(said!("did you mean `record.{name}`?", "是不是 `record.{name}`？").into()),
            () if is_choice => Some(said!("text stands in quotes: '{name}'", "文本要加引号：'{name}'").into()),
            () => near,
        };
        let message = match self.scope.record {
            Some(workflow) => said!("`{workflow}` has no field `{name}`", "`{workflow}` 没有字段 `{name}`"),
            None => said!("there is nothing called `{name}` here", "这里没有叫 `{name}` 的东西"),
        };
        let problem = problem(message).hint_if(hint);
        self.note(if is_choice && !in_around { problem.fix(format!("'{name}'")) } else { problem })
    }
}

/// The type a value's shape shows.
fn shape(value: &Value) -> Type {
    match value {
        Value::None => Type::None,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Date(_) => Type::Date,
        Value::Moment(_) => Type::DateTime,
        Value::Duration(_) => Type::Duration,
        Value::Row(_) => Type::Any,
        Value::List(items) => {
            let of = items.iter().map(shape);
            let of = of.reduce(|x, y| if x == y { x } else { Type::Any });
            Type::List(Box::new(of.unwrap_or(Type::Any)))
        }
    }
}

/// How an approval chain stands, as a choice.
fn approval_type() -> Type {
    let words = ["running", "approved", "rejected", "withdrawn"];
    Type::Choice(Arc::new(Choices { values: words.iter().map(|w| (Id::from(*w), (*w).to_owned())).collect() }))
}
