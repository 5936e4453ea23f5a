//! `decide`: a table or decision asked without a record. It changes nothing, so it goes past the desk's queue.

use serde_json::{Map, Value as Json};

use super::Asked;
use crate::{
    engine,
    model::{Code, Id, Refusal, command::With},
    server::{Problem, shapes},
};

/// Asks a table or decision.
pub(super) fn decide(asked: &Asked, name: &str, with: Map<String, Json>, why: bool) -> Result<Json, Problem> {
    let reader = asked.reader()?;
    let state = asked.state();
    let with: With = with.into_iter().map(|(input, value)| (Id::from(input), value)).collect();
    let evaluation = engine::evaluate(&state.policy, &state, &reader, state.now, name, &with, why)?;
    Ok(shapes::evaluation(&evaluation, &state.policy.calendar))
}

/// Whether a command asks for a decision: `{"decide":"credit_terms","with":{…}}`.
pub(super) fn is_meant(command: &Json) -> bool {
    command.get("decide").is_some()
}

/// Answers such a command.
pub(super) fn command(asked: &Asked, command: Json) -> Result<Json, Problem> {
    let usage = |message: String| Problem::from(Refusal::new(Code::Usage, message));
    let Json::Object(mut keys) = command else {
        return Err(usage("a command is a JSON object".into()));
    };
    let Some(Json::String(name)) = keys.remove("decide") else {
        return Err(usage("`decide` names a table or decision".into()));
    };
    let with = match keys.remove("with") {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(with)) => with,
        Some(other) => return Err(usage(format!("`with` is an object of values by input, not {other}"))),
    };
    let why = match keys.remove("why") {
        None | Some(Json::Null) => false,
        Some(Json::Bool(why)) => why,
        Some(other) => return Err(usage(format!("`why` is true or false, not {other}"))),
    };
    // Whoever asks changes nothing by it, but must be somebody.
    if let Some(by) = keys.remove("as") {
        let by = by.as_str().map(str::to_owned).ok_or_else(|| usage("`as` names a person".into()))?;
        asked.actor(Some(&by))?;
    }
    if let Some(stray) = keys.keys().next() {
        return Err(usage(format!("a command of this kind has no key `{stray}`")));
    }
    decide(asked, &name, with, why)
}
