//! A table or decision asked by itself, without a record: the answer, which rows gave it, and why.

use super::{Asked, decision, rows};
use crate::{
    engine::{Glass, Refused, View, read, work::Work},
    model::{Actor, Code, Id, Refusal, Type, Value, command::With, time::Timestamp},
    policy::{Decision, Hit, Policy, Table, answered},
    said,
    script::{Expr, Fault, Frame},
};

/// What came of asking a table or decision.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Its id.
    pub name: Id,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Its inputs with their types, and the values it was asked with.
    pub inputs: Vec<(Id, Type, Value)>,
    /// What it answers: names and types.
    pub outputs: Vec<(Id, Type)>,
    /// The answer: of one output its value, of several a list of their values, of a table that collects a list of these;
    /// none where there is none.
    pub answer: Value,
    /// Whether a table's `default` gave the answer, for no row matches.
    pub by_default: bool,
    /// The rows of a table that answer, in the order in which they do. Where it was asked why: also those that come
    /// nearest, the nearest first.
    pub rows: Vec<RowSeen>,
    /// The steps of a decision in the order written, where it was asked why.
    pub steps: Vec<StepSeen>,
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A table.
    Table(Hit),
    /// A decision.
    Decision,
}

/// A row of a table as it met some values.
#[derive(Clone, Debug)]
pub struct RowSeen {
    /// Its number, from 1.
    pub row: usize,
    /// Where it is written.
    pub file: Id,
    /// The line, from 1.
    pub line: u32,
    /// Whether the answer is its answer, or one of those it is made of.
    pub answers: bool,
    /// Whether all its cells say yes: it may still be passed over for another.
    pub matches: bool,
    /// Its cells, where it was asked why.
    pub cells: Vec<CellSeen>,
}

/// A cell as it met a value.
#[derive(Clone, Debug)]
pub struct CellSeen {
    /// The input.
    pub input: Id,
    /// The test, as it is written.
    pub test: String,
    /// What was tested.
    pub value: Value,
    /// What it said; none where it could not be computed.
    pub passes: Option<bool>,
}

/// A step of a decision as it went.
#[derive(Clone, Debug)]
pub struct StepSeen {
    /// Its id.
    pub step: Id,
    /// What people call it.
    pub title: String,
    /// Whether the answer needed it.
    pub needed: bool,
    /// What its `when` said, where it has one and was needed.
    pub when: Option<bool>,
    /// Its value; none where its `when` does not hold or nothing needed it.
    pub value: Value,
    /// The names it read and what they were.
    pub seen: Vec<(String, Value)>,
    /// The tables and decisions it asked.
    pub asked: Vec<Evaluation>,
}

/// How many rows that do not answer are shown.
const NEAR_MAX: usize = 20;
/// How deep the tables a decision asks are explained.
const DEPTH_MAX: usize = 4;

/// Asks a table or decision with raw values by input; what is not given is none.
///
/// # Errors
/// `not_found` where there is no such table or decision, `invalid_value` where a value is none of its input's, and
/// whatever the table refuses: `no_decision`, `unique`.
pub fn evaluate(
    policy: &Policy,
    view: &dyn View,
    actor: &Actor,
    now: Timestamp,
    name: &str,
    with: &With,
    why: bool,
) -> Result<Evaluation, Refused> {
    let work = Work::quiet(policy, view, actor.clone(), now);
    let inputs = inputs(policy, name)?;
    let values = arguments(&work, name, &inputs, with)?;
    let glass = Glass { policy, view };
    let frame = Frame { actor, ..glass.frame(None, &[], now) };
    Ok(asked(policy, name, &values, &frame, why, 0)?)
}

/// An input as it may be named: its id, another name for it, its type.
type Input = (Id, Option<Id>, Type);

fn inputs(policy: &Policy, name: &str) -> Result<Vec<Input>, Refused> {
    if let Some(table) = policy.tables.get(name) {
        return Ok(table.inputs.iter().map(|i| (i.id.clone(), i.alias.clone(), i.ty.clone())).collect());
    }
    if let Some(decision) = policy.decisions.get(name) {
        return Ok(decision.inputs.iter().map(|(id, ty)| (id.clone(), None, ty.clone())).collect());
    }
    let known: Vec<&str> = policy.tables.keys().chain(policy.decisions.keys()).map(|id| &**id).collect();
    let message = said!("there is no table or decision `{name}`", "没有决策表或决策 `{name}`");
    Err(Refusal::new(Code::NotFound, message).with("known", known))
}

