//! Reading: the text of an expression becomes a tree of its own, with the characters each part stands at.
//!
//! Rhai parses (`lexer` says what it is given); of its tree only the forms of the language are taken over.

use std::sync::LazyLock;

use rhai::{
    ASTFlags, Engine, Expr as Rhai, FnCallExpr, LexError, OptimizationLevel, ParseError, ParseErrorType, Position, Stmt,
};
use rust_decimal::Decimal;

use super::{
    lexer::{self, Kind, Word, Words},
    problem::{Problem, ProblemKind},
    syntax::{Form, Operator, Syn},
};
use crate::{
    model::{Id, Said},
    said,
};

/// The longest expression, in bytes.
pub const TEXT_BYTES_MAX: usize = 4096;

/// How deep an expression may nest.
const DEPTH_MAX: usize = 64;

/// Reads an expression.
pub fn read(text: &str) -> Result<Syn, Vec<Problem>> {
    let length = text.chars().count();
    if text.len() > TEXT_BYTES_MAX {
        let message = said!("an expression has at most {TEXT_BYTES_MAX} bytes", "一个表达式最多 {TEXT_BYTES_MAX} 字节");
        return Err(vec![Problem::new(ProblemKind::Syntax, (0, length), message)]);
    }
    let words = lexer::words(text)?;
    if words.words.is_empty() {
        let problem = Problem::new(ProblemKind::Syntax, (0, length), ("an expression is missing", "这里缺少表达式"));
        return Err(vec![problem]);
    }
    let reader = Reader { words };
    let ast = match PARSER.compile_expression(&reader.words.masked) {
        Ok(ast) => ast,
        Err(error) => return Err(vec![reader.refused(&error)]),
    };
    match ast.statements() {
        [Stmt::Expr(expr)] => reader.expr(expr).map_err(|problem| vec![problem]),
        [one] => reader.statement(one).map_err(|problem| vec![problem]),
        _ => Err(vec![reader.whole(("this is not one expression", "这不是一个表达式"))]),
    }
}

/// Rhai's parser as we need it: expressions only, nothing folded.
static PARSER: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_expr_depths(DEPTH_MAX, DEPTH_MAX);
    engine.set_allow_looping(false);
    engine.set_allow_anonymous_fn(false);
    engine.set_allow_statement_expression(false);
    engine.set_allow_shadowing(true);
    engine
});

struct Reader {
    words: Words,
}

type Read<T> = Result<T, Problem>;

impl Reader {
    fn whole(&self, message: (&str, &str)) -> Problem {
        Problem::new(ProblemKind::Syntax, (0, self.words.chars.len()), message)
    }

    fn not_here(&self, position: Position, what: (&str, &str)) -> Problem {
        let (start, end) = match self.index(position) {
            Ok(index) => (self.word(index).start, self.word(index).end),
            Err(_) => (0, self.words.chars.len()),
        };
        let what = Said::from(what);
        let message = said!("{what} cannot stand in an expression", "{what}不能出现在表达式里"; what);
        Problem::new(ProblemKind::Syntax, (start, end), message)
    }

    fn word(&self, index: usize) -> &Word {
        &self.words.words[index.min(self.words.words.len() - 1)]
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.words.words.get(index).map(|word| word.kind)
    }

    fn is(&self, index: usize, sign: &str) -> bool {
        matches!(self.kind(index), Some(Kind::Sign(s)) if s == sign)
    }

    /// The word at a position of Rhai's.
    fn index(&self, position: Position) -> Read<usize> {
        position
            .position()
            .and_then(|column| self.words.at(column.checked_sub(1)?))
            .ok_or_else(|| self.whole(("this form cannot stand in an expression", "这种写法不能出现在表达式里")))
    }

    fn text(&self, index: usize) -> Id {
        let word = self.word(index);
        self.words.slice(word.start, word.end).into()
    }

    /// The index of the bracket that closes the one at `open`.
    fn closing(&self, open: usize) -> Read<usize> {
        let mut depth = 0usize;
        for index in open..self.words.words.len() {
            match self.kind(index) {
                Some(Kind::Sign("(" | "[" | "{")) => depth += 1,
                Some(Kind::Sign(")" | "]" | "}")) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Ok(index);
            }
        }
        Err(self.whole(("a bracket is not closed", "有一个括号没有闭合")))
    }

