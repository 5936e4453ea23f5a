//! What a table or decision answered, and why.

use serde_json::{Map, Value as Json, json};

use crate::{
    engine::{Asked, CellSeen, Evaluation, RowSeen, StepSeen},
    model::{Id, Type, Value, json, time::Calendar},
};

/// An answer with the rows that gave it.
pub(in crate::server) fn evaluation(seen: &Evaluation, calendar: &Calendar) -> Json {
    let inputs: Map<String, Json> =
        seen.inputs.iter().map(|(id, _, value)| (id.to_string(), json::write(value, calendar))).collect();
    let kind = match seen.kind {
        Asked::Table(_) => "table",
        Asked::Decision => "decision",
    };
    let mut json = json!({
        "decide": seen.name,
        "title": seen.title,
        "kind": kind,
        "inputs": inputs,
        "answer": answer(seen, calendar),
    });
    match seen.kind {
        Asked::Table(hit) => {
            json["hit"] = json!(hit.word());
            json["by_default"] = json!(seen.by_default);
            json["rows"] = seen.rows.iter().map(|seen| row(seen, calendar)).collect();
        }
        Asked::Decision if !seen.steps.is_empty() => {
            json["steps"] = seen.steps.iter().map(|seen| step(seen, calendar)).collect();
        }
        Asked::Decision => {}
    }
    json
}

/// Of one output its value, of several an object; a list of these where several rows answer.
fn answer(seen: &Evaluation, calendar: &Calendar) -> Json {
    match (&seen.answer, seen.is_many()) {
        (Value::List(answers), true) => answers.iter().map(|one| named(one, &seen.outputs, calendar)).collect(),
        (one, _) => named(one, &seen.outputs, calendar),
    }
}

fn named(answer: &Value, outputs: &[(Id, Type)], calendar: &Calendar) -> Json {
    match (answer, outputs.len()) {
        (Value::List(values), 2..) => {
            let pairs = outputs.iter().zip(values.iter());
            Json::Object(pairs.map(|((id, _), value)| (id.to_string(), json::write(value, calendar))).collect())
        }
        (value, _) => json::write(value, calendar),
    }
}

fn row(seen: &RowSeen, calendar: &Calendar) -> Json {
    let mut json = json!({"row": seen.row, "file": seen.file, "line": seen.line, "answers": seen.answers, "matches": seen.matches});
    if !seen.cells.is_empty() {
        let cell = |cell: &CellSeen| {
            let value = json::write(&cell.value, calendar);
            json!({"input": cell.input, "test": cell.test, "value": value, "passes": cell.passes})
        };
        json["cells"] = seen.cells.iter().map(cell).collect();
    }
    json
}

fn step(seen: &StepSeen, calendar: &Calendar) -> Json {
    let values: Map<String, Json> =
        seen.seen.iter().map(|(name, value)| (name.clone(), json::write(value, calendar))).collect();
    let asked: Vec<Json> = seen.asked.iter().map(|seen| evaluation(seen, calendar)).collect();
    json!({
        "step": seen.step, "title": seen.title, "needed": seen.needed, "when": seen.when,
        "value": json::write(&seen.value, calendar), "seen": values, "asked": asked,
    })
}
