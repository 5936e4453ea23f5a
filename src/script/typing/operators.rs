//! Operators: which units go together, and what comes of them.

use rust_decimal::Decimal;

use super::{
    Noted, Typed, Typer, a,
    literals::{is_id, share},
};
use crate::{
    model::{Type, Value},
    said,
    script::{
        node::{Meta, Node, Of, Op},
        operate,
        problem::{Problem, ProblemKind},
        syntax::{Operator, Syn},
    },
};

impl Typer<'_> {
    /// `-a`.
    pub(super) fn minus(&mut self, syn: &Syn, inner: &Syn) -> Typed {
        let inner = self.infer(inner)?;
        let ty = inner.ty.clone();
        match (&ty, inner.constant()) {
            (_, Some(Value::Number(n))) => {
                let op = Op::Const(Value::Number(-*n));
                return Ok(node(syn, ty, op));
            }
            (Type::Duration | Type::Any | Type::None, _) => {}
            (ty, _) if ty.is_numeric() => {}
            _ => {
                let what = a(&ty);
                let message = said!("a sign before {what} means nothing", "{what}前面的正负号没有意义"; what);
                return self.wrong(ProblemKind::TypeMismatch, (syn.start, syn.end), message);
            }
        }
        Ok(node(syn, ty, Op::Minus(Box::new(inner))))
    }

    /// `a + b` and its kin.
    pub(super) fn arithmetic(&mut self, syn: &Syn, operator: Operator, left: &Syn, right: &Syn) -> Typed {
        let (left, right) = (self.infer(left), self.infer(right));
        let (left, right) = self.time_literals(operator, left?, right?)?;
        let Some(ty) = self.result(syn, operator, &left, &right)? else {
            return Err(Noted);
        };
        let op = Op::Arithmetic(operator, Box::new(left), Box::new(right), self.scope.figures);
        Ok(self.folded(node(syn, ty, op)))
    }

    /// `'15d'` beside a date is a length of time; `'2026-03-01'` taken from one is a date.
    fn time_literals(&mut self, operator: Operator, left: Node, right: Node) -> Result<(Node, Node), Noted> {
        let timely = |ty: &Type| matches!(ty, Type::Date | Type::DateTime | Type::Duration);
        let additive = matches!(operator, Operator::Add | Operator::Subtract);
        if !additive {
            return Ok((left, right));
        }
        if timely(&left.ty) && right.literal().is_some() {
            let is_date = operator == Operator::Subtract
                && left.ty != Type::Duration
                && right.literal().is_some_and(|t| t.len() >= 8 && t.contains('-'));
            let want = if is_date { left.ty.clone() } else { Type::Duration };
            let right = self.coerce(right, &want)?;
            return Ok((left, right));
        }
        if timely(&right.ty) && left.literal().is_some() {
            let want = match (operator, &right.ty) {
                (Operator::Subtract, ty) if *ty != Type::Duration => right.ty.clone(),
                _ => Type::Duration,
            };
            let left = self.coerce(left, &want)?;
            return Ok((left, right));
        }
        Ok((left, right))
    }

    /// The type of an operation; a problem where the units do not go together.
    fn result(&mut self, syn: &Syn, operator: Operator, left: &Node, right: &Node) -> Result<Option<Type>, Noted> {
        use Operator::{Add, Divide, Modulo, Multiply, Subtract};
        let (l, r) = (&left.ty, &right.ty);
        let ty = match (operator, l, r) {
            (_, Type::Any, _) | (_, _, Type::Any) => Type::Any,
            (_, Type::None, other) | (_, other, Type::None) => other.clone(),
            (Add | Subtract | Modulo, l, r) if l.is_numeric() && r.is_numeric() => match (l, r) {
                (l, r) if l == r => l.clone(),
                (Type::Number, unit) | (unit, Type::Number) => unit.clone(),
                _ => return self.units(syn, operator, l, r).map(|()| None),
            },
            (Multiply, Type::Money, Type::Money) => {
                return self.units(syn, operator, l, r).map(|()| None);
            }
            (Multiply, Type::Percent, Type::Percent) => Type::Percent,
            (Multiply, Type::Money, other) | (Multiply, other, Type::Money) if other.is_numeric() => Type::Money,
            (Multiply | Divide, l, r) if l.is_numeric() && r.is_numeric() => match (operator, l, r) {
                (Divide, Type::Money, Type::Money) => Type::Number,
                (Divide, Type::Money, _) => Type::Money,
                (Divide, Type::Percent, Type::Number) => Type::Percent,
                (Divide, Type::Percent, Type::Money) => {
                    return self.units(syn, operator, l, r).map(|()| None);
                }
                _ => Type::Number,
            },
            (Add, Type::Text, Type::Text) => Type::Text,
            (Add | Subtract, Type::Duration, Type::Duration) => Type::Duration,
            (Add | Subtract, Type::Date, Type::Duration) => stepped(right),
            (Add, Type::Duration, Type::Date) => stepped(left),
            (Add | Subtract, Type::DateTime, Type::Duration) | (Add, Type::Duration, Type::DateTime) => Type::DateTime,
            (Subtract, Type::Date | Type::DateTime, Type::Date | Type::DateTime) => Type::Duration,
            _ => return self.units(syn, operator, l, r).map(|()| None),
        };
        Ok(Some(ty))
    }

    fn units(&mut self, syn: &Syn, operator: Operator, l: &Type, r: &Type) -> Result<(), Noted> {
        let sign = operator.sign();
        let (one, other) = (a(l), a(r));
        let message = said!("{one} {sign} {other} makes no sense", "{one} {sign} {other} 没有意义"; one, other);
        let timely = |ty: &Type| matches!(ty, Type::Date | Type::DateTime);
        let hint = match (operator, l, r) {
            (Operator::Add | Operator::Subtract, day, Type::Number) | (Operator::Add, Type::Number, day)
                if timely(day) =>
            {
                Some((
                    "how many of what? write `days(n)`, `bdays(n)`, `months(n)`, or '15d'",
                    "单位是什么？请写 `days(n)`、`bdays(n)`、`months(n)` 或 '15d'",
                ))
            }
            (Operator::Multiply | Operator::Divide, Type::Duration, _) | (Operator::Multiply, _, Type::Duration) => {
                Some(("multiply the number instead: `days(2 * n)`", "请改为乘数字：`days(2 * n)`"))
            }
            (_, Type::Money, Type::Percent) => {
                Some(("a share of it is `amount * rate`", "取其中一部分请写 `amount * rate`"))
            }
            (Operator::Add, Type::Text, _) | (Operator::Add, _, Type::Text) => {
                Some(("write `text(…)` around what is no text", "不是文本的部分请用 `text(…)` 包起来"))
            }
            _ => None,
        };
        let kind = match (l.is_numeric() && r.is_numeric()) || timely(l) || timely(r) {
            true => ProblemKind::Unit,
            false => ProblemKind::TypeMismatch,
        };
        let problem = Problem::new(kind, (syn.start, syn.end), message);
        self.note(problem.hint_if(hint))
    }

    /// Computes what is known already.
    fn folded(&self, node: Node) -> Node {
        let Op::Arithmetic(operator, left, right, zero_is_none) = &node.op else {
            return node;
        };
        let (Some(left), Some(right)) = (left.constant(), right.constant()) else {
            return node;
        };
        let calendar = self.scope.schema.calendar();
        match operate::arithmetic(*operator, left, right, *zero_is_none, calendar) {
            Ok(value) => Node { op: Op::Const(value), ..node },
            // It will fail when it runs, with the place.
            Err(_) => node,
        }
    }

    /// `a == b` and its kin.
    pub(super) fn comparison(&mut self, syn: &Syn, operator: Operator, left: &Syn, right: &Syn) -> Typed {
        let (left, right) = (self.infer(left), self.infer(right));
        let (left, right) = (left?, right?);
        let equality = matches!(operator, Operator::Equal | Operator::Unequal);
        match (&left.op, &right.op) {
            (_, Op::Const(Value::None)) if equality => {
                let op = Op::IsNone(Box::new(left), operator == Operator::Unequal);
                return Ok(node(syn, Type::Bool, op));
            }
            (Op::Const(Value::None), _) if equality => {
                let op = Op::IsNone(Box::new(right), operator == Operator::Unequal);
                return Ok(node(syn, Type::Bool, op));
            }
            (Op::Const(Value::None), _) | (_, Op::Const(Value::None)) => {
                let sign = operator.sign();
                let message = said!("`{sign}` with none is never known", "与 none 作 `{sign}` 比较永远没有结果");
                let problem = Problem::new(ProblemKind::TypeMismatch, place(syn), message);
                return self.note(
                    problem.hint(("only `== none` and `!= none` ask for it", "判断空值请用 `== none` 或 `!= none`")),
                );
            }
            _ => {}
        }
        let (left, right) = self.alike(left, right)?;
        self.comparable(syn, operator, &left, &right)?;
        self.percent_scale(&left, &right);
        self.percent_scale(&right, &left);
        if equality {
            let (stage, other) = match (&left.op, &right.op) {
                (Op::Meta(of, Meta::Stage), _) => (Some(of.clone()), &right),
                (_, Op::Meta(of, Meta::Stage)) => (Some(of.clone()), &left),
                _ => (None, &right),
            };
            if let Some(of) = stage {
                let other = other.clone();
                return Ok(self.in_stages(syn, of, vec![other], operator == Operator::Unequal));
            }
        }
        let op = Op::Compare(operator, Box::new(left), Box::new(right));
        Ok(node(syn, Type::Bool, op))
    }

    fn in_stages(&mut self, syn: &Syn, of: Of, stages: Vec<Node>, negated: bool) -> Node {
        for stage in &stages {
            if let (Of::Here, Some(Value::Text(stage))) = (&of, stage.constant()) {
                self.reads.stages.insert(stage.clone());
            }
        }
        let inner = node(syn, Type::Bool, Op::InStage(of, stages));
        match negated {
            true => node(syn, Type::Bool, Op::Not(Box::new(inner))),
            false => inner,
        }
    }

    /// Reads a literal on one side as what stands on the other.
    fn alike(&mut self, left: Node, right: Node) -> Result<(Node, Node), Noted> {
        let known = |ty: &Type| !matches!(ty, Type::Any | Type::None);
        if left.literal().is_some() && right.literal().is_none() && known(&right.ty) {
            let left = self.coerce_one(left, &right.ty)?;
            return Ok((left, right));
        }
        if right.literal().is_some() && left.literal().is_none() && known(&left.ty) {
            let right = self.coerce_one(right, &left.ty)?;
            return Ok((left, right));
        }
        match (&left.ty, &right.ty) {
            (Type::Any, other) if known(other) && right.literal().is_none() => {
                let want = other.clone();
                Ok((self.coerce(left, &want)?, right))
            }
            (other, Type::Any) if known(other) && left.literal().is_none() => {
                let want = other.clone();
                let right = self.coerce(right, &want)?;
                Ok((left, right))
            }
            // Branches of literals: `if … { 'A' } else { 'B' }`.
            (Type::Text, other) if is_id(other) || is_timely(other) => match self.only_literals(&left) {
                true => {
                    let want = other.clone();
                    Ok((self.coerce(left, &want)?, right))
                }
                false => Ok((left, right)),
            },
            (other, Type::Text) if is_id(other) || is_timely(other) => match self.only_literals(&right) {
                true => {
                    let want = other.clone();
                    let right = self.coerce(right, &want)?;
                    Ok((left, right))
                }
                false => Ok((left, right)),
            },
            _ => Ok((left, right)),
        }
    }

    fn only_literals(&self, node: &Node) -> bool {
        match &node.op {
            Op::If(_, a, b) => self.only_literals(a) && self.only_literals(b),
            Op::Instead(parts) => parts.iter().all(|part| self.only_literals(part)),
            _ => node.literal().is_some() || node.ty == Type::None,
        }
    }

    /// A literal beside a list is no element of it: only `in` asks that.
    fn coerce_one(&mut self, node: Node, want: &Type) -> Typed {
        if let Type::List(_) | Type::Rows(_) = want {
            let what = a(want);
            let message = said!("{what} is no text", "{what}不是文本"; what);
            let problem = Problem::new(ProblemKind::TypeMismatch, (node.start, node.end), message);
            return self.note(problem.hint(("write `'x' in list`", "请写 `'x' in 列表`")));
        }
        self.coerce(node, want)
    }

    fn comparable(&mut self, syn: &Syn, operator: Operator, left: &Node, right: &Node) -> Result<(), Noted> {
        let equality = matches!(operator, Operator::Equal | Operator::Unequal);
        let timely = |ty: &Type| matches!(ty, Type::Date | Type::DateTime);
        let (l, r) = (&left.ty, &right.ty);
        let fit = match (l, r) {
            (Type::Any | Type::None, _) | (_, Type::Any | Type::None) => true,
            (Type::Money, Type::Percent) | (Type::Percent, Type::Money) => false,
            (l, r) if l.is_numeric() && r.is_numeric() => true,
            (l, r) if timely(l) && timely(r) => true,
            (Type::Text, Type::Text) | (Type::Duration, Type::Duration) => true,
            (Type::Bool, Type::Bool) => equality,
            (Type::Choice(x), Type::Choice(y)) => equality && share(x, y),
            (Type::Text, id) | (id, Type::Text) if is_id(id) => equality,
            (Type::List(x), Type::List(y)) => equality && (x == y || **x == Type::None),
            (l, r) if l == r => equality && !matches!(l, Type::Rows(_) | Type::Answer(_)),
            _ => false,
        };
        if fit {
            return Ok(());
        }
        let sign = operator.sign();
        let (one, other) = (a(l), a(r));
        let message =
            said!("`{sign}` cannot compare {one} with {other}", "`{sign}` 不能拿{one}与{other}比较"; one, other);
        let kind = match l.is_numeric() && r.is_numeric() {
            true => ProblemKind::Unit,
            false => ProblemKind::TypeMismatch,
        };
        let hint = match (l, r) {
            (Type::Date | Type::DateTime, Type::Duration) | (Type::Duration, Type::Date | Type::DateTime) => {
                Some(("`now - d` is a length of time", "`now - d` 才是时长"))
            }
            (Type::Duration, Type::Number) | (Type::Number, Type::Duration) => {
                Some(("write a length of time in quotes: '3d'", "时长要加引号：'3d'"))
            }
            (Type::Choice(_), Type::Choice(_)) if !equality => {
                Some(("the values of a choice have no order; use `in [ … ]`", "选项值没有大小之分；请用 `in [ … ]`"))
            }
            (Type::Choice(_), Type::Choice(_)) => Some(("they have no value in common", "两者没有相同的选项值")),
            (Type::Rows(_), Type::Number) | (Type::Number, Type::Rows(_)) => {
                Some(("write `count(…)`", "请写 `count(…)`"))
            }
            _ => None,
        };
        let problem = Problem::new(kind, place(syn), message);
        self.note(problem.hint_if(hint))
    }

    /// A percentage is a fraction: 15% is 0.15.
    fn percent_scale(&mut self, percent: &Node, number: &Node) {
        let (Type::Percent, Type::Number) = (&percent.ty, &number.ty) else {
            return;
        };
        if let Some(Value::Number(n)) = number.constant()
            && n.abs() > Decimal::ONE
        {
            let hundred = n.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(*n);
            let hundred = crate::model::number::plain(hundred);
            let message = said!("a percentage is a fraction; {n} is {hundred} %", "百分比是小数；{n} 就是 {hundred} %");
            let fraction = crate::model::number::plain(*n / Decimal::ONE_HUNDRED);
            let problem = Problem::new(ProblemKind::PercentScale, (number.start, number.end), message);
            self.problems.push(problem.hint(said!("{n} % is {fraction}", "{n} % 是 {fraction}")).fix(fraction));
        }
    }

    /// `a in b`.
    pub(super) fn within(&mut self, syn: &Syn, item: &Syn, list: &Syn) -> Typed {
        let (item, list) = (self.infer(item), self.infer(list));
        let (item, list) = (item?, self.first_column(list?));
        let of = match &list.ty {
            Type::List(of) => (**of).clone(),
            Type::Rows(of) => Type::Ref(of.clone()),
            Type::Any | Type::None => Type::Any,
            Type::Text => {
                let problem = Problem::new(
                    ProblemKind::TypeMismatch,
                    (list.start, list.end),
                    ("`in` looks into a list, this is text", "`in` 要在列表里找，这里是文本"),
                );
                return self.note(problem.hint(("write `contains(text, part)`", "请写 `contains(文本, 部分)`")));
            }
            other => {
                let what = a(other);
                let message = said!("`in` looks into a list, this is {what}", "`in` 要在列表里找，这里是{what}"; what);
                return self.wrong(ProblemKind::TypeMismatch, (list.start, list.end), message);
            }
        };
        let (item, list) = match item.literal().is_some() && !matches!(of, Type::Any) {
            true => (self.coerce(item, &of)?, list),
            false if matches!(item.ty, Type::Any | Type::None) => (item, list),
            false => {
                let list = self.listed(list, &item.ty)?;
                (item, list)
            }
        };
        if let Op::Meta(of, Meta::Stage) = &item.op {
            let stages: Option<Vec<Node>> = match &list.op {
                Op::List(items) => Some(items.clone()),
                Op::Const(Value::List(items)) => Some(
                    items
                        .iter()
                        .map(|value| Node {
                            start: list.start,
                            end: list.end,
                            ty: item.ty.clone(),
                            op: Op::Const(value.clone()),
                        })
                        .collect(),
                ),
                _ => None,
            };
            if let Some(stages) = stages {
                let of = of.clone();
                return Ok(self.in_stages(syn, of, stages, false));
            }
        }
        let op = Op::In(Box::new(item), Box::new(list));
        Ok(node(syn, Type::Bool, op))
    }

    /// Rows of a list, or answers, as the list of the values in their first column: what `in` looks into.
    fn first_column(&self, list: Node) -> Node {
        let Type::List(of) = &list.ty else { return list };
        let Type::Answer(of) = &**of else { return list };
        let columns = self.scope.schema.columns(of).unwrap_or_default();
        let Some((_, ty)) = columns.into_iter().next() else { return list };
        let (start, end, ty) = (list.start, list.end, Type::List(Box::new(ty)));
        let op = match list.constant() {
            Some(rows) => Op::Const(crate::script::access::part(rows, 0, true)),
            None => Op::Part(Box::new(list), 0, true),
        };
        Node { start, end, ty, op }
    }

    /// A list whose elements can be compared with a type.
    fn listed(&mut self, list: Node, of: &Type) -> Typed {
        match &list.op {
            Op::List(items) if list.ty == Type::List(Box::new(Type::Text)) => {
                let items: Vec<Typed> = items
                    .clone()
                    .into_iter()
                    .map(|item| match item.literal().is_some() {
                        true => self.coerce(item, of),
                        false => Ok(item),
                    })
                    .collect();
                let items = items.into_iter().collect::<Result<Vec<_>, _>>()?;
                let ty = Type::List(Box::new(of.clone()));
                Ok(super::literals::list_of(list.start, list.end, ty, items))
            }
            _ => {
                let element = match &list.ty {
                    Type::List(of) => (**of).clone(),
                    Type::Rows(of) => Type::Ref(of.clone()),
                    _ => return Ok(list),
                };
                let one = Node { ty: element, op: Op::Local(usize::MAX), ..list.clone() };
                let item = Node { ty: of.clone(), op: Op::Local(usize::MAX), ..list.clone() };
                let here = Syn { start: list.start, end: list.end, form: crate::script::syntax::Form::Bool(true) };
                self.comparable(&here, Operator::Equal, &item, &one)?;
                Ok(list)
            }
        }
    }
}

fn is_timely(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::DateTime | Type::Duration)
}

fn place(syn: &Syn) -> (usize, usize) {
    (syn.start, syn.end)
}

fn node(syn: &Syn, ty: Type, op: Op) -> Node {
    Node { start: syn.start, end: syn.end, ty, op }
}

/// What a date becomes some time later: a date, or a moment where hours are added or may be.
fn stepped(by: &Node) -> Type {
    let whole_days = match &by.op {
        Op::Const(Value::Duration(duration)) => !has_hours(duration),
        Op::Call(function, ..) => matches!(function.name, "days" | "bdays" | "months"),
        _ => false,
    };
    match whole_days {
        true => Type::Date,
        false => Type::DateTime,
    }
}

/// Whether a length of time needs a time of day to be added to.
fn has_hours(duration: &crate::model::time::Duration) -> bool {
    duration.seconds != 0 || duration.business_seconds != 0
}