    /// A part over the words `first` to `last`, widened to the brackets it cuts through.
    fn over(&self, first: usize, last: usize, form: Form) -> Syn {
        let (mut first, mut last) = (first, last);
        let mut open = 0usize;
        let mut index = first;
        while index <= last {
            match self.kind(index) {
                Some(Kind::Sign("(" | "[" | "{")) => open += 1,
                Some(Kind::Sign(")" | "]" | "}")) if open > 0 => open -= 1,
                Some(Kind::Sign(")" | "]" | "}")) => {
                    first = self.opening(index).unwrap_or(first);
                }
                _ => {}
            }
            index += 1;
        }
        if open > 0 {
            // The outermost bracket still open is the first one; it closes last.
            let unclosed = (first..=last).find(|at| self.closing(*at).is_ok_and(|close| close > last));
            if let Some(close) = unclosed.and_then(|at| self.closing(at).ok()) {
                last = close;
            }
        }
        Syn { start: self.word(first).start, end: self.word(last).end, form }
    }

    fn opening(&self, close: usize) -> Option<usize> {
        (0..close)
            .rev()
            .filter(|at| matches!(self.kind(*at), Some(Kind::Sign("(" | "[" | "{"))))
            .find(|at| self.closing(*at).is_ok_and(|found| found == close))
    }

    fn first(&self, syn: &Syn) -> usize {
        self.words.at(syn.start).unwrap_or(0)
    }

    fn last(&self, syn: &Syn) -> usize {
        let ends = self.words.words.partition_point(|w| w.end < syn.end);
        ends.min(self.words.words.len() - 1)
    }

    fn between(&self, from: &Syn, to: &Syn, form: Form) -> Syn {
        self.over(self.first(from), self.last(to), form)
    }

    fn expr(&self, expr: &Rhai) -> Read<Syn> {
        match expr {
            Rhai::BoolConstant(yes, at) => {
                let index = self.index(*at)?;
                Ok(self.over(index, index, Form::Bool(*yes)))
            }
            Rhai::IntegerConstant(_, at) | Rhai::DynamicConstant(_, at) => self.number(self.index(*at)?),
            Rhai::StringConstant(_, at) => {
                let index = self.index(*at)?;
                let text = self.words.literal(self.word(index));
                Ok(self.over(index, index, Form::Text(text.into())))
            }
            Rhai::Variable(_, _, at) => {
                let index = self.index(*at)?;
                Ok(self.over(index, index, Form::Name(self.text(index))))
            }
            Rhai::FnCall(call, at) => self.call(call, *at),
            Rhai::Dot(pair, flags, at) => self.dot(&pair.lhs, &pair.rhs, *flags, *at),
            Rhai::Array(items, at) => {
                let open = self.index(*at)?;
                let items = items.iter().map(|item| self.expr(item));
                let form = Form::List(items.collect::<Read<Vec<_>>>()?);
                Ok(self.over(open, self.closing(open)?, form))
            }
            Rhai::And(parts, _) => self.several(parts, Form::And),
            Rhai::Or(parts, _) => self.several(parts, Form::Or),
            Rhai::Coalesce(parts, _) => self.several(parts, Form::Instead),
            Rhai::Stmt(block) => match block.statements() {
                [one] => self.statement(one),
                _ => Err(self.not_here(block.position(), ("a block", "代码块"))),
            },
            Rhai::Index(_, _, at) => Err(self
                .not_here(*at, ("an index", "下标"))
                .hint(("`first(rows, cond)` finds one of several", "从多条里取一条请用 `first(rows, cond)`"))),
            Rhai::MethodCall(_, at) => Err(self.method(*at)),
            Rhai::Unit(at) => {
                Err(self.not_here(*at, ("`()`", "`()`")).hint(("no value is written `none`", "空值写作 `none`")))
            }
            Rhai::Map(_, at) => Err(self.not_here(*at, ("a map", "映射"))),
            other => Err(self.not_here(other.position(), ("this form", "这种写法"))),
        }
    }

    fn several(&self, parts: &[Rhai], form: fn(Vec<Syn>) -> Form) -> Read<Syn> {
        let parts = parts.iter().map(|part| self.expr(part));
        let parts = parts.collect::<Read<Vec<_>>>()?;
        match (parts.first().cloned(), parts.last().cloned()) {
            (Some(first), Some(last)) => Ok(self.between(&first, &last, form(parts))),
            _ => Err(self.whole(("something is missing here", "这里缺了东西"))),
        }
    }

    /// A number, with the signs that Rhai has folded into it.
    fn number(&self, first: usize) -> Read<Syn> {
        let mut negative = false;
        let mut index = first;
        while !matches!(self.kind(index), Some(Kind::Number)) {
            match self.kind(index) {
                Some(Kind::Sign("-")) => negative = !negative,
                Some(Kind::Sign("+" | "(")) => {}
                _ => return Err(self.whole(("a number is missing here", "这里缺少数字"))),
            }
            index += 1;
        }
        let word = self.word(index);
        let text = self.text(index).replace('_', "");
        let number = Decimal::from_str_exact(&text).map_err(|_| {
            let message = ("a number has at most 28 digits", "数字最多 28 位");
            Problem::new(ProblemKind::BadLiteral, (word.start, word.end), message)
        })?;
        let number = if negative { -number } else { number };
        Ok(self.over(first, index, Form::Number(number)))
    }