fn arguments(work: &Work, name: &str, inputs: &[Input], with: &With) -> Result<Vec<Value>, Refused> {
    let mut values = vec![Value::None; inputs.len()];
    let mut wrong = Vec::new();
    for (given, raw) in with {
        let is_meant = |(id, alias, _): &Input| id == given || alias.as_ref() == Some(given);
        let Some(at) = inputs.iter().position(is_meant) else {
            let known: Vec<&str> = inputs.iter().map(|(id, ..)| &**id).collect();
            wrong.push((
                given.clone(),
                said!(
                    "`{name}` has no such input; it takes {}",
                    "`{name}` 没有这个输入；它的输入有 {}",
                    known.join(", ")
                ),
            ));
            continue;
        };
        match work.read_value(&inputs[at].2, raw)? {
            Ok(value) => values[at] = value,
            Err(message) => wrong.push((given.clone(), message)),
        }
    }
    match wrong.is_empty() {
        true => Ok(values),
        false => Err(read::invalid(wrong)),
    }
}

fn asked(
    policy: &Policy,
    name: &str,
    values: &[Value],
    frame: &Frame,
    why: bool,
    depth: usize,
) -> Result<Evaluation, Fault> {
    match (policy.tables.get(name), policy.decisions.get(name)) {
        (Some(table), _) => table_asked(table, values, frame, why),
        (None, Some(decision)) => decision_asked(policy, decision, values, frame, why, depth),
        (None, None) => Err(Fault::new(
            crate::script::FaultKind::Missing,
            said!("there is no table `{name}`", "没有决策表 `{name}`"),
        )),
    }
}

fn table_asked(table: &Table, values: &[Value], frame: &Frame, why: bool) -> Result<Evaluation, Fault> {
    let raw = Frame { record: None, old: None, around: None, locals: values, ..*frame };
    let tested = rows::tested(table, values, &raw)?;
    let hits = rows::hits(table, &tested, &raw)?;
    let answering = hits.rows();
    let inputs = table.inputs.iter().zip(tested.iter());
    Ok(Evaluation {
        name: table.id.clone(),
        title: table.title.clone(),
        kind: Kind::Table(table.hit),
        inputs: inputs.map(|(input, value)| (input.id.clone(), input.ty.clone(), value.clone())).collect(),
        outputs: answered(table.hit, &table.outputs),
        answer: Asked { table, tested: &tested, frame: &raw }.answer(&hits, None)?,
        by_default: answering.is_empty() && table.default.is_some(),
        rows: seen_rows(table, answering, &tested, &raw, why),
        steps: Vec::new(),
    })
}

fn seen_rows(table: &Table, answering: &[usize], tested: &[Value], frame: &Frame, why: bool) -> Vec<RowSeen> {
    let row = |at: usize, cells: Vec<CellSeen>, matches: bool| -> Option<RowSeen> {
        let row = table.rows.get(at)?;
        let answers = answering.contains(&at);
        Some(RowSeen { row: at + 1, file: row.file.clone(), line: row.line, answers, matches, cells })
    };
    if !why {
        return answering.iter().filter_map(|at| row(*at, Vec::new(), true)).collect();
    }
    let cells = |at: usize| -> Vec<CellSeen> {
        let cells = table.rows.get(at).map(|row| row.cells.as_slice()).unwrap_or_default();
        let pairs = cells.iter().zip(tested).zip(&table.inputs);
        pairs
            .map(|((cell, value), input)| CellSeen {
                input: input.id.clone(),
                test: cell.to_string(),
                value: value.clone(),
                passes: rows::holds(cell, value, tested, frame).ok(),
            })
            .collect()
    };
    let mut others: Vec<(usize, usize, Vec<CellSeen>)> = (0..table.rows.len())
        .filter(|at| !answering.contains(at))
        .map(|at| (at, cells(at)))
        .map(|(at, cells)| (cells.iter().filter(|cell| cell.passes != Some(true)).count(), at, cells))
        .collect();
    others.sort_by_key(|(noes, at, _)| (*noes, *at));
    others.truncate(NEAR_MAX);
    let first = answering.iter().filter_map(|at| row(*at, cells(*at), true));
    first.chain(others.into_iter().filter_map(|(noes, at, cells)| row(at, cells, noes == 0))).collect()
}

