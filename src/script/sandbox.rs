//! The sandbox: functions of `rules/*.rhai`, run by Rhai under bounds.
//!
//! A script computes from its arguments and nothing else: no file, clock, chance, output or import is within its
//! reach, and it cannot go on for ever, grow without end or break the stack. Numbers are exact decimals throughout;
//! `7 / 2` is 3.5.

use std::{any::TypeId, cell::Cell, collections::BTreeMap, fmt};

use rhai::{
    AST, CallFnOptions, Dynamic, Engine, EvalAltResult, FnAccess, INT, OptimizationLevel, Position, Scope,
    packages::{
        ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
        BasicStringPackage, LogicPackage, MoreStringPackage, Package,
    },
};
use rust_decimal::Decimal;

use super::{
    clock::Deadline,
    frame::{Fault, FaultKind},
    functions,
    problem::{Problem, ProblemKind},
};
use crate::{
    model::{Id, Said, Value},
    said,
};

/// How much a call may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Steps, those in callbacks included. The same everywhere, so it comes first.
    pub operations: u64,
    /// Calls within calls.
    pub depth: usize,
    /// Time by the clock, for what steps do not measure.
    pub time: std::time::Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { operations: 200_000, depth: 16, time: std::time::Duration::from_millis(200) }
    }
}

/// The longest source file, in bytes.
pub const SOURCE_BYTES_MAX: usize = 64 * 1024;

const TEXT_BYTES_MAX: usize = 64 * 1024;
const ARRAY_ITEMS_MAX: usize = 10_000;
const MAP_ITEMS_MAX: usize = 1_000;
const VARIABLES_MAX: usize = 128;
const FUNCTIONS_MAX: usize = 1_000;

/// The functions of all `rules/*.rhai`.
pub struct Functions {
    engine: Engine,
    ast: AST,
    known: BTreeMap<Id, Known>,
    bounds: Bounds,
}

struct Known {
    file: Id,
    arity: usize,
}

thread_local! {
    /// What the call that runs on this thread has left.
    static LEFT: Cell<(u64, Option<Deadline>)> = const { Cell::new((0, None)) };
}

impl Functions {
    /// No functions at all.
    pub fn none() -> Functions {
        Functions {
            engine: engine(Bounds::default()),
            ast: AST::empty(),
            known: BTreeMap::new(),
            bounds: Bounds::default(),
        }
    }

    /// Compiles source files, given by name. What is wrong in any of them comes at once, each with its file; the
    /// positions count characters of that file.
    pub fn compile(files: &[(&str, &str)], bounds: Bounds) -> Result<Functions, Vec<(Id, Problem)>> {
        let engine = engine(bounds);
        let mut all = AST::empty();
        let mut known: BTreeMap<Id, Known> = BTreeMap::new();
        let mut problems = Vec::new();
        for (file, source) in files {
            let file: Id = (*file).into();
            let ast = match read(&engine, source) {
                Ok(ast) => ast,
                Err(problem) => {
                    problems.push((file, problem));
                    continue;
                }
            };
            for function in ast.iter_functions() {
                if function.access == FnAccess::Private {
                    continue;
                }
                let name: Id = function.name.into();
                let message = match known.get(&name) {
                    _ if functions::find(&name).is_some() => {
                        Some(said!("the language has a function `{name}` already", "语言里已经有函数 `{name}`"))
                    }
                    Some(other) => {
                        let file = &other.file;
                        Some(said!("`{file}` has a function `{name}` already", "`{file}` 里已经有函数 `{name}`"))
                    }
                    None => None,
                };
                if let Some(message) = message {
                    let place = definition(source, &name);
                    let problem = Problem::new(ProblemKind::Syntax, place, message);
                    problems.push((file.clone(), problem.hint(("give it another name", "请换一个名字"))));
                    continue;
                }
                let known_as = Known { file: file.clone(), arity: function.params.len() };
                known.insert(name, known_as);
            }
            all = all.merge(&ast);
        }
        match problems.is_empty() {
            true => Ok(Functions { engine, ast: all, known, bounds }),
            false => Err(problems),
        }
    }