    fn call(&self, call: &FnCallExpr, at: Position) -> Read<Syn> {
        let index = self.index(at)?;
        if self.kind(index) == Some(Kind::Name) {
            if !self.is(index + 1, "(") {
                return Err(self.not_here(at, ("this form of call", "这种调用")));
            }
            let arguments = call.args.iter().map(|argument| self.expr(argument));
            let arguments = arguments.collect::<Read<Vec<_>>>()?;
            let form = Form::Call(self.text(index), self.word(index).end, arguments);
            return Ok(self.over(index, self.closing(index + 1)?, form));
        }
        let mut parts = Vec::with_capacity(2);
        for argument in &call.args {
            parts.push(self.expr(argument)?);
        }
        let mut parts = parts.into_iter();
        match (parts.next(), parts.next(), self.kind(index)) {
            (Some(list), Some(item), Some(Kind::Sign("in"))) => {
                let (item, list) = (Box::new(item), Box::new(list));
                let (from, to) = (self.first(&item), self.last(&list));
                Ok(self.over(from, to, Form::In(item, list)))
            }
            (Some(one), None, Some(Kind::Sign("!"))) => {
                let last = self.last(&one).max(self.bracket_end(index + 1));
                Ok(self.over(index, last, Form::Not(Box::new(one))))
            }
            (Some(one), None, Some(Kind::Sign("-"))) => {
                let last = self.last(&one).max(self.bracket_end(index + 1));
                Ok(self.over(index, last, Form::Minus(Box::new(one))))
            }
            (Some(one), None, Some(Kind::Sign("+"))) => Ok(one),
            (Some(left), Some(right), _) => {
                let Some(operator) = call.op_token.as_ref().and_then(Operator::of) else {
                    return Err(self.not_here(at, ("this operator", "这个运算符")));
                };
                self.not_chained(operator, &left, index)?;
                let (from, to) = (self.first(&left), self.last(&right));
                let form = Form::Binary(operator, Box::new(left), Box::new(right));
                Ok(self.over(from, to, form))
            }
            _ => Err(self.not_here(at, ("this form", "这种写法"))),
        }
    }

    fn bracket_end(&self, index: usize) -> usize {
        match self.is(index, "(") {
            true => self.closing(index).unwrap_or(index),
            false => index,
        }
    }

    /// `a < b < c` would compare true or false with `c`.
    fn not_chained(&self, operator: Operator, left: &Syn, index: usize) -> Read<()> {
        match &left.form {
            // A bracket before the operator: meant so.
            Form::Binary(first, _, middle) if operator.compares() && first.compares() && !self.is(index - 1, ")") => {
                let middle = self.words.slice(middle.start, middle.end);
                let start = self.words.slice(left.start, left.end);
                let sign = operator.sign();
                let sign_at = self.word(index);
                Err(Problem::new(
                    ProblemKind::Syntax,
                    (left.start, sign_at.end),
                    ("comparisons cannot be chained", "比较不能连写"),
                )
                .hint(said!("write `{start} && {middle} {sign} …`", "请写 `{start} && {middle} {sign} …`")))
            }
            _ => Ok(()),
        }
    }

    fn method(&self, at: Position) -> Problem {
        let problem = self.not_here(at, ("a method call", "方法调用"));
        let name: String = self.words.slice(problem.start, problem.end);
        problem.hint(said!("functions are called as `{name}(x)`", "函数请写成 `{name}(x)`"))
    }

    fn dot(&self, of: &Rhai, name: &Rhai, flags: ASTFlags, at: Position) -> Read<Syn> {
        if flags.contains(ASTFlags::NEGATED) {
            return Err(self.not_here(at, ("`?.`", "`?.`")));
        }
        let mut left = self.expr(of)?;
        let mut rest = name;
        loop {
            let (property, next) = match rest {
                Rhai::Dot(pair, _, _) => (&pair.lhs, Some(&pair.rhs)),
                other => (other, None),
            };
            match property {
                Rhai::Property(_, at) => {
                    let index = self.index(*at)?;
                    let word = self.word(index);
                    let from = self.first(&left);
                    let place = (word.start, word.end);
                    let form = Form::Dot(Box::new(left), self.text(index), place);
                    left = self.over(from, index, form);
                }
                Rhai::MethodCall(_, at) => return Err(self.method(*at)),
                Rhai::Index(_, _, at) => return Err(self.not_here(*at, ("an index", "下标"))),
                other => return Err(self.not_here(other.position(), ("this form", "这种写法"))),
            }
            match next {
                Some(next) => rest = next,
                None => return Ok(left),
            }
        }
    }

