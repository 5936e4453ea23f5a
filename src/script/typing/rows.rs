//! Choices, rows and lists: functions whose arguments are not all evaluated on the same record.

use super::{Noted, Typed, Typer, a};
use crate::{
    model::{Id, Type, row::split_kind},
    said,
    script::{
        functions::Function,
        node::{Fold, Node, Of, Op, Source, Standing},
        problem::{Problem, ProblemKind},
        syntax::{Form, Syn},
    },
};

const CHANGED_QUOTED: (&str, &str) =
    ("`changed` takes the field as text in quotes", "`changed` 的字段要写成带引号的文本");
const CHANGED_TAKES: (&str, &str) = ("`changed` takes a field", "`changed` 的参数是一个字段");

impl Typer<'_> {
    /// A function with a form of its own.
    pub(super) fn special(&mut self, syn: &Syn, function: &'static Function, arguments: &[Syn]) -> Typed {
        match function.name {
            "pick" | "pick_first" => self.pick(syn, arguments),
            "figure" => self.figure(syn, arguments),
            "changed" => self.changed(syn, arguments),
            "parent" => self.parent(syn, arguments),
            "available" | "reserved" | "waits_for" => self.balance(syn, function.name, arguments),
            "sort_by" => self.sorted(syn, arguments),
            "children" | "records" | "descendants" => {
                let source = self.source(syn, function.name, arguments)?;
                let ty = Type::Rows(source.1);
                Ok(node(syn, ty, Op::Rows(source.0)))
            }
            "find" => {
                let (source, workflow) = self.source(syn, "records", arguments)?;
                let ty = Type::Ref(workflow);
                Ok(node(syn, ty, Op::Fold(Fold::Only, source, None)))
            }
            _ => self.fold(syn, function, arguments),
        }
    }

    fn pick(&mut self, syn: &Syn, arguments: &[Syn]) -> Typed {
        let (first, rest) =
            match arguments {
                [only] => return self.infer(only),
                [condition, then, rest @ ..] if !rest.is_empty() => ((condition, then), rest),
                _ => {
                    let message =
                        ("`pick_first` ends with the value for all other cases", "`pick_first` 最后要有其余情况的值");
                    let problem = Problem::new(ProblemKind::Arguments, (syn.start, syn.end), message);
                    return self.note(problem.hint((
                        "`pick_first(cond1, a1, cond2, a2, else)`",
                        "`pick_first(条件1, 值1, 条件2, 值2, 其余)`",
                    )));
                }
            };
        let condition = self.condition(first.0);
        let then = self.infer(first.1);
        let other = match rest {
            [only] => self.infer(only),
            more => self.pick(syn, more),
        };
        self.choice((syn.start, syn.end), condition?, then?, other?)
    }

    /// `changed('field')`.
    fn changed(&mut self, syn: &Syn, arguments: &[Syn]) -> Typed {
        let place = (syn.start, syn.end);
        if !self.scope.old {
            let message = ("`changed` is known only where a change is judged", "`changed` 只有在判断修改的地方才知道");
            return self.wrong(ProblemKind::UnknownName, place, message);
        }
        let (Some(argument), Some(_)) = (arguments.first(), self.scope.record) else {
            return self.wrong(ProblemKind::Arguments, place, CHANGED_TAKES);
        };
        let name: Id = match &argument.form {
            // Several tokens: any of them may have moved.
            Form::Text(text) if &**text == "stage" => "stages".into(),
            Form::Text(text) => text.clone(),
            Form::Name(name) => {
                let message = CHANGED_QUOTED;
                let span = (argument.start, argument.end);
                let problem = Problem::new(ProblemKind::Arguments, span, message);
                return self.note(problem.fix(format!("'{name}'")));
            }
            _ => {
                let message = CHANGED_QUOTED;
                return self.wrong(ProblemKind::Arguments, place, message);
            }
        };
        let field = Syn { form: Form::Name(name.clone()), ..argument.clone() };
        let old = Syn {
            form: Form::Dot(
                Box::new(Syn { form: Form::Name("old".into()), ..argument.clone() }),
                name,
                (argument.start, argument.end),
            ),
            ..argument.clone()
        };
        let now = self.infer(&field)?;
        let before = self.infer(&old)?;
        if !matches!(
            (&now.op, &before.op),
            (Op::Field { of: Of::Here, .. }, Op::Field { of: Of::Old, .. })
                | (Op::Meta(Of::Here, _), Op::Meta(Of::Old, _))
        ) {
            let span = (argument.start, argument.end);
            return self.wrong(ProblemKind::Arguments, span, CHANGED_TAKES);
        }
        let op = Op::Changed(Box::new(now), Box::new(before));
        Ok(node(syn, Type::Bool, op))
    }

    /// `children('w', cond)`, `records('w', cond)`.
    fn source(&mut self, syn: &Syn, which: &str, arguments: &[Syn]) -> Result<(Source, Id), Noted> {
        let Some(first) = arguments.first() else {
            return Err(Noted);
        };
        let literal = match &first.form {
            Form::Text(text) => text.clone(),
            _ => {
                let message = ("the workflow is named as text in quotes", "流程名要写成带引号的文本");
                return self.wrong(ProblemKind::Arguments, (first.start, first.end), message);
            }
        };
        let workflows = self.scope.schema.workflows();
        if !workflows.contains(&literal) {
            let message = said!("there is no workflow `{literal}`", "没有流程 `{literal}`");
            let known = workflows.iter().map(|w| &**w);
            let near = crate::script::problem::nearest(&literal, known);
            let span = (first.start, first.end);
            let problem = Problem::new(ProblemKind::UnknownValue, span, message);
            return self.note(problem.hint_if(near));
        }
        if which != "records" && self.scope.record.is_none() {
            let message = ("there is no record here that could have children", "这里没有记录，谈不上下级记录");
            return self.wrong(ProblemKind::UnknownName, (syn.start, syn.end), message);
        }
        self.reads.others = true;
        let source = match which {
            "children" => Source::Children(literal.clone()),
            "descendants" => Source::Descendants(literal.clone()),
            _ => Source::Records(literal.clone()),
        };
        let source = match arguments.get(1) {
            None => source,
            Some(condition) => {
                let condition = self.inside_rows(&literal, |typer| typer.condition(condition))?;
                Source::Where(Box::new(source), Box::new(condition))
            }
        };
        Ok((source, literal))
    }

    /// `parent('w')`.
    fn parent(&mut self, syn: &Syn, arguments: &[Syn]) -> Typed {
        let (source, workflow) = self.source(syn, "parent", arguments)?;
        drop(source);
        let op = Op::Parent(workflow.clone());
        Ok(node(syn, Type::Ref(workflow), op))
    }

    /// `sort_by(rows, x)`.
    fn sorted(&mut self, syn: &Syn, arguments: &[Syn]) -> Typed {
        let [first, by] = arguments else { return Err(Noted) };
        let first = self.infer(first)?;
        let (source, over) = self.several(first, "sort_by")?;
        let by = self.each(&over, by, false)?;
        let source = Source::Sorted(Box::new(source), Box::new(by));
        match over {
            Type::Rows(_) => Ok(node(syn, over, Op::Rows(source))),
            _ => Ok(node(syn, over, Op::Fold(Fold::Collect, source, None))),
        }
    }

    /// `available('stock', product, warehouse)` and its kin.
    fn balance(&mut self, syn: &Syn, which: &str, arguments: &[Syn]) -> Typed {
        let Some((first, key)) = arguments.split_first() else { return Err(Noted) };
        let place = (first.start, first.end);
        let Form::Text(name) = &first.form else {
            let message = ("the balance is named as text in quotes", "余额的名字要写成带引号的文本");
            return self.wrong(ProblemKind::Arguments, place, message);
        };
        let Some(signature) = self.scope.schema.balance(name) else {
            let message = said!("there is no balance `{name}`", "没有余额 `{name}`");
            return self.wrong(ProblemKind::UnknownValue, place, message);
        };
        let count = signature.key.len();
        if !key.is_empty() && key.len() != count {
            let here = key.len();
            let message = said!(
                "the key of balance `{name}` has {count} parts, here are {here}",
                "余额 `{name}` 的键有 {count} 项，这里有 {here} 项"
            );
            return self.wrong(ProblemKind::Arguments, (syn.start, syn.end), message);
        }
        let key: Vec<Typed> = key
            .iter()
            .zip(&signature.key)
            .map(|(syn, (_, ty))| {
                let part = self.infer(syn)?;
                self.coerce(part, ty)
            })
            .collect();
        let key = key.into_iter().collect::<Result<Vec<_>, _>>()?;
        if key.is_empty() && self.scope.record.is_none() {
            let message = said!("`{which}` needs the key of an account here", "`{which}` 在这里要写明账户的键");
            return self.wrong(ProblemKind::Arguments, (syn.start, syn.end), message);
        }
        self.reads.others = true;
        self.reads.balances.insert(name.clone());
        self.reads.fields.insert((signature.of, "id".into()));
        let asked = match which {
            "available" => Standing::Available,
            "reserved" => Standing::Reserved,
            _ => Standing::WaitsFor,
        };
        Ok(node(syn, signature.ty, Op::Balance(name.clone(), asked, key)))
    }

    /// The rows or the list of a first argument.
    fn several(&mut self, rows: Node, function: &str) -> Result<(Source, Type), Noted> {
        match (rows.ty.clone(), rows.op) {
            (ty @ Type::Rows(_), Op::Rows(source)) => Ok((source, ty)),
            (Type::Rows(kind), op) => {
                self.reads.others |= split_kind(&kind).is_none();
                let ty = Type::Rows(kind.clone());
                let lines = Node { start: rows.start, end: rows.end, ty: ty.clone(), op };
                Ok((Source::Lines(Box::new(lines), kind), ty))
            }
            (ty @ (Type::List(_) | Type::None), op) => {
                let slot = self.scope.locals.len();
                let list = Node { start: rows.start, end: rows.end, ty: ty.clone(), op };
                let ty = match ty {
                    Type::None => Type::List(Box::new(Type::None)),
                    ty => ty,
                };
                Ok((Source::List(Box::new(list), slot), ty))
            }
            (ty, _) => {
                let what = a(&ty);
                let message = said!(
                    "`{function}` goes over rows or a list, this is {what}",
                    "`{function}` 要遍历多条记录或列表，这里是{what}"; what
                );
                self.wrong(ProblemKind::TypeMismatch, (rows.start, rows.end), message)
            }
        }
    }

    /// Types a part over each row.
    fn each(&mut self, over: &Type, syn: &Syn, condition: bool) -> Typed {
        let work = |typer: &mut Typer<'_>| match condition {
            true => typer.condition(syn),
            false => typer.infer(syn),
        };
        match over {
            Type::Rows(workflow) => self.inside_rows(workflow, work),
            Type::List(of) => self.inside_list(of, work).0,
            _ => Err(Noted),
        }
    }

    /// `sum(rows, x, cond)` and its kin.
    fn fold(&mut self, syn: &Syn, function: &'static Function, arguments: &[Syn]) -> Typed {
        let Some(first) = arguments.first() else {
            return Err(Noted);
        };
        let first = self.infer(first)?;
        self.fold_of(syn, function, first, arguments)
    }

    /// The same, the first argument typed already.
    fn fold_of(&mut self, syn: &Syn, function: &'static Function, first: Node, arguments: &[Syn]) -> Typed {
        let (source, over) = self.several(first, function.name)?;
        let tested = matches!(function.name, "count" | "any" | "all" | "where" | "first" | "last");
        let (what, condition) = match tested {
            true => (None, arguments.get(1)),
            false => (arguments.get(1), arguments.get(2)),
        };
        let what = what.map(|syn| self.each(&over, syn, false));
        let condition = condition.map(|syn| self.each(&over, syn, true));
        let (what, condition) = (what.transpose()?, condition.transpose()?);
        self.made(syn, function.name, source, over, what, condition)
    }

    /// What is made of typed rows.
    fn made(
        &mut self,
        syn: &Syn,
        name: &str,
        source: Source,
        over: Type,
        what: Option<Node>,
        condition: Option<Node>,
    ) -> Typed {
        // `any` and `all` ask the condition of every row themselves.
        if let (Some(condition), "any" | "all") = (&condition, name) {
            let fold = if name == "any" { Fold::Any } else { Fold::All };
            let op = Op::Fold(fold, source, Some(Box::new(condition.clone())));
            return Ok(node(syn, Type::Bool, op));
        }
        let source = match condition {
            Some(condition) => Source::Where(Box::new(source), Box::new(condition)),
            None => source,
        };
        let element = match &over {
            Type::Rows(workflow) => Type::Ref(workflow.clone()),
            Type::List(of) => (**of).clone(),
            _ => Type::Any,
        };
        let of = what.as_ref().map_or(element.clone(), |what| what.ty.clone());
        let fold = match name {
            "where" => {
                return match over {
                    Type::Rows(_) => Ok(node(syn, over, Op::Rows(source))),
                    _ => Ok(node(syn, over, Op::Fold(Fold::Collect, source, None))),
                };
            }
            "count" => return Ok(node(syn, Type::Number, Op::Fold(Fold::Count, source, None))),
            "first" => return Ok(node(syn, element, Op::Fold(Fold::First, source, None))),
            "last" => return Ok(node(syn, element, Op::Fold(Fold::Last, source, None))),
            "distinct" => Fold::Distinct,
            "list" => Fold::Collect,
            "sum" => Fold::Sum,
            "avg" => Fold::Average,
            "min" => Fold::Min,
            _ => Fold::Max,
        };
        if matches!(fold, Fold::Distinct | Fold::Collect) {
            let ty = Type::List(Box::new(of));
            return Ok(node(syn, ty, Op::Fold(fold, source, what.map(Box::new))));
        }
        let ordered =
            matches!(fold, Fold::Min | Fold::Max) && matches!(of, Type::Date | Type::DateTime | Type::Duration);
        if !of.is_numeric() && !ordered && !matches!(of, Type::Any | Type::None) {
            let message = match &what {
                None => {
                    let rows = a(&over);
                    said!("`{name}` of {rows}: say of what", "对{rows}求 `{name}`：请说明对哪一项"; rows)
                }
                Some(_) => {
                    let one = a(&of);
                    said!("`{name}` of {one} makes no sense", "对{one}求 `{name}` 没有意义"; one)
                }
            };
            let span = what.as_ref().map_or((syn.start, syn.end), |n| (n.start, n.end));
            return self.wrong(ProblemKind::TypeMismatch, span, message);
        }
        let ty = match of {
            Type::None => Type::Number,
            of => of,
        };
        Ok(node(syn, ty, Op::Fold(fold, source, what.map(Box::new))))
    }

    /// `min(a, b)`, or `min(rows, x, cond)`.
    pub(super) fn min_max(&mut self, syn: &Syn, function: &'static Function, arguments: &[Syn]) -> Typed {
        let [first, rest @ ..] = arguments else {
            return Err(Noted);
        };
        let first = self.infer(first)?;
        match first.ty {
            Type::Rows(_) | Type::List(_) if arguments.len() <= 3 => self.fold_of(syn, function, first, arguments),
            Type::Rows(_) | Type::List(_) => {
                let name = function.name;
                let message =
                    said!("`{name}` over rows takes rows, x and cond", "`{name}` 遍历多条记录时参数是 rows、x、cond");
                self.wrong(ProblemKind::Arguments, (syn.start, syn.end), message)
            }
            _ => {
                let rest = self.all(rest)?;
                let taken = std::iter::once(first).chain(rest).collect();
                self.plain_of(syn, function, taken)
            }
        }
    }
}

fn node(syn: &Syn, ty: Type, op: Op) -> Node {
    Node { start: syn.start, end: syn.end, ty, op }
}