    /// How many arguments a function takes; none where there is none of that name.
    pub fn arity(&self, name: &str) -> Option<usize> {
        self.known.get(name).map(|known| known.arity)
    }

    /// The names of all functions.
    pub fn names(&self) -> impl Iterator<Item = &Id> {
        self.known.keys()
    }

    /// Calls a function.
    pub fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, Fault> {
        let Some(known) = self.known.get(name) else {
            let message = said!("there is no script function `{name}`", "没有脚本函数 `{name}`");
            return Err(Fault::new(FaultKind::Missing, message));
        };
        let arguments: Vec<Dynamic> = arguments.iter().map(given).collect();
        let deadline = Deadline::after(self.bounds.time);
        LEFT.with(|left| left.set((self.bounds.operations, Some(deadline))));
        let options = CallFnOptions::new().eval_ast(false);
        let result =
            self.engine.call_fn_with_options::<Dynamic>(options, &mut Scope::new(), &self.ast, name, arguments);
        LEFT.with(|left| left.set((0, None)));
        match result {
            Ok(value) => taken(value).map_err(|what| {
                let message = format!("`{name}` gave {what}, which is no value of the language");
                Fault::new(FaultKind::Script, message)
            }),
            Err(error) => Err(self.failed(name, known, &error)),
        }
    }

    fn failed(&self, name: &str, known: &Known, error: &EvalAltResult) -> Fault {
        // The innermost error says what happened; the outer ones only who called whom.
        let mut inner = error;
        while let EvalAltResult::ErrorInFunctionCall(_, _, next, _) = inner {
            inner = next;
        }
        let position = inner.position();
        let place = match (position.line(), position.position()) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", known.file),
            (Some(line), None) => format!("{}:{line}", known.file),
            _ => known.file.to_string(),
        };
        let what = match inner {
            EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(..) => {
                Said::new("it ran too long", "运行太久")
            }
            EvalAltResult::ErrorStackOverflow(..) => {
                said!("more than {} calls within calls", "调用嵌套超过 {} 层", self.bounds.depth)
            }
            // What a script throws are the policy's own words.
            EvalAltResult::ErrorRuntime(value, _) => Said::own(value.to_string()),
            other => {
                let mut other = other.to_string();
                if let Some(at) = other.rfind(" (line ") {
                    other.truncate(at);
                }
                Said::from(other)
            }
        };
        Fault::new(
            FaultKind::Script,
            said!("`{name}` failed: {what} ({place})", "`{name}` 出错：{what}（{place}）"; what),
        )
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.known.keys()).finish()
    }
}

/// An engine with nothing in it but arithmetic, text, lists and maps.
fn engine(bounds: Bounds) -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    engine.set_optimization_level(OptimizationLevel::None);
    for symbol in ["eval", "import", "export", "print", "debug"] {
        engine.disable_symbol(symbol);
    }
    engine.set_strict_variables(true);
    engine.set_max_operations(bounds.operations);
    engine.set_max_call_levels(bounds.depth);
    engine.set_max_expr_depths(64, 32);
    engine.set_max_string_size(TEXT_BYTES_MAX);
    engine.set_max_array_size(ARRAY_ITEMS_MAX);
    engine.set_max_map_size(MAP_ITEMS_MAX);
    engine.set_max_variables(VARIABLES_MAX);
    engine.set_max_functions(FUNCTIONS_MAX);
    // Rhai counts no steps inside callbacks of native functions; this is asked there too.
    engine.on_progress(|_| {
        LEFT.with(|left| {
            let (steps, deadline) = left.get();
            let late = deadline.is_some_and(Deadline::has_passed);
            left.set((steps.saturating_sub(1), deadline));
            (steps == 0 || late).then_some(Dynamic::UNIT)
        })
    });
    exact_division(&mut engine);
    engine
}

/// Whole numbers divide exactly: Rhai's own `7 / 2` is 3.
fn exact_division(engine: &mut Engine) {
    engine.set_fast_operators(false);
    engine.register_fn("/", |a: INT, b: INT| divided(a, b));
    let whole = TypeId::of::<INT>();
    engine.register_raw_fn("/=", [whole, whole], |_, arguments| {
        let [a, b] = arguments else {
            return Ok(());
        };
        let (Ok(x), Ok(y)) = (a.as_int(), b.as_int()) else {
            return Ok(());
        };
        **a = divided(x, y)?;
        Ok(())
    });
}