    fn statement(&self, statement: &Stmt) -> Read<Syn> {
        match statement {
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::FnCall(call, at) => self.call(call, *at),
            Stmt::If(branches, at) => {
                let first = self.index(*at)?;
                let condition = self.expr(&branches.expr)?;
                let then = self.block(branches.body.statements(), *at, "then")?;
                let other = self.block(branches.branch.statements(), *at, "else")?;
                let last = self.end_of_if(first)?;
                let form = Form::If(Box::new(condition), Box::new(then), Box::new(other));
                Ok(self.over(first, last, form))
            }
            other => Err(self.not_here(other.position(), ("a statement", "语句"))),
        }
    }

    fn block(&self, statements: &[Stmt], at: Position, which: &str) -> Read<Syn> {
        match statements {
            [one] => self.statement(one),
            [] if which == "else" => Err(self
                .not_here(at, ("`if` without `else`", "没有 `else` 的 `if` "))
                .hint(("write `if condition { a } else { b }`", "请写 `if 条件 { a } else { b }`"))),
            [] => Err(self.not_here(at, ("an empty block", "空的代码块"))),
            _ => Err(self.not_here(at, ("more than one expression in a block", "一个代码块里多于一个表达式，"))),
        }
    }

    /// The last word of `if c { a } else if d { b } else { e }`.
    fn end_of_if(&self, first: usize) -> Read<usize> {
        let mut index = first + 1;
        while index < self.words.words.len() && !self.is(index, "{") {
            index = match self.kind(index) {
                Some(Kind::Sign("(" | "[")) => self.closing(index)? + 1,
                _ => index + 1,
            };
        }
        let end = self.closing(index)?;
        if !self.is(end + 1, "else") {
            return Ok(end);
        }
        match self.is(end + 2, "if") {
            true => self.end_of_if(end + 2),
            false => self.closing(end + 2),
        }
    }

    /// What Rhai's parser refuses, in our words.
    fn refused(&self, error: &ParseError) -> Problem {
        let length = self.words.chars.len();
        let at = error.position().position().map_or(length, |c| c - 1);
        let (start, end) = match self.words.at(at) {
            Some(index) => (self.word(index).start, self.word(index).end),
            None => (at.min(length.saturating_sub(1)), length),
        };
        let here = self.words.slice(start, end);
        let ended = self.words.at(at).is_none();
        let (kind, message) = match error.err_type() {
            ParseErrorType::ExprTooDeep => (
                ProblemKind::Syntax,
                said!("the expression nests deeper than {DEPTH_MAX} levels", "表达式嵌套超过 {DEPTH_MAX} 层"),
            ),
            ParseErrorType::MismatchedType(..) => {
                (ProblemKind::TypeMismatch, said!("`{here}` is neither true nor false", "`{here}` 不是真也不是假"))
            }
            ParseErrorType::PropertyExpected => {
                (ProblemKind::Syntax, Said::new("a name is missing behind the dot", "点的后面缺少名字"))
            }
            ParseErrorType::MissingToken(token, _) if ended => {
                (ProblemKind::Syntax, said!("`{token}` is missing at the end", "末尾缺少 `{token}`"))
            }
            ParseErrorType::MissingToken(token, _) => {
                (ProblemKind::Syntax, said!("`{token}` is missing before `{here}`", "`{here}` 前面缺少 `{token}`"))
            }
            ParseErrorType::UnexpectedEOF => (ProblemKind::Syntax, ends_early()),
            ParseErrorType::BadInput(LexError::UnexpectedInput(_)) if ended => (ProblemKind::Syntax, ends_early()),
            _ => (ProblemKind::Syntax, said!("`{here}` does not fit here", "`{here}` 不该出现在这里")),
        };
        let problem = Problem::new(kind, (start, end), message);
        match self.after_percent(at) {
            Some(fraction) => {
                problem.hint(said!("a percentage is a fraction: {fraction}", "百分比要写成小数：{fraction}"))
            }
            None => problem,
        }
    }

    /// `15%`: the fraction that was meant.
    fn after_percent(&self, at: usize) -> Option<String> {
        let behind = self.words.words.partition_point(|w| w.start < at);
        let (number, sign) = (behind.checked_sub(2)?, behind.checked_sub(1)?);
        if !self.is(sign, "%") || self.kind(number) != Some(Kind::Number) {
            return None;
        }
        let number = Decimal::from_str_exact(&self.text(number).replace('_', "")).ok()?;
        Some((number / Decimal::ONE_HUNDRED).normalize().to_string())
    }
}

fn ends_early() -> Said {
    Said::new("the expression ends too early", "表达式没有写完")
}
