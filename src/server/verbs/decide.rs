//! `decide`: a table or decision asked without a record. It changes nothing, so it goes past the desk's queue.

use serde_json::{Map, Value as Json};

use super::Asked;
use crate::{
    engine,
    model::{Code, Id, Refusal, Said, command::With},
    said,
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
    let usage = |message: Said| Problem::from(Refusal::new(Code::Usage, message));
    let Json::Object(mut keys) = command else {
        return Err(usage(said!("a command is a JSON object", "命令是一个 JSON 对象")));
    };
    let Some(Json::String(name)) = keys.remove("decide") else {
        return Err(usage(said!("`decide` names a table or decision", "`decide` 写决策表或决策的名称")));
    };
    let with = match keys.remove("with") {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(with)) => with,
        Some(other) => {
            return Err(usage(said!(
                "`with` is an object of values by input, not {other}",
                "`with` 是按输入给值的对象，而不是 {other}"
            )));
        }
    };
    let why = match keys.remove("why") {
        None | Some(Json::Null) => false,
        Some(Json::Bool(why)) => why,
        Some(other) => {
            return Err(usage(said!(
                "`why` is true or false, not {other}",
                "`why` 只能是 true 或 false，而不是 {other}"
            )));
        }
    };
    // Whoever asks changes nothing by it, but must be somebody.
    if let Some(by) = keys.remove("as") {
        let by =
            by.as_str().map(str::to_owned).ok_or_else(|| usage(said!("`as` names a person", "`as` 写一名人员")))?;
        asked.actor(Some(&by))?;
    }
    if let Some(stray) = keys.keys().next() {
        return Err(usage(said!("a command of this kind has no key `{stray}`", "这种命令没有键 `{stray}`")));
    }
    decide(asked, &name, with, why)
}