fn divided(a: INT, b: INT) -> Result<Dynamic, Box<EvalAltResult>> {
    match Decimal::from(a).checked_div(Decimal::from(b)) {
        Some(n) => Ok(Dynamic::from_decimal(n)),
        None => Err(format!("{a} / {b}: division by zero").into()),
    }
}

fn read(engine: &Engine, source: &str) -> Result<AST, Problem> {
    let length = source.chars().count();
    if source.len() > SOURCE_BYTES_MAX {
        let message = said!(
            "a file of functions has at most {SOURCE_BYTES_MAX} bytes",
            "一个函数文件最多 {SOURCE_BYTES_MAX} 字节"
        );
        return Err(Problem::new(ProblemKind::Syntax, (0, length), message));
    }
    let ast = engine.compile(source).map_err(|error| {
        let at = offset(source, error.position());
        let words = error.err_type().to_string();
        let message = said!("the script can't be read: {words}", "脚本无法读懂：{words}");
        Problem::new(ProblemKind::Syntax, (at, (at + 1).min(length.max(at))), message)
    })?;
    match ast.statements().first() {
        None => Ok(ast),
        Some(statement) => {
            let at = offset(source, statement.position());
            let problem = Problem::new(
                ProblemKind::Syntax,
                (at, (at + 1).min(length.max(at))),
                ("only functions stand here: `fn name(a, b) { … }`", "这里只能写函数：`fn 名字(a, b) { … }`"),
            );
            Err(problem.hint(("what it computes belongs into a function", "要计算的内容请放进函数里")))
        }
    }
}

/// The character a position stands at; the end of the text where it has none.
fn offset(source: &str, position: Position) -> usize {
    let (Some(line), column) = (position.line(), position.position().unwrap_or(1)) else {
        return source.chars().count();
    };
    let before = source.split('\n').take(line - 1);
    let start: usize = before.map(|line| line.chars().count() + 1).sum();
    (start + column.saturating_sub(1)).min(source.chars().count())
}

/// Where a function is defined, as nearly as its name shows.
fn definition(source: &str, name: &str) -> (usize, usize) {
    let at = source
        .match_indices(name)
        .find(|(at, _)| source[..*at].trim_end().ends_with("fn"))
        .map_or(0, |(at, _)| source[..at].chars().count());
    (at, at + name.chars().count())
}

/// A value as a script is given it. Days, moments and lengths of time are text.
fn given(value: &Value) -> Dynamic {
    match value {
        Value::None => Dynamic::UNIT,
        Value::Bool(yes) => Dynamic::from_bool(*yes),
        Value::Number(n) => Dynamic::from_decimal(*n),
        Value::Text(text) => Dynamic::from(text.to_string()),
        Value::List(items) => Dynamic::from_array(items.iter().map(given).collect()),
        other => Dynamic::from(other.to_string()),
    }
}

/// What a script gave; the name of its type where that is no value of ours.
fn taken(value: Dynamic) -> Result<Value, String> {
    let value = value.flatten();
    if value.is_unit() {
        return Ok(Value::None);
    }
    if let Ok(yes) = value.as_bool() {
        return Ok(Value::Bool(yes));
    }
    if let Ok(n) = value.as_int() {
        return Ok(Value::int(n));
    }
    if let Ok(n) = value.as_decimal() {
        return Ok(Value::Number(n));
    }
    if let Ok(c) = value.as_char() {
        return Ok(Value::text(c.to_string()));
    }
    let kind = value.type_name();
    if value.is_string() {
        let text = value.into_immutable_string().map_err(str::to_owned)?;
        return Ok(Value::text(text.as_str()));
    }
    if value.is_array() {
        let items = value.into_array().map_err(str::to_owned)?;
        let items = items.into_iter().map(taken);
        return Ok(Value::List(items.collect::<Result<Vec<_>, _>>()?.into()));
    }
    Err(format!("a {kind}"))
}