fn decision_asked(
    policy: &Policy,
    decision: &Decision,
    values: &[Value],
    frame: &Frame,
    why: bool,
    depth: usize,
) -> Result<Evaluation, Fault> {
    let mut course = decision::Course::begin(decision, values);
    let answer = course.answer(None, frame)?;
    let inputs = decision.inputs.iter().zip(values);
    let output = |output: &crate::policy::DecisionOutput| (output.id.clone(), output.value.ty().clone());
    Ok(Evaluation {
        name: decision.id.clone(),
        title: decision.title.clone(),
        kind: Kind::Decision,
        inputs: inputs.map(|((id, ty), value)| (id.clone(), ty.clone(), value.clone())).collect(),
        outputs: decision.outputs.iter().map(output).collect(),
        answer,
        by_default: false,
        rows: Vec::new(),
        steps: if why { seen_steps(policy, decision, &course, frame, depth) } else { Vec::new() },
    })
}

fn seen_steps(
    policy: &Policy,
    decision: &Decision,
    course: &decision::Course,
    frame: &Frame,
    depth: usize,
) -> Vec<StepSeen> {
    let frame = course.frame(frame);
    let step = |(step, (state, value)): (&crate::policy::DecisionStep, (decision::Step, &Value))| {
        let needed = matches!(state, decision::Step::Done | decision::Step::Left);
        let done = state == decision::Step::Done;
        // A step that was left out shows what kept it out.
        let shown: Vec<&Expr> = match (needed, done) {
            (false, _) => Vec::new(),
            (true, true) => step.when.iter().chain([&step.value]).collect(),
            (true, false) => step.when.iter().collect(),
        };
        let mut seen: Vec<(String, Value)> = Vec::new();
        for pair in shown.iter().flat_map(|expr| expr.seen(&frame)) {
            if !seen.iter().any(|(name, _)| *name == pair.0) {
                seen.push(pair);
            }
        }
        let calls = shown.iter().flat_map(|expr| expr.calls(&frame)).filter(|_| depth < DEPTH_MAX);
        StepSeen {
            step: step.id.clone(),
            title: step.title.clone(),
            needed,
            when: step.when.as_ref().filter(|_| needed).map(|_| done),
            value: value.clone(),
            seen,
            asked: calls
                .filter_map(|(name, values)| asked(policy, &name, &values, &frame, true, depth + 1).ok())
                .collect(),
        }
    };
    decision.steps.iter().zip(course.steps()).map(step).collect()
}

impl Evaluation {
    /// The answer as rows of outputs: what a single answer, a collected one and none have in common.
    pub fn answers(&self) -> Vec<Vec<Value>> {
        let row = |answer: &Value| match (self.outputs.len(), answer) {
            (1, value) => vec![value.clone()],
            (_, Value::List(values)) => values.to_vec(),
            (outputs, _) => vec![Value::None; outputs],
        };
        match (self.is_many(), &self.answer) {
            (true, Value::List(answers)) => answers.iter().map(row).collect(),
            (_, Value::None) => Vec::new(),
            (_, answer) => vec![row(answer)],
        }
    }

    /// Whether the answer is a list, an entry for each row that matches.
    pub fn is_many(&self) -> bool {
        matches!(self.kind, Kind::Table(hit) if hit.is_many())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_several_outputs_is_one_row() {
        let evaluation = Evaluation {
            name: "terms".into(),
            title: "terms".into(),
            kind: Kind::Table(Hit::First),
            inputs: Vec::new(),
            outputs: vec![("limit".into(), Type::Money), ("days".into(), Type::Number)],
            answer: Value::List([Value::int(5), Value::int(30)].into()),
            by_default: false,
            rows: Vec::new(),
            steps: Vec::new(),
        };
        assert_eq!(evaluation.answers(), [[Value::int(5), Value::int(30)]]);
        let none = Evaluation { answer: Value::None, ..evaluation };
        assert!(none.answers().is_empty());
    }
}
