//! Calls: functions of the language, tables, script functions, figures.

use std::sync::Arc;

use super::{Noted, Typed, Typer, a};
use crate::{
    model::{Id, Said, Type, Value, time::Period},
    said,
    script::{
        functions::{self, Function, Gives, PeopleGroup, Run, Takes, Touches},
        node::{Node, Op},
        problem::{Problem, ProblemKind, few, nearest},
        syntax::Syn,
    },
};

impl Typer<'_> {
    /// `name(arguments)`.
    pub(super) fn call(&mut self, syn: &Syn, name: &Id, end: usize, arguments: &[Syn]) -> Typed {
        if let Some(function) = functions::find(name) {
            self.arity(syn, function, arguments.len())?;
            return match (function.run, &**name) {
                (Run::Special, _) => self.special(syn, function, arguments),
                (_, "min" | "max") => self.min_max(syn, function, arguments),
                _ => self.plain(syn, function, arguments),
            };
        }
        if self.is_table(name) {
            return self.table(syn, name, arguments, None);
        }
        if let Some(count) = self.scope.schema.function(name) {
            return self.script(syn, name, count, arguments);
        }
        let here = (syn.start, end);
        if functions::NOT_YET.contains(&&**name) {
            let message = said!("`{name}` cannot be used in an expression yet", "`{name}` 还不能用在表达式里");
            return self.wrong(ProblemKind::NotYet, here, message);
        }
        let own = self.scope.schema.functions();
        let known = functions::names().chain(own.iter().map(|f| &**f));
        let near = nearest(name, known);
        let message = said!("there is no function `{name}`", "没有函数 `{name}`");
        let problem = Problem::new(ProblemKind::UnknownFunction, here, message);
        self.note(problem.hint_if(near))
    }

    fn arity(&mut self, syn: &Syn, function: &Function, count: usize) -> Result<(), Noted> {
        let (least, most) = function.arity();
        if count >= least && most.is_none_or(|most| count <= most) {
            return Ok(());
        }
        let wanted = match most {
            Some(most) if most == least => said!("{least}", "{least}"),
            Some(most) => said!("{least} to {most}", "{least} 到 {most}"),
            None => said!("at least {least}", "至少 {least}"),
        };
        let name = function.name;
        let message = said!(
            "`{name}` takes {wanted} arguments, here are {count}",
            "`{name}` 要 {wanted} 个参数，这里有 {count} 个"; wanted
        );
        let problem = Problem::new(ProblemKind::Arguments, (syn.start, syn.end), message);
        self.note(problem.hint(signature(function)))
    }

    /// A function that computes from values.
    pub(super) fn plain(&mut self, syn: &Syn, function: &'static Function, arguments: &[Syn]) -> Typed {
        let arguments = self.all(arguments)?;
        self.plain_of(syn, function, arguments)
    }

    /// The same with arguments already typed.
    pub(super) fn plain_of(&mut self, syn: &Syn, function: &'static Function, arguments: Vec<Node>) -> Typed {
        let taken: Vec<Typed> = arguments
            .into_iter()
            .enumerate()
            .map(|(index, node)| self.take(node, function.takes_at(index), function))
            .collect();
        let mut taken = taken.into_iter().collect::<Result<Vec<_>, _>>()?;
        let same = (0..taken.len()).any(|index| function.takes_at(index) == Takes::Same);
        let ty = match &function.gives {
            Gives::Is(ty) => ty.clone(),
            Gives::People => Type::List(Box::new(Type::Person)),
            Gives::ListLike(index) => {
                Type::List(Box::new(taken.get(*index).map_or(Type::None, |node| node.ty.clone())))
            }
            Gives::Like(index) => taken.get(*index).map_or(Type::None, |node| node.ty.clone()),
            Gives::Together => Type::None,
        };
        let ty = match same {
            true => {
                let (nodes, together) = self.together(taken)?;
                self.ordered(&nodes, &together, function)?;
                taken = nodes;
                match function.gives {
                    Gives::Together => together,
                    _ => ty,
                }
            }
            false => ty,
        };
        self.touches(function.reads);
        if function.name == "matches"
            && let (Some(node), Some(Value::Text(text))) = (taken.first(), taken.get(1).and_then(Node::constant))
        {
            let place = taken.get(1).map_or((syn.start, syn.end), |n| (n.start, n.end));
            return match functions::text_pattern(text) {
                Ok(pattern) => Ok(Node {
                    start: syn.start,
                    end: syn.end,
                    ty,
                    op: Op::Matches(Box::new(node.clone()), Arc::new(pattern)),
                }),
                Err(message) => self.wrong(ProblemKind::BadLiteral, place, message),
            };
        }
        let blank = matches!(function.run, Run::Blank(_));
        Ok(Node { start: syn.start, end: syn.end, ty, op: Op::Call(function, taken, blank) })
    }

    fn touches(&mut self, reads: Touches) {
        self.reads.now |= matches!(reads, Touches::Now | Touches::HistoryAndNow);
        self.reads.history |= matches!(reads, Touches::History | Touches::HistoryAndNow);
    }

    fn ordered(&mut self, nodes: &[Node], ty: &Type, function: &Function) -> Result<(), Noted> {
        let ordered =
            ty.is_numeric() || matches!(ty, Type::Date | Type::DateTime | Type::Duration | Type::Any | Type::None);
        let mixed = nodes.iter().any(|n| n.ty == Type::Money) && nodes.iter().any(|n| n.ty == Type::Percent);
        match nodes.first() {
            Some(first) if !ordered || mixed => {
                let name = function.name;
                let message = match mixed {
                    true => said!("`{name}` mixes money and percentages", "`{name}` 把金额和百分比混在一起了"),
                    false => taken_for(name, Takes::Same, ty),
                };
                let kind = match mixed {
                    true => ProblemKind::Unit,
                    false => ProblemKind::TypeMismatch,
                };
                self.wrong(kind, (first.start, first.end), message)
            }
            _ => Ok(()),
        }
    }

    /// Takes an argument as what a parameter accepts.
    fn take(&mut self, node: Node, takes: Takes, function: &Function) -> Typed {
        let place = (node.start, node.end);
        let literal = node.literal().cloned();
        let fits = match takes {
            Takes::Any | Takes::Same | Takes::Each | Takes::Rows => true,
            Takes::Condition => return self.must_be_condition(node),
            Takes::Amount => node.ty.is_numeric(),
            Takes::Text => node.ty == Type::Text || super::literals::is_id(&node.ty),
            Takes::Day => match &node.ty {
                Type::Date | Type::DateTime => true,
                Type::Text if literal.is_some() => {
                    let is_day = literal.as_ref().is_some_and(|text| text.len() <= 10);
                    let want = if is_day { Type::Date } else { Type::DateTime };
                    return self.coerce(node, &want);
                }
                _ => false,
            },
            Takes::Duration => return self.coerce(node, &Type::Duration),
            // Whom a field of text names is anybody's guess; a value that only looks like text may be a person.
            Takes::Person | Takes::Unit | Takes::Role
                if node.ty == Type::Text && matches!(node.op, Op::Field { .. }) =>
            {
                false
            }
            Takes::Person => return self.coerce(node, &Type::Person),
            Takes::Unit => return self.coerce(node, &Type::Unit),
            Takes::Role => return self.coerce(node, &Type::Role),
            Takes::LevelsOrRole => match literal {
                Some(_) => return self.coerce(node, &Type::Role),
                None => node.ty.is_numeric() || node.ty == Type::Role || node.ty == Type::Text,
            },
            Takes::UnitOrValue => match &literal {
                Some(text)
                    if self.scope.schema.org().unit_head(text).is_none()
                        && !self.scope.schema.org().units.contains_key(text) =>
                {
                    let message =
                        said!("no unit is called `{text}` or covers it", "没有部门叫 `{text}`，也没有部门管辖它");
                    let units = self.scope.schema.org().units.keys();
                    let near = nearest(text, units.map(|id| &**id));
                    let problem = Problem::new(ProblemKind::UnknownValue, place, message);
                    return self.note(problem.hint_if(near));
                }
                _ => node.ty == Type::Text || super::literals::is_id(&node.ty),
            },
            Takes::List => matches!(node.ty, Type::List(_) | Type::Rows(_)),
            Takes::Pattern => node.ty == Type::Text,
            Takes::Word(words) => {
                return self.one_of(node, words.iter().copied(), function.name, ("word", "词"));
            }
            Takes::Stage => {
                let stages = self.scope.record.map(|w| self.scope.schema.stages(w));
                let stages = stages.unwrap_or_default();
                if let Some(text) = &literal {
                    self.reads.stages.insert(text.clone());
                }
                return self.one_of(node, stages.iter().map(|s| &**s), function.name, ("stage", "阶段"));
            }
            Takes::StageOrClock => {
                let workflow = self.scope.record;
                let mut known = workflow.map(|w| self.scope.schema.stages(w)).unwrap_or_default();
                if let Some(text) = literal.as_ref().filter(|text| known.iter().any(|stage| **stage == ***text)) {
                    self.reads.stages.insert(text.clone());
                }
                known.extend(workflow.map(|w| self.scope.schema.clocks(w)).unwrap_or_default());
                return self.one_of(node, known.iter().map(|s| &**s), function.name, ("stage or clock", "阶段或计时"));
            }
            Takes::Field => {
                let fields = self.scope.record.and_then(|w| self.scope.schema.fields(w)).unwrap_or_default();
                return self.one_of(node, fields.iter().map(|f| &**f), function.name, ("field", "字段"));
            }
            Takes::Chain => match &literal {
                Some(chain) if !self.scope.schema.has_chain(chain) => {
                    let message = said!("there is no approval chain `{chain}`", "没有审批链 `{chain}`");
                    return self.wrong(ProblemKind::UnknownValue, place, message);
                }
                Some(_) => true,
                None => return self.must_be_literal(place, function.name, ("chain", "审批链")),
            },
            Takes::Tiers => {
                let Some(text) = literal else {
                    return self.must_be_literal(place, function.name, ("table", "决策表"));
                };
                let schema = self.scope.schema;
                let of_table = schema.table(&text).is_some_and(|table| {
                    table.inputs.len() == 1 && table.inputs[0].1.is_numeric() && table.outputs[0].1.is_numeric()
                });
                let numeric = |(columns, _): (Vec<(Id, Type)>, Value)| {
                    columns.len() >= 2 && columns.iter().take(2).all(|(_, ty)| ty.is_numeric())
                };
                if !of_table && !schema.list(&text).is_some_and(numeric) {
                    let message = said!("`{text}` holds no tiers", "`{text}` 里没有分档");
                    let hint = said!(
                        "tiers are a table with one number as input and the rate as first output, or a list of two columns: from this amount on, that rate",
                        "分档是只有一个数字输入、第一个输出为比率的决策表，或两列的名单：自此金额起、比率"
                    );
                    return self.note(Problem::new(ProblemKind::UnknownValue, place, message).hint(hint));
                }
                self.reads.tables.insert(text);
                true
            }
            Takes::Workflow => {
                let workflows = self.scope.schema.workflows();
                let known = workflows.iter().map(|w| &**w);
                return self.one_of(node, known, function.name, ("workflow", "流程"));
            }
            Takes::Period => {
                if let Some(text) = &literal {
                    let some_day = crate::model::time::Date::constant(2000, 1, 1);
                    if let Err(error) = Period::parse(text, some_day, 1) {
                        let message = error.said();
                        return self.wrong(ProblemKind::BadLiteral, place, message);
                    }
                }
                node.ty == Type::Text
            }
            Takes::People => return self.people_place(node, function.name),
        };
        match fits || node.ty == Type::None {
            true => Ok(node),
            // Checked when it runs.
            false if node.ty == Type::Any => Ok(node),
            false => {
                let message = taken_for(function.name, takes, &node.ty);
                let problem = Problem::new(ProblemKind::TypeMismatch, place, message);
                self.note(problem.hint(signature(function)))
            }
        }
    }

    fn must_be_literal(&mut self, place: (usize, usize), function: &str, what: (&str, &str)) -> Typed {
        let what = Said::from(what);
        let message =
            said!("`{function}` takes the {what} as text in quotes", "`{function}` 的{what}要写成带引号的文本"; what);
        self.wrong(ProblemKind::Arguments, place, message)
    }

    fn one_of<'n>(
        &mut self,
        node: Node,
        known: impl Iterator<Item = &'n str> + Clone,
        function: &str,
        what: (&str, &str),
    ) -> Typed {
        let place = (node.start, node.end);
        let Some(text) = node.literal() else {
            return self.must_be_literal(place, function, what);
        };
        if known.clone().any(|one| *one == **text) {
            return Ok(node);
        }
        let all: Vec<&str> = known.clone().collect();
        let list = few(&all);
        let near = nearest(text, known);
        let what = Said::from(what);
        let message = said!("there is no {what} `{text}`", "没有{what} `{text}`"; what);
        let problem = Problem::new(ProblemKind::UnknownValue, place, message);
        self.note(problem.hint_if(near.or(list)))
    }

    fn people_place(&mut self, node: Node, function: &str) -> Typed {
        let place = (node.start, node.end);
        if node.ty == Type::Unit {
            // A unit known when it runs.
            let schema_unit =
                Node { start: node.start, end: node.end, ty: Type::Text, op: Op::Const(Value::text("unit:")) };
            return Ok(Node {
                start: node.start,
                end: node.end,
                ty: Type::Text,
                op: Op::Arithmetic(crate::script::syntax::Operator::Add, Box::new(schema_unit), Box::new(node), false),
            });
        }
        let Some(text) = node.literal().cloned() else {
            return self.must_be_literal(place, function, ("people place", "人员范围"));
        };
        let check = |typer: &mut Self, name: &str, ty: Type| {
            let read = typer.literal(&name.into(), &ty, place);
            match read {
                Ok(_) => Ok(()),
                Err(problem) => typer.note(problem),
            }
        };
        match functions::people_place(&text) {
            Some(PeopleGroup::Role(role, unit)) => {
                check(self, role, Type::Role)?;
                unit.map_or(Ok(()), |unit| check(self, unit, Type::Unit))?;
            }
            Some(PeopleGroup::Unit(unit)) => check(self, unit, Type::Unit)?,
            Some(PeopleGroup::Person(person)) => check(self, person, Type::Person)?,
            Some(PeopleGroup::Anyone) => {}
            None => {
                let message = said!("`{text}` is no people place", "`{text}` 不是人员范围");
                let problem = Problem::new(ProblemKind::UnknownValue, place, message);
                return self.note(problem.hint((
                    "write 'role:r', 'role:r@unit', 'unit:u' or 'anyone'",
                    "请写 'role:r'、'role:r@unit'、'unit:u' 或 'anyone'",
                )));
            }
        }
        Ok(node)
    }

    /// Whether a decision table has that name.
    pub(super) fn is_table(&self, name: &str) -> bool {
        functions::find(name).is_none() && self.scope.schema.table(name).is_some()
    }

    /// `table(a, b).output`, or `table(a, b)` where there is one output.
    pub(super) fn table(
        &mut self,
        call: &Syn,
        name: &Id,
        arguments: &[Syn],
        output: Option<(&Id, (usize, usize))>,
    ) -> Typed {
        let Some(signature) = self.scope.schema.table(name) else {
            return Err(Noted);
        };
        let place = (call.start, call.end);
        let names = |all: &[(Id, Type)]| {
            let names: Vec<&str> = all.iter().map(|(name, _)| &**name).collect();
            names.join(", ")
        };
        if arguments.len() != signature.inputs.len() {
            let message = count(name, signature.inputs.len(), arguments.len());
            let problem = Problem::new(ProblemKind::Arguments, place, message);
            let inputs = names(&signature.inputs);
            return self.note(problem.hint(said!("`{name}({inputs})`", "`{name}({inputs})`")));
        }
        let taken: Vec<Typed> = arguments
            .iter()
            .zip(&signature.inputs)
            .map(|(syn, (_, ty))| {
                let node = self.infer(syn)?;
                self.coerce(node, ty)
            })
            .collect();
        let (index, end) = match (output, signature.outputs.len()) {
            (None, 1) => (Some(0), call.end),
            (None, _) => (None, call.end),
            (Some((output, at)), _) => match signature.outputs.iter().position(|(name, _)| name == output) {
                Some(index) => (Some(index), at.1),
                None => return self.no_output(name, &signature.outputs, output, at),
            },
        };
        let taken = taken.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.reads.tables.insert(name.clone());
        let ty = match index {
            Some(index) => signature.outputs[index].1.clone(),
            None => Type::Answer(name.clone()),
        };
        let ty = if signature.many { Type::List(Box::new(ty)) } else { ty };
        Ok(Node { start: call.start, end, ty, op: Op::Table(name.clone(), taken, index) })
    }

    fn script(&mut self, syn: &Syn, name: &Id, count: usize, arguments: &[Syn]) -> Typed {
        let taken = self.all(arguments)?;
        if taken.len() != count {
            let message = self::count(name, count, taken.len());
            return self.wrong(ProblemKind::Arguments, (syn.start, syn.end), message);
        }
        let whole = |ty: &Type| match ty {
            Type::List(of) => matches!(**of, Type::Answer(_)),
            ty => matches!(ty, Type::Answer(_)),
        };
        if let Some(rows) = taken.iter().find(|n| whole(&n.ty)) {
            let what = a(&rows.ty);
            let message = said!("a script function cannot take {what}", "脚本函数不能接收{what}"; what);
            return self.wrong(ProblemKind::Arguments, (rows.start, rows.end), message);
        }
        self.reads.functions.insert(name.clone());
        Ok(Node { start: syn.start, end: syn.end, ty: Type::Any, op: Op::Script(name.clone(), taken) })
    }

    /// `figure('name', 'dimension', value, …, period)`.
    pub(super) fn figure(&mut self, syn: &Syn, arguments: &[Syn]) -> Typed {
        let taken = self.all(arguments)?;
        let mut taken = taken.into_iter();
        let Some(name) = taken.next() else {
            return Err(Noted);
        };
        let place = (name.start, name.end);
        let Some(id) = name.literal().cloned() else {
            return self.must_be_literal(place, "figure", ("name", "名字"));
        };
        let Some(ty) = self.scope.schema.figure(&id) else {
            let message = said!("there is no measure or KPI `{id}`", "没有度量或 KPI `{id}`");
            return self.wrong(ProblemKind::UnknownValue, place, message);
        };
        let rest: Vec<Node> = taken.collect();
        let mut by = Vec::new();
        let mut period = None;
        let mut rest = rest.into_iter().peekable();
        while let Some(dimension) = rest.next() {
            if rest.peek().is_none() {
                let function = functions::find("in_period");
                period = match function {
                    Some(function) => Some(Box::new(self.take(dimension, Takes::Period, function)?)),
                    None => None,
                };
                break;
            }
            let Some(dimension_id) = dimension.literal().cloned() else {
                let place = (dimension.start, dimension.end);
                return self.must_be_literal(place, "figure", ("dimension", "维度"));
            };
            if let Some(value) = rest.next() {
                by.push((dimension_id, value));
            }
        }
        self.reads.figures.insert(id.clone());
        // The period may be relative to the day.
        self.reads.now = true;
        Ok(Node { start: syn.start, end: syn.end, ty, op: Op::Figure(id, by, period) })
    }
}

/// So many arguments, and others are there.
fn count(name: &str, wanted: usize, are: usize) -> Said {
    said!("`{name}` takes {wanted} arguments, here are {are}", "`{name}` 要 {wanted} 个参数，这里有 {are} 个")
}

/// A value where a function takes another.
fn taken_for(function: &str, takes: Takes, ty: &Type) -> Said {
    let (wanted, given) = (takes.said(), a(ty));
    said!("`{function}` takes {wanted}, this is {given}", "`{function}` 要{wanted}，这里是{given}"; wanted, given)
}

/// The signature as a hint.
fn signature(function: &Function) -> Said {
    let signature = function.signature();
    said!("`{signature}`", "`{signature}`")
}
