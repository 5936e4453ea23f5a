//! Why a record stands where it stands.

use serde_json::{Value as Json, json};

use super::{super::eyes::Eyes, label, moment};
use crate::{
    engine::{Check, Way, Why},
    model::{Lang, Record},
};

/// Why, with every way on and what keeps it shut.
pub(in crate::server) fn why(state: &Eyes, record: &Record, why: &Why, lang: Lang) -> Json {
    json!({
        "id": record.id,
        "label": label(state, record),
        "stages": why.stages,
        "outcome": why.outcome,
        "waiting_for": why.waiting.people(),
        "since": why.since.map(|at| moment(state, at)),
        "ways": why.ways.iter().map(|it| way(state, it, lang)).collect::<Vec<_>>(),
    })
}

fn way(state: &Eyes, way: &Way, lang: Lang) -> Json {
    let conditions: Vec<Json> = way.conditions.iter().map(|it: &Check| it.to_json(&state.policy.calendar)).collect();
    json!({
        "transition": way.transition,
        "title": way.title,
        "to": way.to,
        "automatic": way.automatic,
        "who": way.who,
        "open": way.open,
        "refusal": way.refusal.as_ref().map(|refusal| refusal.told(lang).to_json()),
        "conditions": conditions,
    })
}
